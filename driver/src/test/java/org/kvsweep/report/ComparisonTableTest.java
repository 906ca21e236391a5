package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.KV_POS;
import static org.kvsweep.report.TableBuilder.QKV;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.statistics.PairedTest;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class ComparisonTableTest {

  private static Row onlyRow(ComparisonTable table) {
    assertThat(table.rows()).hasSize(1);
    return table.rows().get(0);
  }

  @Test
  void summarisesEachAttentionOverItsSeeds() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 1.0, 0.8)
                .accuracies("reverse", 16, KV, 0.5, 0.7)
                .byTask());

    assertThat(row.label()).isEqualTo("reverse");
    assertThat(row.metric()).contains(new Metric("test-accuracy"));
    assertThat(row.cells()).isEqualTo(1);
    assertThat(row.shown(QKV).count()).isEqualTo(3);
    assertThat(row.shown(QKV).mean()).isCloseTo(0.9, within(1e-12));
    assertThat(row.shown(QKV).standardDeviation()).isCloseTo(0.1, within(1e-12));
    assertThat(row.shown(KV).mean()).isCloseTo(0.6, within(1e-12));
    assertThat(row.results()).containsOnlyKeys(QKV, KV);
  }

  @Test
  void pairsByCellAndSeed() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 1.0, 0.8)
                .accuracies("reverse", 64, QKV, 0.5, 0.6)
                .accuracies("reverse", 16, KV, 0.8, 0.7)
                .accuracies("reverse", 64, KV, 0.5, 0.4, 0.9)
                .byTask());
    Difference difference = row.differences().get(KV);

    // (16, 0), (16, 1), (64, 0), (64, 1); (16, 2) and (64, 2) have no partner
    assertThat(difference.paired().pairs()).isEqualTo(4);
    assertThat(difference.paired().seeds()).isEqualTo(2);
    assertThat(difference.unpaired()).isEqualTo(2);
    assertThat(difference.paired().mean()).isCloseTo((-0.1 - 0.3 + 0 - 0.2) / 4, within(1e-12));
    assertThat(row.differences()).containsOnlyKeys(KV);
  }

  @Test
  void weighsCellsEquallyInTheMeanOfATask() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 1.0, 1.0, 1.0)
                .accuracies("reverse", 64, QKV, 0.4)
                .byTask());

    assertThat(row.cells()).isEqualTo(2);
    assertThat(row.shown(QKV).mean()).isCloseTo(0.7, within(1e-12));
    assertThat(row.shown(QKV).standardDeviation()).as("between seeds").isZero();
    assertThat(row.results().get(QKV).trials().mean()).isCloseTo(0.85, within(1e-12));
  }

  @Test
  void differencesCountEachCellOnceAsMeansDo() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 0.9)
                .accuracies("reverse", 16, KV, 0.7, 0.71)
                .accuracies("reverse", 64, QKV, 0.6, 0.6, 0.6, 0.6, 0.6)
                .accuracies("reverse", 64, KV, 0.7, 0.7, 0.7, 0.7, 0.7)
                .byTask());

    assertThat(row.differences().get(KV).paired().pairs()).isEqualTo(7);
    assertThat(row.differences().get(KV).paired().mean())
        .isCloseTo(row.shown(KV).mean() - row.shown(QKV).mean(), within(1e-12))
        .isCloseTo((-0.195 + 0.1) / 2, within(1e-12));
  }

  @Test
  void findsTheBestCellOfEachAttention() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 1.0)
                .accuracies("reverse", 64, QKV, 0.5, 0.6)
                .accuracies("reverse", 16, KV, 0.2)
                .accuracies("reverse", 64, KV, 0.3)
                .byTask());

    assertThat(row.results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("task.length", "16"));
    assertThat(row.results().get(QKV).best().orElseThrow().trials().mean())
        .isCloseTo(0.95, within(1e-12));
    assertThat(row.results().get(KV).best().orElseThrow().values())
        .isEqualTo(Map.of("task.length", "64"));
  }

  @Test
  void takesTheLowestLossForTheBest() {
    TableBuilder builder = new TableBuilder();
    for (int length : new int[] {8, 16, 32}) {
      builder.trial(
          SampleTrials.spec("characters", "qkv", length, 0),
          new TrialOutcome.Completed(
              TableBuilder.run(Map.of("validation-loss", 1.0 + Math.abs(length - 16)))));
    }
    Row row = onlyRow(builder.byTask());

    assertThat(row.metric()).contains(new Metric("validation-loss"));
    assertThat(row.results().get(QKV).best().orElseThrow().values())
        .isEqualTo(Map.of("task.length", "16"));
  }

  @Test
  void neverAveragesWhatDidNotComplete() {
    TrialRun half = TableBuilder.run(Map.of("test-accuracy", 0.1));
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9)
                .trial(
                    SampleTrials.spec("reverse", "qkv", 16, 1),
                    new TrialOutcome.Stopped(half, "slow"))
                .trial(
                    SampleTrials.spec("reverse", "qkv", 16, 2), new TrialOutcome.Diverged(half, 7))
                .trial(
                    SampleTrials.spec("reverse", "qkv", 16, 3),
                    new TrialOutcome.Failed(half, FailureKind.HANG, "no progress", ""))
                .missing(SampleTrials.spec("reverse", "qkv", 16, 4))
                .byTask());
    SideResult result = row.results().get(QKV);

    assertThat(result.outcomes()).isEqualTo(new Outcomes(1, 1, 1, 1, 1, 0));
    assertThat(result.outcomes().exceptions())
        .isEqualTo("1 stopped, 1 diverged, 1 failed, 1 missing");
    assertThat(result.trials().count()).isEqualTo(1);
    assertThat(result.trials().mean()).isEqualTo(0.9);
  }

  @Test
  void listsWhatDidNotCompleteWithItsCause() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.9)
            .trial(
                SampleTrials.spec("reverse", "kv", 64, 1),
                new TrialOutcome.Failed(
                    TrialRun.none(), FailureKind.OUT_OF_MEMORY, "2 GiB", "trace"))
            .byTask();

    assertThat(table.exceptions())
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.label()).isEqualTo("reverse, length 64, kv, seed 1");
              assertThat(ended.cause()).isEqualTo("out-of-memory: 2 GiB");
              assertThat(ended.status()).isEqualTo("failed");
            });
  }

  @Test
  void leavesOutMetricsThatAreNotNumbers() {
    Row row =
        onlyRow(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, Double.NaN, Double.POSITIVE_INFINITY)
                .byTask());

    assertThat(row.shown(QKV).count()).isEqualTo(1);
    assertThat(row.results().get(QKV).outcomes().completed()).isEqualTo(3);
  }

  @Test
  void callsAClearDifferenceSignificantInItsDirection() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70, 0.71, 0.69, 0.70)
            .accuracies("reverse", 16, KV, 0.50, 0.52, 0.48, 0.51)
            .accuracies("reverse", 16, KV_POS, 0.90, 0.92, 0.89, 0.89)
            .byTask();
    Row row = onlyRow(table);

    assertThat(row.differences().get(KV).conclusion()).isEqualTo(Conclusion.WORSE);
    assertThat(row.differences().get(KV_POS).conclusion()).isEqualTo(Conclusion.BETTER);
    assertThat(row.differences().get(KV).moreSeeds()).isEmpty();
    assertThat(row.differences().get(KV).paired().test()).isEqualTo(PairedTest.STUDENT_T);
  }

  @Test
  void correctsForAllComparisonsOfTheTable() {
    TableBuilder builder = new TableBuilder();
    for (int length = 1; length <= 5; length++) {
      builder
          .accuracies("reverse", length, QKV, 0.70, 0.71, 0.69, 0.70)
          .accuracies("reverse", length, KV, 0.68, 0.70, 0.68, 0.685)
          .accuracies("reverse", length, KV_POS, 0.68, 0.70, 0.68, 0.685);
    }

    double alone = builder.byTask().rows().get(0).differences().get(KV).paired().p();
    List<Row> cells = builder.byCell().rows();
    assertThat(cells).hasSize(5);
    // st.ttest_1samp([-.02, -.01, -.01, -.015], 0).pvalue is 0.0111...; ten comparisons
    double p = cells.get(0).differences().get(KV).paired().p();
    assertThat(p).isCloseTo(0.0109, within(0.001));
    // Cells in which the seeds say the same five times say no more than one of them.
    assertThat(alone).isCloseTo(p, within(1e-12));
    assertThat(cells.get(0).differences().get(KV).correctedP()).isCloseTo(10 * p, within(1e-9));
    assertThat(cells.get(0).differences().get(KV).conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(cells.get(0).differences().get(KV).moreSeeds().orElseThrow()).isBetween(1, 5);
  }

  @Test
  void tellsTiesFromWhatCanNotBeTold() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("copy", 16, QKV, 1.0, 1.0)
            .accuracies("copy", 16, KV, 1.0, 1.0)
            .accuracies("copy", 16, KV_POS, 1.0)
            .accuracies("swap", 16, QKV, 1.0)
            .missing(SampleTrials.spec("swap", "kv", 16, 0))
            .byTask();

    assertThat(table.rows().get(0).differences().get(KV).conclusion()).isEqualTo(Conclusion.TIED);
    assertThat(table.rows().get(0).differences().get(KV_POS).conclusion())
        .isEqualTo(Conclusion.ONE_SEED);
    assertThat(table.rows().get(1).differences().get(KV).conclusion())
        .isEqualTo(Conclusion.NO_PAIRS);
    assertThat(table.rows().get(1).differences().get(KV).unpaired()).isEqualTo(1);
  }

  @Test
  void saysNothingOfOneSeedThatDiffers() {
    Difference difference =
        onlyRow(
                new TableBuilder()
                    .accuracies("reverse", 16, QKV, 1.0)
                    .accuracies("reverse", 16, KV, 0.5)
                    .byTask())
            .differences()
            .get(KV);

    assertThat(difference.conclusion()).isEqualTo(Conclusion.ONE_SEED);
    assertThat(difference.correctedP()).isNaN();
    assertThat(difference.moreSeeds()).isEmpty();
  }

  @Test
  void equalDifferencesNeedSoManySeedsThatFlippedSignsCanBeSignificant() {
    Difference difference =
        onlyRow(
                new TableBuilder()
                    .accuracies("reverse", 16, QKV, 0.50, 0.51, 0.52)
                    .accuracies("reverse", 16, KV, 0.45, 0.46, 0.47)
                    .byTask())
            .differences()
            .get(KV);

    assertThat(difference.conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(difference.paired().p()).isEqualTo(0.25);
    assertThat(difference.moreSeeds()).hasValue(3);
  }

  @Test
  void comparesWithAnotherBaselineIfAsked() {
    ComparisonTable table =
        ComparisonTable.of(
            new TableBuilder()
                .accuracies("reverse", 16, QKV, 0.9, 0.8)
                .accuracies("reverse", 16, KV, 0.7, 0.5)
                .results()
                .comparedBy(
                    Optional.of(new ComparedKey(ComparedKey.ATTENTION, List.of(QKV, KV), KV))),
            TableOptions.byTask());

    assertThat(table.sides()).containsExactly(KV, QKV);
    assertThat(onlyRow(table).differences().get(QKV).paired().mean())
        .isCloseTo(0.25, within(1e-12));
  }

  @Test
  void comparesNothingWithoutTheBaseline() {
    ComparisonTable table = new TableBuilder().accuracies("reverse", 16, KV, 0.7, 0.5).byTask();

    assertThat(table.sides()).containsExactly(KV);
    assertThat(onlyRow(table).differences()).isEmpty();
  }

  @Test
  void showsTheMetricThatIsAskedFor() {
    ComparisonTable table =
        ComparisonTable.of(
            SampleSweep.varied(), TableOptions.byTask().withMetric("validation-loss"));

    assertThat(table.rows())
        .allSatisfy(r -> assertThat(r.metric().orElseThrow().name()).isEqualTo("validation-loss"));
    assertThat(table.rows().get(0).differences().get(KV).conclusion()).isEqualTo(Conclusion.WORSE);
    assertThat(table.rows().get(0).differences().get(KV).paired().mean()).isPositive();
  }

  @Test
  void hasARowForEachValueThatIsGroupedBy() {
    ComparisonTable table =
        ComparisonTable.of(SampleSweep.varied(), TableOptions.byTask().by(List.of("task.length")));

    assertThat(table.rows())
        .extracting(Row::label)
        .containsExactly(
            "reverse, length 16", "reverse, length 64", "copy, length 16", "swap, length 16");
    assertThat(table.rows().get(0).cells()).isEqualTo(2);
  }

  @Test
  void isEmptyForASweepInWhichNothingHasEnded() {
    ComparisonTable table =
        new TableBuilder().missing(SampleTrials.spec("swap", "kv", 16, 0)).byTask();

    assertThat(onlyRow(table).metric()).isEmpty();
    assertThat(onlyRow(table).shown(KV).count()).isZero();
    assertThat(table.outcomes()).isEqualTo(new Outcomes(0, 0, 0, 0, 1, 0));
  }
}
