package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.task.TaskCatalog;

/** Tables of sweeps that compare something else than attentions, or nothing. */
class ComparedResultsTest {
  private static final TaskCatalog TASKS = TaskCatalog.load();
  private static final TextStyle PLAIN = TextStyle.plain(160, StandardCharsets.UTF_8);

  private static TableRequest compare(String key, String baseline) {
    return compare(key, baseline, List.of());
  }

  private static TableRequest compare(String key, String baseline, List<String> filters) {
    return new TableRequest(
        filters,
        List.of(),
        false,
        Optional.empty(),
        Optional.of(key),
        Optional.ofNullable(baseline));
  }

  @Test
  void anEndedSweepIsAskedAnotherQuestion() {
    SweepAnalysis analysis =
        compare("precision", null).analysis(SampleComparisons.precisions(), TASKS);

    ComparisonTable.Row row = analysis.table().rows().get(0);
    assertThat(analysis.table().sides()).containsExactly("float", "bfloat16");
    assertThat(row.cells()).isEqualTo(4);
    assertThat(row.differences().get("bfloat16").paired().pairs()).isEqualTo(12);
    assertThat(row.differences().get("bfloat16").unpaired()).isZero();
    assertThat(row.differences().get("bfloat16").conclusion()).isEqualTo(Conclusion.WORSE);
    assertThat(analysis.byCell().rows())
        .extracting(ComparisonTable.Row::label)
        .contains("reverse, attention qkv, depth 1", "reverse, attention kv, depth 2");
    assertThat(AnswerText.lines(analysis.table()))
        .containsExactly("precision bfloat16 against float: worse in reverse");
  }

  @Test
  void theBaselineIsAnyOfItsValuesHoweverItIsWritten() {
    SweepAnalysis analysis =
        compare("model.depth", "2.0").analysis(SampleComparisons.precisions(), TASKS);

    assertThat(analysis.table().sides()).containsExactly("2", "1");
    assertThat(TextTable.write(analysis.table(), PLAIN))
        .contains("depth", "minus depth 2", "Differences from depth 2 are paired by cell and seed");
    assertThatThrownBy(() -> compare("depth", "3").analysis(SampleComparisons.precisions(), TASKS))
        .hasMessage("Cannot compare with 3: expected one of 1, 2");
    assertThatThrownBy(() -> compare("seed", null).analysis(SampleComparisons.precisions(), TASKS))
        .hasMessageStartingWith(
            "Cannot compare by seed: expected a key of task, model or training");
    assertThatThrownBy(() -> compare("dept", null).analysis(SampleComparisons.precisions(), TASKS))
        .hasMessageStartingWith("Cannot compare by dept: expected one of model.attention, ")
        .hasMessageEndingWith("(did you mean depth?)");
    assertThatThrownBy(() -> compare("task", null).analysis(SampleComparisons.precisions(), TASKS))
        .hasMessageStartingWith("Cannot compare by task: ");
  }

  @Test
  void aKeyThatNotAllTrialsHaveIsRefused() {
    SweepResults some =
        new TableBuilder()
            .trial(
                SampleComparisons.spec(Map.of("dropout", 0.1), Map.of(), 0),
                SampleComparisons.accuracy(1))
            .trial(SampleComparisons.spec(Map.of(), Map.of(), 0), SampleComparisons.accuracy(1))
            .results();

    assertThatThrownBy(() -> compare("dropout", null).analysis(some, TASKS))
        .hasMessageContaining("expected it in all trials, got trials of reverse without it");
  }

  @Test
  void theBaselineIsAmongWhatAFilterLeaves() {
    SweepResults widths = SampleComparisons.widths();
    List<String> filter = List.of("width=2,8");

    SweepAnalysis analysis = compare("width", null, filter).analysis(widths, TASKS);

    assertThat(analysis.table().sides()).containsExactly("2", "8");
    assertThat(analysis.table().rows().get(0).differences()).containsOnlyKeys("8");
    assertThat(analysis.table().key().orElseThrow().sides())
        .as("colours go by the sides of the whole sweep")
        .containsExactly("1", "2", "4", "8");
    assertThat(compare("width", "8", filter).analysis(widths, TASKS).table().baseline())
        .isEqualTo("8");
    assertThatThrownBy(() -> compare("width", "4", filter).analysis(widths, TASKS))
        .hasMessage("Cannot compare with 4: expected one of 2, 8");
  }

  @Test
  void aFilterMayLeaveOneSide() {
    SweepAnalysis analysis =
        compare("precision", null, List.of("precision=bfloat16"))
            .analysis(SampleComparisons.precisions(), TASKS);

    assertThat(analysis.table().sides()).containsExactly("bfloat16");
    assertThat(analysis.table().rows().get(0).differences()).isEmpty();
  }

  @Test
  void aFilterMayLeaveFewEnoughSides() {
    TableBuilder table = new TableBuilder();
    for (long width = 1; width <= 13; width++) {
      table.trial(
          SampleComparisons.spec(Map.of("width", width), Map.of(), 0),
          SampleComparisons.accuracy(0.5));
    }
    SweepResults many = table.results();

    assertThatThrownBy(() -> compare("width", null).analysis(many, TASKS))
        .hasMessage("Cannot compare by model.width: expected 2 to 12 values, got 13");
    assertThat(compare("width", null, List.of("width=5,13")).analysis(many, TASKS).table().sides())
        .containsExactly("5", "13");
  }

  @Test
  void whatFollowsTheComparedKeyIsSaidAndPairsEvenSo() {
    TableBuilder table = new TableBuilder();
    for (long seed = 0; seed < 3; seed++) {
      table.trial(
          SampleComparisons.spec(Map.of(), Map.of("schedule", "constant", "warmup", 0L), seed),
          SampleComparisons.accuracy(0.5));
      table.trial(
          SampleComparisons.spec(Map.of(), Map.of("schedule", "cosine", "warmup", 9L), seed),
          SampleComparisons.accuracy(0.6 + 0.01 * seed));
    }
    ComparedKey schedule =
        new ComparedKey(
            SettingPath.of("training.schedule"),
            List.of("constant", "cosine"),
            "constant",
            Map.of(),
            Set.of(SettingPath.of("training.warmup")));

    ComparisonTable found =
        ComparisonTable.of(
            table.results().comparedBy(Optional.of(schedule)), TableOptions.byTask());

    assertThat(found.rows().get(0).differences().get("cosine").paired().pairs()).isEqualTo(3);
    assertThat(TextTable.write(found, PLAIN))
        .contains(
            "Settings of their own: schedule constant has warmup 0; schedule cosine has warmup 9.");
  }

  @Test
  void withoutSidesTheCellsAreRanked() {
    ComparisonTable table = ComparisonTable.of(SampleComparisons.widths(), TableOptions.byTask());
    ComparisonTable.Row row = table.rows().get(0);

    assertThat(table.key()).isEmpty();
    assertThat(row.ranking())
        .extracting(cell -> cell.values().get("model.width"))
        .containsExactly("8", "4", "2", "1");
    assertThat(row.ranking().get(0).fromBest()).isEmpty();
    assertThat(row.ranking())
        .extracting(ComparisonTable.RankedCell::worse)
        .containsExactly(false, false, true, true);
    assertThat(AnswerText.lines(table))
        .containsExactly("best in reverse: width 8, of 4 cells; not told from it: width 4");
    assertThat(TextTable.write(table, PLAIN))
        .contains("minus best", "p is corrected for 3 comparisons", "too good by chance");
  }

  @Test
  void aCellThatIsBetterInItsPairsIsNotCalledWorseThanTheFirst() {
    TableBuilder table = new TableBuilder();
    double[] few = {0.95, 0.96, 0.94};
    for (int seed = 0; seed < 10; seed++) {
      double many = seed < 3 ? few[seed] + 0.011 + 0.0001 * seed : 0.9;
      table.trial(
          SampleComparisons.spec(Map.of("width", 1L), Map.of(), seed),
          SampleComparisons.accuracy(many));
      if (seed < 3) {
        table.trial(
            SampleComparisons.spec(Map.of("width", 2L), Map.of(), seed),
            SampleComparisons.accuracy(few[seed]));
      }
    }
    ComparisonTable found = ComparisonTable.of(table.results(), TableOptions.byTask());

    assertThat(found.rows().get(0).ranking().get(1).fromBest().orElseThrow().conclusion())
        .isEqualTo(Conclusion.BETTER);
    assertThat(AnswerText.lines(found))
        .containsExactly(
            "best in reverse: width 2, of 2 cells; better in the seeds of both: width 1");
  }

  @Test
  void aCellInWhichSeedsDivergedIsNotTheBestForTheOthers() {
    SweepAnalysis analysis = SweepAnalysis.of(SampleComparisons.diverged(), TableOptions.byTask());

    ComparisonTable.RankedCell last = analysis.table().rows().get(0).ranking().get(1);
    assertThat(last.values()).containsEntry("model.width", "1");
    assertThat(last.worse()).isTrue();
    assertThat(AnswerText.lines(analysis.table()))
        .containsExactly("best in reverse: width 2, of 2 cells; all others are worse");
    assertThat(TextTable.write(analysis.table(), PLAIN))
        .contains("other seeds\n", " 6 diverged\n", "Cells in which seeds failed or diverged come");
    assertThat(MarkdownTable.write(analysis.table(), analysis.byCell()))
        .contains("| width 1 | 0.8933 ± 0.0082 (6); 6 diverged |");
    assertThat(BestSettings.of(analysis))
        .singleElement()
        .satisfies(best -> assertThat(best.label()).isEqualTo("width 2"));
    assertThat(BestText.lines(BestSettings.of(analysis), PLAIN).get(1))
        .contains("best of 2 cells; seeds failed or diverged in 1 with a better mean");
  }

  @Test
  void aSeedThatHasNotBeenTrainedYetIsNotOneThatFailed() {
    TableBuilder table = new TableBuilder();
    for (int seed = 0; seed < 3; seed++) {
      table.trial(
          SampleComparisons.spec(Map.of("width", 1L), Map.of(), seed),
          SampleComparisons.accuracy(0.8 + 0.01 * seed));
      if (seed < 2) {
        table.trial(
            SampleComparisons.spec(Map.of("width", 2L), Map.of(), seed),
            SampleComparisons.accuracy(0.9));
      }
    }
    table.missing(SampleComparisons.spec(Map.of("width", 2L), Map.of(), 2));
    SweepAnalysis analysis = SweepAnalysis.of(table.results(), TableOptions.byTask());

    assertThat(AnswerText.lines(analysis.table()).get(0)).startsWith("best in reverse: width 2, ");
    assertThat(BestSettings.of(analysis).get(0).label()).isEqualTo("width 2");
    assertThat(TextTable.write(analysis.table(), PLAIN))
        .contains(" 1 missing\n")
        .doesNotContain("failed or diverged");
  }

  @Test
  void everyWriterHasTheRanking() {
    SweepAnalysis analysis = SweepAnalysis.of(SampleComparisons.widths(), TableOptions.byTask());

    assertThat(MarkdownTable.write(analysis.table(), analysis.byCell()))
        .contains("The cells of reverse, the best first:", "| width 8 |");
    assertThat(LatexTable.write(analysis.table())).contains("$\\Delta$ best", "width 8");
    assertThat(CsvTable.write(analysis.table()).lines())
        .hasSize(5)
        .anyMatch(line -> line.startsWith("reverse,width 2,test-accuracy,all,1,4,"));
    assertThat(ResultsJson.write(analysis)).contains("\"ranking\"", "\"sides\" : [ \"all\" ]");
    assertThat(BestSettings.of(analysis))
        .singleElement()
        .satisfies(best -> assertThat(best.label()).isEqualTo("width 8"));
    assertThat(BestText.winners(BestSettings.of(analysis))).startsWith("reverse 0.8");
  }

  @Test
  void markdownHasNoMeanOverTheCellsThatItRanks() {
    SweepAnalysis analysis = SweepAnalysis.of(SampleComparisons.widths(), TableOptions.byTask());

    String written = MarkdownTable.write(analysis.table(), analysis.byCell());

    assertThat(StringUtils.substringBefore(written, "## By cell"))
        .contains(
            "completed.\n\nThe cells of reverse, the best first:\n\n| cell | mean test-accuracy |",
            "\n\nMean ± standard deviation over seeds; in brackets how many trials.\n")
        .doesNotContain("| reverse | test-accuracy |");
    assertThat(StringUtils.substringAfter(written, "## By cell"))
        .contains("| reverse, width 8 | test-accuracy |");
  }

  @Test
  void programsFindTheNamesOfAttentionsWhereTheseAreCompared() {
    SweepResults results = SampleComparisons.precisions();

    assertThat(ResultsJson.write(SweepAnalysis.of(results, TableOptions.byTask())))
        .contains("\"attentions\"")
        .doesNotContain("\"sides\"", "\"compared\"");
    assertThat(ResultsJson.write(compare("precision", null).analysis(results, TASKS)))
        .contains("\"sides\"", "\"key\" : \"training.precision\"")
        .doesNotContain("\"attentions\"");
    assertThat(CsvTable.write(compare("precision", null).analysis(results, TASKS).table()))
        .startsWith("task,row,metric,precision,cells,");
  }

  @Test
  void sweepsThatCompareDifferentKeysAreComparedByAttention() {
    SweepResults byDepth = compare("depth", null).compared(SampleComparisons.precisions(), TASKS);

    assertThat(
            JoinedSweeps.of(List.of(byDepth, SampleComparisons.precisions()))
                .compared()
                .map(ComparedKey::path))
        .contains(ComparedKey.ATTENTION);
    assertThat(JoinedSweeps.of(List.of(byDepth, byDepth)).compared().map(ComparedKey::path))
        .contains(SettingPath.of("model.depth"));
  }

  private static SweepResults scheduled(long warmup, double accuracy) {
    TableBuilder table = new TableBuilder();
    for (long seed = 0; seed < 3; seed++) {
      double noise = 0.01 * seed;
      table.trial(
          SampleComparisons.spec(Map.of(), Map.of("schedule", "constant"), seed),
          SampleComparisons.accuracy(0.5 + noise));
      table.trial(
          SampleComparisons.spec(
              Map.of(), Map.of("schedule", "one-cycle", "warmup-steps", warmup), seed),
          SampleComparisons.accuracy(accuracy + noise * noise));
      table.trial(
          SampleComparisons.spec(
              Map.of(), Map.of("schedule", "multi-step", "milestones", "10"), seed),
          SampleComparisons.accuracy(0.6 + noise * noise));
    }
    return table.results().comparedBy(Optional.of(schedule()));
  }

  private static ComparedKey schedule() {
    return new ComparedKey(
        SettingPath.of("training.schedule"),
        List.of("constant", "one-cycle", "multi-step"),
        "constant",
        Map.of(),
        Set.of(SettingPath.of("training.warmup-steps"), SettingPath.of("training.milestones")));
  }

  /** The shorter warm-up is better than no schedule, the longer one worse. */
  @Test
  void sweepsWhoseSidesHaveOtherSettingsOfTheirOwnAreNotMixed() {
    SweepResults joined = JoinedSweeps.of(List.of(scheduled(10, 0.7), scheduled(20, 0.4)));

    ComparisonTable.Row row =
        ComparisonTable.of(joined, TableOptions.byTask().byCell()).rows().stream()
            .filter(one -> one.values().isEmpty())
            .findFirst()
            .orElseThrow();
    ComparisonTable.Row byTask = ComparisonTable.of(joined, TableOptions.byTask()).rows().get(0);

    assertThat(joined.compared().orElseThrow().following())
        .containsExactly(SettingPath.of("training.milestones"));
    assertThat(byTask.results().get("one-cycle").trials().count()).isEqualTo(6);
    assertThat(byTask.differences().get("one-cycle").conclusion()).isEqualTo(Conclusion.NO_PAIRS);
    assertThat(row.differences().get("multi-step").paired().pairs()).isEqualTo(3);
    assertThatThrownBy(
            () ->
                ComparisonTable.of(
                    joined.comparedBy(Optional.of(schedule())), TableOptions.byTask()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot compare trials: expected one of each cell, side and seed, got two of reverse,"
                + " one-cycle, seed 0: ");
  }

  @Test
  void besideOthersASweepKeepsTheSettingsOfItsSides() {
    SweepResults one = scheduled(10, 0.7);
    ComparedKey together =
        JoinedSweeps.of(List.of(one, scheduled(20, 0.4))).compared().orElseThrow();

    SweepResults beside =
        one.comparedBy(one.comparedBeside(Optional.of(together.withBaseline("multi-step"))));

    assertThat(beside.compared()).contains(schedule().withBaseline("multi-step"));
    assertThat(
            ComparisonTable.of(beside, TableOptions.byTask())
                .rows()
                .get(0)
                .differences()
                .get("one-cycle")
                .paired()
                .pairs())
        .isEqualTo(3);
  }
}
