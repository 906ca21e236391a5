package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.TaskAnalysis.Cost;
import org.kvsweep.report.TaskAnalysis.CostPoint;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.trial.TrialOutcome;

class TaskAnalysisTest {

  private static List<TaskAnalysis> analyses(TableBuilder builder) {
    return TaskAnalysis.of(builder.results(), builder.byCell());
  }

  @Test
  void sharesTheVarianceAmongTheAxes() {
    // The grid of VarianceSharesTest
    TaskAnalysis analysis =
        analyses(
                new TableBuilder()
                    .accuracies("reverse", 16, QKV, 0.99, 0.97)
                    .accuracies("reverse", 32, QKV, 0.95, 0.93)
                    .accuracies("reverse", 64, QKV, 0.80, 0.84)
                    .accuracies("reverse", 16, KV, 0.70, 0.66)
                    .accuracies("reverse", 32, KV, 0.60, 0.64)
                    .accuracies("reverse", 64, KV, 0.30, 0.40))
            .get(0);

    assertThat(analysis.shares().factors()).containsOnlyKeys("model.attention", "task.length");
    assertThat(analysis.shares().factors().get("model.attention"))
        .isCloseTo(0.713359351546083, within(1e-12));
    assertThat(analysis.shares().balanced()).isTrue();
  }

  @Test
  void marksWhatNothingBeatsAtItsCost() {
    List<CostPoint> points =
        TaskAnalysis.of(
                SampleSweep.varied(),
                ComparisonTable.of(SampleSweep.varied(), TableOptions.byTask().byCell()))
            .get(0)
            .points();

    assertThat(points).hasSize(12);
    CostPoint best =
        points.stream().max(java.util.Comparator.comparingDouble(CostPoint::mean)).orElseThrow();
    assertThat(best.fronts())
        .containsExactly(Cost.PARAMETERS, Cost.FORWARD_FLOPS, Cost.TRAINING_SECONDS);
    assertThat(points).anySatisfy(point -> assertThat(point.fronts()).isEmpty());
  }

  @Test
  void takesALowLossForGood() {
    TableBuilder builder = new TableBuilder();
    for (int length : new int[] {8, 16}) {
      builder.trial(
          SampleTrials.spec("characters", "qkv", length, 0),
          new TrialOutcome.Completed(TableBuilder.run(Map.of("validation-loss", (double) length))));
    }

    assertThat(analyses(builder).get(0).points())
        .extracting(point -> point.fronts().size())
        .containsExactly(3, 0);
  }

  @Test
  void setsNoMetricBesideAnother() {
    TableBuilder builder = new TableBuilder().accuracies("table", 8, QKV, 0.8, 0.9);
    builder.trial(
        SampleTrials.spec("table", QKV, 16, 0),
        new TrialOutcome.Completed(TableBuilder.run(Map.of("test-rmse", 13.0))));

    TaskAnalysis analysis = analyses(builder).get(0);

    assertThat(analysis.metric()).contains(new Metric("test-accuracy"));
    assertThat(analysis.points())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.mean()).isCloseTo(0.85, within(1e-12));
              assertThat(point.fronts()).hasSize(3);
            });
  }
}
