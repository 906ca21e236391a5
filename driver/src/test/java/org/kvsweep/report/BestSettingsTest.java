package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class BestSettingsTest {

  private static List<BestSettings> best(TableBuilder builder) {
    return BestSettings.of(SweepAnalysis.of(builder.results(), TableOptions.byTask()));
  }

  @Test
  void areThoseOfTheCellWithTheBestMeanOfEachAttention() {
    List<BestSettings> best =
        best(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 0.8)
                .accuracies("reverse", 32, QKV, 0.7, 0.99)
                .accuracies("reverse", 16, KV, 0.6, 0.5)
                .accuracies("reverse", 32, KV, 0.4));

    assertThat(best).extracting(BestSettings::side).containsExactly(QKV, KV);
    assertThat(best).extracting(BestSettings::label).containsExactly("length 16", "length 16");
    BestSettings first = best.get(0);
    assertThat(first.metric().name()).isEqualTo("test-accuracy");
    assertThat(first.trials().mean()).isEqualTo((0.9 + 0.8) / 2);
    assertThat(first.trials().interval()).isPresent();
    assertThat(first.completed())
        .extracting(record -> record.spec().seed())
        .containsExactly(0L, 1L);
    assertThat(first.spec().task().integer("length")).isEqualTo(16);
  }

  @Test
  void sayAmongHowManyCellsAndOverHowManySeeds() {
    BestSettings best =
        best(new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9)
                .accuracies("reverse", 32, QKV, 0.7, 0.8)
                .missing(SampleTrials.spec("reverse", "qkv", 16, 1))
                .missing(SampleTrials.spec("reverse", "qkv", 64, 0)))
            .get(0);

    assertThat(best.label()).isEqualTo("length 16");
    assertThat(best.seeds()).isEqualTo(2);
    assertThat(best.completed()).hasSize(1);
    assertThat(best.cells()).isEqualTo(2);
  }

  @Test
  void areNotThoseOfACellThatHasLostASeedIfThereIsAnother() {
    TableBuilder results =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.9)
            .trial(SampleTrials.spec("reverse", "qkv", 16, 1), SampleSweep.failed())
            .accuracies("reverse", 32, QKV, 0.7, 0.8)
            .accuracies("reverse", 64, QKV, 0.6, 0.7)
            .accuracies("reverse", 16, KV, 0.5)
            .trial(SampleTrials.spec("reverse", "kv", 16, 1), SampleSweep.failed());

    assertThat(best(results))
        .extracting(BestSettings::label)
        .containsExactly("length 32", "length 16");
    assertThat(best(results)).extracting(BestSettings::passedOver).containsExactly(1, 0);
    assertThat(results.byTask().rows().get(0).results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("task.length", "32"));
    assertThat(TextTable.write(results.byTask(), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .contains("Cells in which seeds failed or diverged come after all others");
  }

  @Test
  void mayBeThoseOfACellOfWhichASeedFailedForAReasonOutsideOfIt() {
    TableBuilder results =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.9)
            .trial(
                SampleTrials.spec("reverse", "qkv", 16, 1),
                new TrialOutcome.Failed(
                    TrialRun.none(), FailureKind.LOST_EXECUTOR, "executor 1 went away", ""))
            .accuracies("reverse", 32, QKV, 0.7, 0.8);

    BestSettings best = best(results).get(0);

    assertThat(best.label()).isEqualTo("length 16");
    assertThat(best.completed()).hasSize(1);
    assertThat(best.seeds()).isEqualTo(2);
    assertThat(results.byTask().rows().get(0).results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("task.length", "16"));
    assertThat(TextTable.write(results.byTask(), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .contains("failed")
        .doesNotContain("come after all others");
  }

  @Test
  void takeALowLossForGood() {
    TableBuilder builder = new TableBuilder();
    for (int length : new int[] {8, 16}) {
      builder.trial(
          SampleTrials.spec("characters", "qkv", length, 0),
          new TrialOutcome.Completed(TableBuilder.run(Map.of("validation-loss", (double) length))));
    }

    assertThat(best(builder)).extracting(BestSettings::label).containsExactly("length 8");
  }

  @Test
  void areNoneBeforeATrialCompletes() {
    TableBuilder builder = new TableBuilder().missing(SampleTrials.spec("reverse", "qkv", 16, 0));

    assertThat(best(builder)).isEmpty();
  }
}
