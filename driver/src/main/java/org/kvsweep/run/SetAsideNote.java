package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.schedule.Pause;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a note in the results of which trials are set aside, for reports and the dashboard. */
final class SetAsideNote {
  private static final Logger LOG = LoggerFactory.getLogger(SetAsideNote.class);

  // About as often as people look; a request each on an object store.
  private static final Duration BETWEEN_NOTES = Duration.ofSeconds(2);

  private final ResultsStore results;
  private Set<TrialId> written = Set.of();
  private final Pause pause = new Pause();

  /** Empties the note of an earlier run, whose trials come to their rungs again. */
  SetAsideNote(ResultsStore results) {
    this.results = results;
    replace(Set.of());
  }

  /** Writes down who waits now, if the last time is long enough ago. */
  void keep(Supplier<Set<TrialId>> setAside, Instant now) {
    if (pause.over(now)) {
      pause.begin(BETWEEN_NOTES, now);
      write(setAside.get());
    }
  }

  /** Writes down that these wait, if that is news. */
  void write(Set<TrialId> setAside) {
    if (!setAside.equals(written)) {
      replace(setAside);
    }
  }

  private void replace(Set<TrialId> setAside) {
    written = Set.copyOf(setAside);
    try {
      results.setAside(written);
    } catch (IOException e) {
      LOG.warn("Cannot note which trials are set aside: {}", e.toString());
    }
  }
}
