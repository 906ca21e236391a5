package org.kvsweep.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.lang3.ObjectUtils;
import org.kvsweep.schedule.Pause;

/** Views that were made, each kept until it is old and something has changed. */
final class FreshViews {
  /** The least time between two looks at a folder, however many browsers ask. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  private static final int TIMES_ITS_OWN_LENGTH = 10;

  /** The most time between two looks: on a busy machine a view takes long, and live means live. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A view of ten thousand trials takes some 20 MB. */
  private static final int MOST_KEPT = 16;

  private final Clock clock;
  private final Map<Object, Kept> kept =
      new LinkedHashMap<>(MOST_KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Kept(View view, Pause pause) {}

  /** An action that may fail as reading does. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  FreshViews(Clock clock) {
    this.clock = clock;
  }

  /** The view of that key, made anew if its version has changed. */
  View get(Object key, Reading<String> version, Reading<ObjectNode> data) throws IOException {
    Kept before = kept.get(key);
    Instant started = clock.instant();
    if (before != null && !before.pause().over(started)) {
      return before.view();
    }
    String now = version.read();
    View view =
        before != null && before.view().version().equals(now)
            ? before.view()
            : new View(now, data.read());
    Instant ended = clock.instant();
    Pause pause = new Pause();
    pause.begin(pauseAfter(Duration.between(started, ended)), ended);
    kept.put(key, new Kept(view, pause));
    return view;
  }

  /** Returns how long not to look again after a look that took so long. */
  static Duration pauseAfter(Duration look) {
    Duration rest = look.multipliedBy(TIMES_ITS_OWN_LENGTH);
    return ObjectUtils.max(LEAST_PAUSE, ObjectUtils.min(rest, LONGEST_PAUSE));
  }
}
