package org.kvsweep.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.results.TrialRecord;

/** Finds trials of one engine that were computed by different kernels. */
final class MixedKernels {
  private static final String KERNELS = "kernels";

  private MixedKernels() {}

  /**
   * Returns the number of completed trials by their kernels, the most first; empty if each engine
   * has used one kind. Trials of other engines have other kernels on purpose.
   */
  static Map<String, Integer> of(Collection<TrialRecord> ended) {
    Map<String, Map<String, Integer>> byEngine = new TreeMap<>();
    for (TrialRecord record : ended) {
      String kernels = record.outcome().run().environment().get(KERNELS);
      if (record.outcome().completed() && kernels != null) {
        byEngine
            .computeIfAbsent(record.spec().engine(), engine -> new TreeMap<>())
            .merge(kernels, 1, Integer::sum);
      }
    }
    Map<String, Integer> mixed = new LinkedHashMap<>();
    for (Map<String, Integer> counts : byEngine.values()) {
      if (counts.size() > 1) {
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .forEach(entry -> mixed.put(entry.getKey(), entry.getValue()));
      }
    }
    return mixed;
  }
}
