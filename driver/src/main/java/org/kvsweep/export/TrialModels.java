package org.kvsweep.export;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.results.ForeignFileException;
import org.kvsweep.trial.TrialId;

/** The trained models that a results folder keeps. */
public interface TrialModels {
  /** The sizes in bytes, by trial. */
  Map<TrialId, Long> sizes() throws IOException;

  /**
   * The model of a trial, a zip file to be closed; empty if none is kept.
   *
   * @throws ForeignFileException if what has its name is not a file of this results folder
   */
  Optional<InputStream> open(TrialId trial) throws IOException;
}
