package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

class GrowingSweepTest {
  private static final SweepSpec SWEEP =
      SweepFile.parse(
          """
          name: growing
          task: {name: toy-echo, length: [8, 16]}
          model: {attention: [qkv, kv, kv-pos]}
          seeds: {first: 3, most: 6}
          """,
          "growing.yaml",
          TaskCatalog.load());

  /** kv is far below the others, kv-pos within the noise; length 16 has no noise but for kv-pos. */
  private static TrialRecord record(TrialSpec spec) {
    double noise =
        new Random(31 * spec.seed() + ModelKeys.attentionOf(spec).projections()).nextDouble();
    double accuracy = ModelKeys.attentionOf(spec) == AttentionVariant.KV ? 0.2 : 0.9;
    Map<String, Double> metrics = Map.of("test-accuracy", accuracy + noise / 100);
    return SampleRecords.completed(spec, metrics);
  }

  @Test
  void trialsThatTheResultsAddBelongToTheSweep() {
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    SweepResults found = SweepResults.of(SWEEP, new EndedTrials(ended, Map.of(), Set.of()));
    assertThat(found.trials()).hasSize(2 * 3 * 3);

    int rounds = 0;
    while (found.ended().size() < found.trials().size()) {
      found.trials().values().forEach(spec -> ended.put(TrialId.of(spec), record(spec)));
      found = SweepResults.of(SWEEP, new EndedTrials(ended, Map.of(), Set.of()));
      rounds++;
    }

    assertThat(rounds).isEqualTo(4);
    assertThat(found.leftOut().outside()).isZero();
    ComparisonTable table = ComparisonTable.of(found, TableOptions.byTask().byCell());
    assertThat(table.rows())
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.results().get("qkv").trials().count()).isEqualTo(6);
              assertThat(row.results().get("kv").trials().count()).isEqualTo(3);
              assertThat(row.results().get("kv-pos").trials().count()).isEqualTo(6);
            });
  }
}
