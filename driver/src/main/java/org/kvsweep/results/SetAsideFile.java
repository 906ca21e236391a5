package org.kvsweep.results;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** The trials that are set aside, as a file: {@code {"trials":["0123456789abcdef"]}}. */
final class SetAsideFile {
  private static final String TRIALS = "trials";

  private SetAsideFile() {}

  static String write(Collection<TrialId> trials) {
    var root = TrialJson.object();
    var ids = root.putArray(TRIALS);
    new TreeSet<>(trials).forEach(id -> ids.add(id.value()));
    return TrialJson.text(root) + "\n";
  }

  /**
   * Reads the ids of the file; none if it can't be read, because the file is only news for people.
   */
  static Set<TrialId> read(String text) {
    try {
      Set<TrialId> trials = new HashSet<>();
      TrialJson.parse(text).path(TRIALS).forEach(id -> trials.add(new TrialId(id.asText())));
      return trials;
    } catch (IllegalArgumentException notOurs) {
      return Set.of();
    }
  }
}
