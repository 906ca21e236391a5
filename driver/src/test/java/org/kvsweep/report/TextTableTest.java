package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class TextTableTest {
  private static final ComparisonTable BY_TASK =
      ComparisonTable.of(SampleSweep.varied(), TableOptions.byTask());
  private static final ComparisonTable BY_CELL =
      ComparisonTable.of(SampleSweep.varied(), TableOptions.byTask().byCell());

  @Test
  void showsTasksSideBySide() throws IOException {
    GoldenFile.assertMatches(
        "by-task-100.txt", TextTable.write(BY_TASK, TextStyle.plain(100, StandardCharsets.UTF_8)));
  }

  @Test
  void showsFewerDigitsWhereThereIsLessRoom() throws IOException {
    GoldenFile.assertMatches(
        "by-cell-80-ascii.txt",
        TextTable.write(BY_CELL, TextStyle.plain(80, StandardCharsets.US_ASCII)));
  }

  @Test
  void stacksWhereThereIsNoRoom() throws IOException {
    GoldenFile.assertMatches(
        "by-task-40.txt", TextTable.write(BY_TASK, TextStyle.plain(40, StandardCharsets.UTF_8)));
  }

  @Test
  void aStackedSideOfWhichNothingHasEndedIsNoRowOfDashes() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70, 0.71)
            .missing(SampleTrials.spec("reverse", "kv", 16, 0))
            .byTask();

    assertThat(TextTable.write(table, TextStyle.plain(24, StandardCharsets.UTF_8)))
        .contains("  kv\n    missing      1\n")
        .doesNotContain("–", "no pairs");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 72, 80, 100, 200})
  void neverPassesTheWidth(int width) {
    String text = TextTable.write(BY_CELL, TextStyle.plain(width, StandardCharsets.UTF_8));

    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @Test
  void coloursOnlyWhatIsSignificantAndOnlyIfAsked() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70, 0.71, 0.69, 0.70)
            .accuracies("reverse", 16, KV, 0.50, 0.52, 0.48, 0.51)
            .accuracies("copy", 16, QKV, 0.9, 0.8)
            .accuracies("copy", 16, KV, 0.8, 0.9)
            .byTask();
    TextStyle plain = TextStyle.plain(80, StandardCharsets.UTF_8);

    String coloured = TextTable.write(table, plain.coloured());

    assertThat(coloured)
        .containsOnlyOnce("\u001B[31m−0.1975 *\u001B[0m")
        .doesNotContain("\u001B[32m");
    assertThat(coloured.replaceAll("\u001B\\[[0-9]*m", ""))
        .isEqualTo(TextTable.write(table, plain));
  }

  @Test
  void aDeviationThatIsNotZeroDoesNotLookLikeIt() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.99999, 0.99996, 0.99998)
            .accuracies("copy", 16, QKV, 1, 1, 1)
            .accuracies("swap", 16, QKV, 0.1 + 0.2, 0.3, 0.3)
            .byTask();

    assertThat(TextTable.write(table, TextStyle.plain(120, StandardCharsets.UTF_8)))
        .contains("1.0000 ± 0.00002 (3)", "1.0000 ± 0.0000 (3)", "0.3000 ± 0.0000 (3)");
  }

  @Test
  void aDifferenceThatIsNotZeroDoesNotLookLikeItInAnyTable() {
    TableBuilder losses = new TableBuilder();
    for (int seed = 0; seed < 6; seed++) {
      for (String side : new String[] {QKV, KV}) {
        double loss = side.equals(QKV) ? 2e-5 + 1e-6 * seed : 1e-5 + 1.5e-6 * seed;
        losses.trial(
            SampleTrials.spec("copy", side, 16, seed),
            new TrialOutcome.Completed(TableBuilder.run(Map.of("test-loss", loss))));
      }
    }
    ComparisonTable table = losses.byTask();

    assertThat(TextTable.write(table, TextStyle.plain(110, StandardCharsets.UTF_8)))
        .contains("0.000023 ± 0.000002 (6)", "−0.0000088 *", "−0.0000097 to −0.0000078");
    assertThat(TextTable.write(table, TextStyle.plain(64, StandardCharsets.UTF_8)))
        .contains("0.00002 ± 0.00000 (6)", "−0.000009 *");
    assertThat(MarkdownTable.write(table, table)).contains("**−0.0000088** (−0.0000097 to");
    assertThat(LatexTable.write(table)).contains("$-$0.0000088$^{*}$");
  }

  @Test
  void whatLooksLikeZeroHasNoSign() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("copy", 16, QKV, 0.3, 0.3)
            .accuracies("copy", 16, KV, 0.1 + 0.2, 0.3)
            .byTask();

    assertThat(TextTable.write(table, TextStyle.plain(80, StandardCharsets.UTF_8)))
        .containsPattern("minus qkv +0\\.0000\n");
  }

  @Test
  void writesOnlyAsciiWhereTheTerminalShowsNoMore() {
    assertThat(TextTable.write(BY_TASK, TextStyle.plain(30, StandardCharsets.US_ASCII)))
        .matches("[\\x00-\\x7F]*");
  }

  @Test
  void disarmsNamesAndMessages() {
    ComparisonTable table =
        new TableBuilder()
            .trial(
                SampleTrials.spec("evil\u001B[2J\ntask\u202E", "kv", 16, 0),
                new TrialOutcome.Failed(
                    TrialRun.none(), FailureKind.HANG, "one\r\ntwo\u0007", "details"))
            .byTask();

    String text = TextTable.write(table, TextStyle.plain(80, StandardCharsets.UTF_8));

    assertThat(text)
        .contains("\nevil\uFFFD[2J\uFFFDtask\uFFFD\n")
        .contains(
            "failed: evil\uFFFD[2J\uFFFDtask\uFFFD, kv, seed 0: hang: one\uFFFD\uFFFDtwo\uFFFD\n");
  }

  @Test
  void disarmsNamesOfSides() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, "a\u001B[2J", 0.5, 0.6)
            .accuracies("reverse", 16, "b\u001B[2J", 0.5, 0.7)
            .byTask();

    for (int width : new int[] {20, 120}) {
      assertThat(TextTable.write(table, TextStyle.plain(width, StandardCharsets.UTF_8)))
          .contains("a\uFFFD[2J", "b\uFFFD[2J")
          .doesNotContain("\u001B");
    }
  }

  @Test
  void countsExceptionsBeyondTheFirstTen() {
    TableBuilder builder = new TableBuilder();
    for (int seed = 0; seed < 13; seed++) {
      builder.trial(SampleTrials.spec("reverse", "kv", 16, seed), SampleSweep.failed());
    }

    assertThat(TextTable.write(builder.byTask(), TextStyle.plain(80, StandardCharsets.UTF_8)))
        .contains("seed 9: ")
        .doesNotContain("seed 10: ")
        .endsWith("and 3 more\n");
  }

  @Test
  void saysWhatIsNotOfTheSweep() {
    SweepResults results = SampleSweep.varied();
    Set<TrialId> open = new HashSet<>(results.trials().keySet());
    open.removeAll(results.ended().keySet());
    ComparisonTable table =
        ComparisonTable.of(
            new SweepResults(
                "s",
                results.axes(),
                results.trials(),
                results.ended(),
                new LeftOut(1, 2, 0),
                open,
                results.compared(),
                results.tuning()),
            TableOptions.byTask());

    assertThat(TextTable.write(table, TextStyle.plain(100, StandardCharsets.UTF_8)))
        .contains("1 more trial is in the folder, not in the current sweep file.\n")
        .contains("1 missing trial is set aside until others have come as far, to be compared with")
        .contains("2 trial files are damaged and count as missing.\n");
  }

  @Test
  void saysThatTrialsWereComputedByDifferentKernels() {
    assertThat(noted("vector-512", "vector-512", "vector-512")).doesNotContain("kernels");
    assertThat(noted("scalar", "vector-512", "vector-512"))
        .contains(
            "Not all trials were computed by the same kernels, so last digits and times may differ:"
                + " 2 by vector-512; 1 by scalar.");
  }

  @Test
  void trialsInAnotherPrecisionMayHaveOtherKernels() {
    TableBuilder builder = new TableBuilder();
    for (int seed = 0; seed < 3; seed++) {
      builder.trial(SampleComparisons.spec(Map.of(), Map.of(), seed), computedBy("vector-512"));
      builder.trial(
          SampleComparisons.spec(Map.of(), Map.of("precision", "bfloat16"), seed),
          computedBy("vector-512, bfloat16 native"));
    }

    assertThat(TextTable.write(builder.byTask(), TextStyle.plain(200, StandardCharsets.UTF_8)))
        .doesNotContain("kernels");
  }

  private static String noted(String... kernels) {
    TableBuilder builder = new TableBuilder();
    for (int seed = 0; seed < kernels.length; seed++) {
      builder.trial(SampleTrials.spec("copy", "kv", 16, seed), computedBy(kernels[seed]));
    }
    return TextTable.write(builder.byTask(), TextStyle.plain(200, StandardCharsets.UTF_8));
  }

  private static TrialOutcome computedBy(String kernels) {
    TrialRun run = TableBuilder.run(Map.of("test-accuracy", 0.5));
    return new TrialOutcome.Completed(
        new TrialRun(
            run.parameters(),
            run.forwardFlops(),
            run.stepFlops(),
            run.steps(),
            run.medianStepSeconds(),
            run.trainingSeconds(),
            run.totalSeconds(),
            run.offHeapBytes(),
            new TreeMap<>(Map.of("kernels", kernels)),
            run.metrics()));
  }

  @Test
  void numbersThatFillLinesHaveAPowerOfTen() {
    TableBuilder builder = new TableBuilder();
    for (int seed = 0; seed < 2; seed++) {
      TrialRun run = TableBuilder.run(Map.of("test-accuracy", -2e300 - 1e299 * seed));
      builder.trial(
          SampleTrials.spec("copy", "kv", 16, seed),
          new TrialOutcome.Completed(
              new TrialRun(
                  run.parameters(),
                  run.forwardFlops(),
                  run.stepFlops(),
                  run.steps(),
                  1.7e308,
                  run.trainingSeconds(),
                  run.totalSeconds(),
                  run.offHeapBytes(),
                  run.environment(),
                  run.metrics())));
    }

    assertThat(
            TextTable.write(builder.byTask(), TextStyle.plain(200, StandardCharsets.UTF_8)).lines())
        .anyMatch(line -> line.matches("  mean +−2\\.050e\\+300 .*\\(2\\)"))
        .anyMatch(line -> line.matches("  time a step +1\\.700e\\+308 s"))
        .allMatch(line -> line.length() < 100);
  }

  @Test
  void refusesAWidthWithoutRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextStyle(3, TextStyle.Colours.NONE, TextStyle.Signs.ASCII))
        .withMessage("Cannot write a table: expected a width of at least 20, got 3");
    assertThat(TextStyle.plain(0, StandardCharsets.UTF_8).width()).isEqualTo(20);
  }
}
