package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.attention.AttentionVariant.QKV;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.TableOptions;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class LearningCurvesTest {

  private static TrialOutcome trained(double... losses) {
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      metrics.add(new EpochMetrics(i + 1, 10L * (i + 1), i + 0.5, Map.of("loss", losses[i])));
    }
    return new TrialOutcome.Completed(
        new TrialRun(1, 1, 1, 1, 1, 1, 1, 1, new TreeMap<>(), metrics));
  }

  private static ArrayNode curves(TrialOutcome... seeds) {
    SampleSweep sweep = new SampleSweep();
    for (int seed = 0; seed < seeds.length; seed++) {
      sweep.add(SampleSweep.spec("reverse", 16, 1, QKV, seed), seeds[seed]);
    }
    ArrayNode curves = TrialJson.object().putArray("curves");
    LearningCurves.addTo(curves, SweepAnalysis.of(sweep.results("s"), TableOptions.byTask()));
    return curves;
  }

  @Test
  void areTheMeanLowestAndHighestAtEachStep() {
    assertThat(curves(trained(3, 1), trained(5, 1.5)).toString())
        .isEqualTo(
            "[{\"row\":0,\"side\":\"qkv\",\"metric\":\"loss\",\"step\":[10,20],"
                + "\"epoch\":[1,2],\"seconds\":[0.5,1.5],\"mean\":[4.0,1.25],\"low\":[3.0,1.0],"
                + "\"high\":[5.0,1.5],\"seeds\":2}]");
  }

  @Test
  void leaveOutWhatIsNotANumber() {
    assertThat(curves(trained(3, Double.NaN)).get(0).get("step")).hasToString("[10]");
  }

  @Test
  void areThinnedToWhatCanBeSeen() {
    double[] losses = new double[1_000];
    java.util.Arrays.setAll(losses, i -> i);

    var steps = curves(trained(losses)).get(0).get("step");

    assertThat(steps).hasSize(100);
    assertThat(steps.get(0).longValue()).isEqualTo(10);
    assertThat(steps.get(99).longValue()).isEqualTo(10_000);
  }

  @Test
  void haveNoPointWhereANumberIsBeyondAllBounds() {
    TrialOutcome outcome =
        new TrialOutcome.Completed(
            new TrialRun(
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                new TreeMap<>(),
                List.of(new EpochMetrics(1, 10, Double.NaN, Map.of("loss", 1.7e308)))));

    assertThat(curves(outcome, outcome).toString())
        .contains("\"seconds\":[null],\"mean\":[null],\"low\":[1.7E+308]");
  }
}
