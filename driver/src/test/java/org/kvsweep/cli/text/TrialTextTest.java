package org.kvsweep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialRun;

class TrialTextTest {
  @Test
  void theMetricOfATrialIsTheOneThatTablesCompareByAsItWasMeasuredLast() {
    assertThat(
            TrialText.metric(
                run(
                    Map.of("test-accuracy", 0.5),
                    Map.of("test-loss", 0.25, "validation-accuracy", 0.75))))
        .isEqualTo(", test-loss 0.2500");
    assertThat(TrialText.metric(run())).isEmpty();
  }

  @SafeVarargs
  private static TrialRun run(Map<String, Double>... epochs) {
    List<EpochMetrics> metrics =
        IntStream.range(0, epochs.length)
            .mapToObj(epoch -> new EpochMetrics(epoch + 1, epoch + 1, 1, epochs[epoch]))
            .toList();
    return new TrialRun(1, 1, 1, 1, 1, 1, 1, 1, new TreeMap<>(), metrics);
  }
}
