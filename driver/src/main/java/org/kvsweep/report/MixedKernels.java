package org.kvsweep.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.training.Environment;
import org.kvsweep.trial.TrialSpec;

/** Finds trials of one engine and precision that were computed by different kernels. */
final class MixedKernels {
  private MixedKernels() {}

  /**
   * Returns the number of completed trials by their kernels, the most first; empty if each engine
   * has used one kind in each precision. Trials of other engines or in another precision have other
   * kernels on purpose.
   */
  static Map<String, Integer> of(Collection<TrialRecord> ended) {
    Map<List<String>, Map<String, Integer>> alike = new LinkedHashMap<>();
    for (TrialRecord record : ended) {
      String kernels = record.outcome().run().environment().get(Environment.KERNELS);
      if (record.outcome().completed() && kernels != null) {
        TrialSpec spec = record.spec();
        String precision = TrainingKeys.precision(spec.training()).name();
        alike
            .computeIfAbsent(List.of(spec.engine(), precision), both -> new TreeMap<>())
            .merge(kernels, 1, Integer::sum);
      }
    }
    Map<String, Integer> mixed = new LinkedHashMap<>();
    for (Map<String, Integer> counts : alike.values()) {
      if (counts.size() > 1) {
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .forEach(entry -> mixed.put(entry.getKey(), entry.getValue()));
      }
    }
    return mixed;
  }
}
