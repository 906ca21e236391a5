package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class ExportsTest {
  private static final SweepResults RESULTS = SampleSweep.varied();
  private static final ComparisonTable BY_TASK = ComparisonTable.of(RESULTS, TableOptions.byTask());
  private static final ComparisonTable BY_CELL =
      ComparisonTable.of(RESULTS, TableOptions.byTask().byCell());

  private static ComparisonTable hostile() {
    return new TableBuilder()
        .accuracies("=HYPERLINK(\"x\")|<b>&\\input{secret}$", 16, QKV, 0.9)
        .trial(
            SampleTrials.spec("=HYPERLINK(\"x\")|<b>&\\input{secret}$", "kv", 16, 0),
            new TrialOutcome.Failed(
                TrialRun.none(), FailureKind.HANG, "@cmd, \"quoted\"\nnext **bold**", ""))
        .byTask();
  }

  @Test
  void writeMarkdown() throws IOException {
    GoldenFile.assertMatches("table.md", MarkdownTable.write(BY_TASK, BY_CELL));
  }

  @Test
  void writeCsv() throws IOException {
    String csv = CsvTable.write(BY_TASK);

    assertThat(csv.replace("\r\n", "")).doesNotContain("\n");
    GoldenFile.assertMatches("table.csv", csv.replace("\r\n", "\n"));
  }

  @Test
  void writeLatex() throws IOException {
    GoldenFile.assertMatches("table.tex", LatexTable.write(BY_TASK));
  }

  @Test
  void writeJson() throws IOException {
    SweepResults results =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.75, 0.5)
            .accuracies("reverse", 16, KV, 0.25, 0.5)
            .accuracies("reverse", 64, QKV, 0.125)
            .trial(SampleTrials.spec("reverse", "kv", 64, 0), SampleSweep.failed())
            .results();
    GoldenFile.assertMatches(
        "results.json", ResultsJson.write(SweepAnalysis.of(results, TableOptions.byTask())));
  }

  @Test
  void escapeNamesInMarkdown() {
    assertThat(MarkdownTable.write(hostile(), hostile()))
        .contains("| =HYPERLINK(\"x\")\\|&lt;b&gt;&amp;\\\\input{secret}$ |")
        .contains("hang: @cmd, \"quoted\"\uFFFDnext \\*\\*bold\\*\\* |")
        .doesNotContain("<b>");
  }

  @Test
  void escapeNamesInCsv() {
    assertThat(CsvTable.write(hostile()))
        .contains("\r\n\"'=HYPERLINK(\"\"x\"\")|<b>&\\input{secret}$\",,test-accuracy,qkv,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", " =1", "\uFF1D1"})
  void disarmFormulas(String text) {
    assertThat(CsvTable.text(text)).isEqualTo("'" + text);
    assertThat(CsvTable.text("a" + text)).isEqualTo("a" + text);
  }

  @Test
  void escapeNamesInLatex() {
    assertThat(LatexTable.write(hostile()))
        .contains(
            "=HYPERLINK(\\symbol{34}x\\symbol{34})\\textbar{}\\textless{}b\\textgreater{}"
                + "\\&\\textbackslash{}input\\{secret\\}\\$ & test-accuracy & 0.9000 (1) & -- \\\\");
    assertThat(LatexTable.escaped("100%_#~^"))
        .isEqualTo("100\\%\\_\\#\\textasciitilde{}\\textasciicircum{}");
  }

  @Test
  void escapeNamesInTheCaptionInLatex() {
    ComparisonTable table =
        new TableBuilder()
            .accuracies("reverse", 16, "a_1 %\\input{x}", 0.5, 0.6)
            .accuracies("reverse", 16, "b_2", 0.5, 0.7)
            .byTask();

    assertThat(LatexTable.write(table))
        .contains("Differences from a\\_1 \\%\\textbackslash{}input\\{x\\} are paired")
        .contains("with 95\\,\\% intervals");
  }

  @Test
  void keepNamesAsTheyAreInJson() {
    SweepResults results = new TableBuilder().accuracies("a\"b<c>", 16, KV, 0.5).results();

    JsonNode json =
        TrialJson.parse(ResultsJson.write(SweepAnalysis.of(results, TableOptions.byTask())));

    assertThat(json.at("/tasks/0/task").textValue()).isEqualTo("a\"b<c>");
    assertThat(json.at("/trials/0/metrics/test-accuracy").doubleValue()).isEqualTo(0.5);
  }
}
