package org.kvsweep.trial;

import java.util.concurrent.CancellationException;

/** A sign that long work beside the steps of a training goes on, such as an evaluation. */
@FunctionalInterface
public interface LifeSign {

  /**
   * Tells that the work goes on. Quick; to be called again and again, between batches or sentences.
   *
   * @throws CancellationException if the trial has to give up at once
   */
  void give();
}
