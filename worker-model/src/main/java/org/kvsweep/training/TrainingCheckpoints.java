package org.kvsweep.training;

import java.io.IOException;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.LifeSign;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training: when they are saved, and which one it resumes from. A checkpoint
 * that can't be saved or read costs time if the trial is interrupted, and nothing else.
 */
final class TrainingCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingCheckpoints.class);

  private final Checkpoints checkpoints;
  private final TrainingCheckpoint format;
  private final LongSupplier nanoTime;
  private final LifeSign sign;
  private long lastSaved;
  private int lastSavedEpoch;

  /**
   * The checkpoints that are kept there.
   *
   * @param began when the training did, in the nanoseconds of {@code nanoTime}
   * @param sign given while one is saved
   */
  TrainingCheckpoints(
      Checkpoints checkpoints,
      TrainingCheckpoint format,
      LongSupplier nanoTime,
      long began,
      LifeSign sign) {
    this.checkpoints = checkpoints;
    this.format = format;
    this.nanoTime = nanoTime;
    this.lastSaved = began;
    this.sign = sign;
  }

  /** Reads the newest checkpoint that fits into the network; empty if there is none. */
  Optional<TrainingState> newest() {
    try {
      for (long step : checkpoints.steps()) {
        Optional<TrainingState> state = read(step);
        if (state.isPresent()) {
          return state;
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot look for checkpoints, starting at the beginning: {}", e.toString());
    }
    return Optional.empty();
  }

  private Optional<TrainingState> read(long step) {
    try {
      return Optional.of(checkpoints.load(step, format::read));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("Ignoring the checkpoint of step {}: {}", step, e.toString());
      return Optional.empty();
    }
  }

  /** Takes note that the training goes on from a checkpoint, after so many epochs. */
  void resumedAfter(int epochs) {
    lastSavedEpoch = epochs;
  }

  /**
   * Saves the state if the policy says so, or if the training stops and checkpoints are kept at
   * all.
   *
   * @param seconds since the trial began, earlier attempts included
   */
  void saveIfDue(TrainingState state, int epochsDone, boolean stopping, DoubleSupplier seconds) {
    long now = nanoTime.getAsLong();
    if (checkpoints.policy().never()
        || !(stopping || checkpoints.policy().due(epochsDone - lastSavedEpoch, now - lastSaved))) {
      return;
    }
    try {
      checkpoints.save(state.step, writer(state, seconds));
    } catch (IOException e) {
      LOG.warn("Cannot keep a checkpoint, training goes on: {}", e.toString());
    }
    lastSaved = nanoTime.getAsLong();
    lastSavedEpoch = epochsDone;
  }

  /**
   * Keeps the state after the last step for a longer training, if the policy says so.
   *
   * @param seconds since the trial began, earlier attempts included
   */
  void saveLast(TrainingState state, DoubleSupplier seconds) {
    try {
      checkpoints.saveLast(state.step, writer(state, seconds));
    } catch (IOException e) {
      LOG.warn("Cannot keep the last state, a longer training will start anew: {}", e.toString());
    }
  }

  private Checkpoints.Writer writer(TrainingState state, DoubleSupplier seconds) {
    return out -> format.write(state, seconds.getAsDouble(), new LivingStream(out, sign));
  }
}
