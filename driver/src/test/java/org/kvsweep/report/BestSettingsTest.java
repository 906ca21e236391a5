package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
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
                .width(32, QKV, 0.7, 0.99)
                .accuracies("reverse", 16, KV, 0.6, 0.5)
                .width(32, KV, 0.4));

    assertThat(best).extracting(BestSettings::side).containsExactly(QKV, KV);
    assertThat(best).extracting(BestSettings::label).containsExactly("width 64", "width 64");
    BestSettings first = best.get(0);
    assertThat(first.metric().name()).isEqualTo("test-accuracy");
    assertThat(first.trials().mean()).isEqualTo((0.9 + 0.8) / 2);
    assertThat(first.trials().interval()).isPresent();
    assertThat(first.completed())
        .extracting(record -> record.spec().seed())
        .containsExactly(0L, 1L);
    assertThat(first.spec().model().integer("width")).isEqualTo(64);
  }

  /** The longer sequences are the harder ones: no side is best at them. */
  @Test
  void areOfOneTaskWhereLengthsMakeTasks() {
    List<BestSettings> best =
        best(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9)
                .width(32, QKV, 0.95)
                .accuracies("reverse", 64, QKV, 0.3)
                .accuracies("reverse", 16, KV, 0.6)
                .accuracies("reverse", 64, KV, 0.7));

    assertThat(best)
        .extracting(BestSettings::task)
        .containsExactly(
            "reverse length=16", "reverse length=16", "reverse length=64", "reverse length=64");
    assertThat(best).extracting(BestSettings::side).containsExactly(QKV, KV, QKV, KV);
    assertThat(best)
        .extracting(BestSettings::label)
        .containsExactly("width 32", "width 64", "width 64", "width 64");
    assertThat(best).extracting(BestSettings::cells).containsExactly(2, 1, 1, 1);
    assertThat(BestText.winners(best))
        .isEqualTo("reverse length=16 qkv 0.9500, reverse length=64 kv 0.7000");
  }

  @Test
  void ofManyTasksStandOnlyThoseOfTheFirstBelowAComparison() {
    TableBuilder many = new TableBuilder().width(32, QKV, 0.5);
    for (int length = 16; length < 46; length++) {
      many.accuracies("reverse", length, QKV, 0.9).accuracies("reverse", length, KV, 0.9);
    }

    List<String> lines = BestText.chosen(best(many), TextStyle.plain(100, StandardCharsets.UTF_8));

    assertThat(lines).hasSize(1 + 24 * 3 + 1);
    assertThat(lines.get(1)).isEqualTo("Best in reverse length=16 by test-accuracy:");
    assertThat(lines.get(lines.size() - 1)).endsWith(" best names those of 6 tasks more.");
    assertThat(BestText.lines(best(many), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .hasSize(30 * 3);
  }

  @Test
  void ofSidesThatAreLengthsAreInOneTask() {
    SweepResults results =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.9)
            .width(32, QKV, 0.95)
            .accuracies("reverse", 64, QKV, 0.3)
            .results();
    ComparedKey length = new ComparedKey(SettingPath.of("task.length"), List.of("16", "64"), "16");

    List<BestSettings> best =
        BestSettings.of(
            SweepAnalysis.of(results.comparedBy(Optional.of(length)), TableOptions.byTask()));

    assertThat(best).extracting(BestSettings::task).containsOnly("reverse");
    assertThat(best).extracting(BestSettings::title).containsExactly("length 16", "length 64");
    assertThat(best).extracting(BestSettings::label).containsExactly("width 32", "width 64");
  }

  @Test
  void sayAmongHowManyCellsAndOverHowManySeeds() {
    BestSettings best =
        best(new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9)
                .width(32, QKV, 0.7, 0.8)
                .missing(SampleTrials.spec("reverse", "qkv", 16, 1))
                .missing(TableBuilder.spec(128, QKV, 0)))
            .get(0);

    assertThat(best.label()).isEqualTo("width 64");
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
            .width(32, QKV, 0.7, 0.8)
            .width(128, QKV, 0.6, 0.7)
            .accuracies("reverse", 16, KV, 0.5)
            .trial(SampleTrials.spec("reverse", "kv", 16, 1), SampleSweep.failed());

    assertThat(best(results))
        .extracting(BestSettings::label)
        .containsExactly("width 32", "width 64");
    assertThat(best(results)).extracting(BestSettings::passedOver).containsExactly(1, 0);
    assertThat(results.byTask().rows().get(0).results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("model.width", "32"));
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
            .width(32, QKV, 0.7, 0.8);

    BestSettings best = best(results).get(0);

    assertThat(best.label()).isEqualTo("width 64");
    assertThat(best.completed()).hasSize(1);
    assertThat(best.seeds()).isEqualTo(2);
    assertThat(results.byTask().rows().get(0).results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("model.width", "64"));
    assertThat(TextTable.write(results.byTask(), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .contains("failed")
        .doesNotContain("come after all others");
  }

  @Test
  void areNotThoseOfACellWithMoreStoppedSeeds() {
    TrialOutcome stopped = new TrialOutcome.Stopped(TableBuilder.run(Map.of()), "at a rung");
    TableBuilder results =
        new TableBuilder()
            .width(16, QKV, 0.95)
            .trial(TableBuilder.spec(16, QKV, 1), SampleSweep.failed())
            .trial(TableBuilder.spec(16, QKV, 2), stopped)
            .width(32, QKV, 0.9)
            .trial(TableBuilder.spec(32, QKV, 1), stopped)
            .trial(TableBuilder.spec(32, QKV, 2), stopped)
            .width(64, QKV, 0.7, 0.8)
            .trial(TableBuilder.spec(64, QKV, 2), stopped)
            .width(128, QKV, 0.6, 0.7)
            .trial(TableBuilder.spec(128, QKV, 2), stopped);

    List<BestSettings> best = best(results);

    assertThat(best).extracting(BestSettings::label).containsExactly("width 64");
    assertThat(BestText.lines(best, TextStyle.plain(200, StandardCharsets.UTF_8)).get(1))
        .contains(
            "(best of 4 cells; seeds failed or diverged in 1 with a better mean; more seeds were"
                + " stopped in 1 with a better mean)");
    assertThat(results.byTask().rows().get(0).results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("model.width", "64"));
    assertThat(TextTable.write(results.byTask(), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .contains("Cells of which fewer seeds were stopped come before those of which more were");
  }

  @Test
  void takeALowLossForGood() {
    TableBuilder builder = new TableBuilder();
    for (int width : new int[] {8, 16}) {
      builder.trial(
          TableBuilder.spec(width, QKV, 0),
          new TrialOutcome.Completed(TableBuilder.run(Map.of("validation-loss", (double) width))));
    }

    assertThat(best(builder)).extracting(BestSettings::label).containsExactly("width 8");
  }

  @Test
  void areNoneBeforeATrialCompletes() {
    TableBuilder builder = new TableBuilder().missing(SampleTrials.spec("reverse", "qkv", 16, 0));

    assertThat(best(builder)).isEmpty();
  }
}
