package org.kvsweep.spark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a note in the results of which trials are set aside, for reports and the dashboard. */
final class WaitingNote {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingNote.class);

  // About as often as people look; a request each on an object store.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ResultsStore results;
  private Set<TrialId> written = Set.of();
  private Instant notBefore = Instant.MIN;

  /** What an earlier run has left there is of no use: its trials come to their rungs again. */
  WaitingNote(ResultsStore results) {
    this.results = results;
    write(Set.of());
  }

  /** Writes down that these wait now, if that is news and the last time is long enough ago. */
  void keep(Set<TrialId> waiting, Instant now) {
    if (!now.isBefore(notBefore) && !waiting.equals(written)) {
      notBefore = now.plus(PAUSE);
      write(waiting);
    }
  }

  /** Writes down what the run leaves. */
  void leave(Set<TrialId> waiting) {
    if (!waiting.equals(written)) {
      write(waiting);
    }
  }

  private void write(Set<TrialId> waiting) {
    written = Set.copyOf(waiting);
    try {
      results.waiting(written);
    } catch (IOException e) {
      LOG.warn("Cannot note which trials are set aside: {}", e.toString());
    }
  }
}
