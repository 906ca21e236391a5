package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Tables of sweeps that compare something else than attentions, or nothing. */
class ComparedResultsTest {
  private static final TaskCatalog TASKS = TaskCatalog.load();
  private static final TextStyle PLAIN = TextStyle.plain(160, StandardCharsets.UTF_8);

  private static TrialSpec spec(Map<String, ?> model, Map<String, ?> training, long seed) {
    return new TrialSpec(
        new Settings(Map.of("name", "reverse")), new Settings(model), new Settings(training), seed);
  }

  private static TrialOutcome accuracy(double value) {
    return new TrialOutcome.Completed(TableBuilder.run(Map.of("test-accuracy", value)));
  }

  /** Two attentions at two depths in two precisions; bfloat16 costs 0.1, whatever the cell. */
  private static SweepResults precisions() {
    TableBuilder table = new TableBuilder();
    for (String attention : List.of("qkv", "kv")) {
      for (long depth : List.of(1L, 2L)) {
        for (long seed = 0; seed < 3; seed++) {
          Map<String, Object> model = Map.of("attention", attention, "depth", depth);
          double value = 0.5 + 0.1 * depth + 0.01 * seed;
          table.trial(spec(model, Map.of(), seed), accuracy(value));
          table.trial(
              spec(model, Map.of("precision", "bfloat16"), seed),
              accuracy(value - 0.1 + 0.001 * seed));
        }
      }
    }
    return table.results();
  }

  private static TableRequest compare(String key, String baseline) {
    return new TableRequest(
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Optional.of(key),
        Optional.ofNullable(baseline));
  }

  @Test
  void anEndedSweepIsAskedAnotherQuestion() {
    SweepAnalysis analysis = compare("precision", null).analysis(precisions(), TASKS);

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
    SweepAnalysis analysis = compare("model.depth", "2.0").analysis(precisions(), TASKS);

    assertThat(analysis.table().sides()).containsExactly("2", "1");
    assertThat(TextTable.write(analysis.table(), PLAIN))
        .contains("depth", "minus depth 2", "Differences from depth 2 are paired by cell and seed");
    assertThatThrownBy(() -> compare("depth", "3").analysis(precisions(), TASKS))
        .hasMessage("Cannot compare with 3: expected one of 1, 2");
    assertThatThrownBy(() -> compare("seed", null).analysis(precisions(), TASKS))
        .hasMessageStartingWith(
            "Cannot compare by seed: expected a key of task, model or training");
    assertThatThrownBy(() -> compare("dept", null).analysis(precisions(), TASKS))
        .hasMessageStartingWith("Cannot compare by dept: expected one of model.attention, ")
        .hasMessageEndingWith("(did you mean depth?)");
    assertThatThrownBy(() -> compare("task", null).analysis(precisions(), TASKS))
        .hasMessageStartingWith("Cannot compare by task: ");
  }

  @Test
  void aKeyThatNotAllTrialsHaveIsRefused() {
    SweepResults some =
        new TableBuilder()
            .trial(spec(Map.of("dropout", 0.1), Map.of(), 0), accuracy(1))
            .trial(spec(Map.of(), Map.of(), 0), accuracy(1))
            .results();

    assertThatThrownBy(() -> compare("dropout", null).analysis(some, TASKS))
        .hasMessageContaining("expected it in all trials, got trials of reverse without it");
  }

  @Test
  void whatFollowsTheComparedKeyIsSaidAndPairsEvenSo() {
    TableBuilder table = new TableBuilder();
    for (long seed = 0; seed < 3; seed++) {
      table.trial(
          spec(Map.of(), Map.of("schedule", "constant", "warmup", 0L), seed), accuracy(0.5));
      table.trial(
          spec(Map.of(), Map.of("schedule", "cosine", "warmup", 9L), seed),
          accuracy(0.6 + 0.01 * seed));
    }
    ComparedKey schedule =
        new ComparedKey(
            "training.schedule",
            List.of("constant", "cosine"),
            "constant",
            Map.of(),
            Set.of("training.warmup"));

    ComparisonTable found =
        ComparisonTable.of(
            table.results().comparedBy(Optional.of(schedule)), TableOptions.byTask());

    assertThat(found.rows().get(0).differences().get("cosine").paired().pairs()).isEqualTo(3);
    assertThat(TextTable.write(found, PLAIN))
        .contains(
            "Settings of their own: schedule constant has warmup 0; schedule cosine has warmup 9.");
  }

  /** Four widths without an attention: 8 is the best, 4 is not told from it. */
  private static SweepResults widths() {
    TableBuilder table = new TableBuilder();
    double[] noise = {0, 0.011, -0.008, 0.004};
    for (long width : List.of(1L, 2L, 4L, 8L)) {
      for (int seed = 0; seed < 4; seed++) {
        double value =
            width < 4
                ? 0.5 + 0.01 * width + noise[seed]
                : 0.8 + 0.01 * noise[(seed * 3) % 4] * width;
        table.trial(spec(Map.of("width", width), Map.of(), seed), accuracy(value));
      }
    }
    return table.results();
  }

  @Test
  void withoutSidesTheCellsAreRanked() {
    ComparisonTable table = ComparisonTable.of(widths(), TableOptions.byTask());
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
  void everyWriterHasTheRanking() {
    SweepAnalysis analysis = SweepAnalysis.of(widths(), TableOptions.byTask());

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
  void programsFindTheNamesOfAttentionsWhereTheseAreCompared() {
    SweepResults results = precisions();

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
    SweepResults byDepth = compare("depth", null).compared(precisions(), TASKS);

    assertThat(
            SweepResults.together(List.of(byDepth, precisions())).compared().map(ComparedKey::path))
        .contains(ComparedKey.ATTENTION);
    assertThat(SweepResults.together(List.of(byDepth, byDepth)).compared().map(ComparedKey::path))
        .contains("model.depth");
  }
}
