package org.kvsweep.export;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.trial.TrialId;

/** The trained models that a results folder keeps. */
public interface TrialModels {
  /** A folder without models. */
  TrialModels NONE =
      new TrialModels() {
        @Override
        public Map<TrialId, Long> sizes() {
          return Map.of();
        }

        @Override
        public Optional<InputStream> open(TrialId trial) {
          return Optional.empty();
        }
      };

  /** The sizes in bytes, by trial. */
  Map<TrialId, Long> sizes() throws IOException;

  /** The model of a trial, a zip file to be closed; empty if none is kept. */
  Optional<InputStream> open(TrialId trial) throws IOException;
}
