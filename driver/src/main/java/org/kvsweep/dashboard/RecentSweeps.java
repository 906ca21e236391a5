package org.kvsweep.dashboard;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.kvsweep.results.FoundSweeps;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.schedule.Pause;

/**
 * The sweeps below a root as they were found last. To find them takes a look at every folder, so
 * pages that go on asking for a sweep that was removed don't have it done again each time.
 */
final class RecentSweeps {
  private final ResultsRoot root;
  private final Clock clock;
  private final Pause betweenLooks = new Pause();
  private FoundSweeps found;

  RecentSweeps(ResultsRoot root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  /** The sweeps that there are now. */
  FoundSweeps now() throws IOException {
    Instant started = clock.instant();
    found = root.look();
    Instant ended = clock.instant();
    betweenLooks.begin(FreshViews.pauseAfter(Duration.between(started, ended)), ended);
    return found;
  }

  /** The sweeps that there were a moment ago. */
  FoundSweeps recent() throws IOException {
    return betweenLooks.over(clock.instant()) ? now() : found;
  }
}
