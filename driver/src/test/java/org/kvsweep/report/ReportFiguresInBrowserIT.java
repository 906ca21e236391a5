package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.attention.AttentionVariant.KV;
import static org.kvsweep.attention.AttentionVariant.QKV;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.InBrowser;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.html.ReportFile;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Reads figures in the report as a file: they are those of the terminal. */
class ReportFiguresInBrowserIT extends InBrowser {
  private static final CellText TERMINAL = new CellText(Symbols.UNICODE, CellText.Digits.FULL);
  private static final TableOptions BY_LENGTH = TableOptions.byTask().by(List.of("task.length"));

  @TempDir private static Path folder;

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
  }

  /** Shows the report with these rows, and returns the table that the terminal shows. */
  private static ComparisonTable show(String name, SweepResults results, TableOptions options)
      throws IOException {
    SweepAnalysis analysis = SweepAnalysis.of(results, options);
    browser.go(ReportFile.write(folder.resolve(name), analysis));
    return analysis.table();
  }

  /** Cells of which some have lost most of their trials. */
  private static SweepResults uneven() {
    TableBuilder sweep = new TableBuilder();
    addCell(sweep, 4, 1, QKV, 0.5, 0.6, 0.7);
    addCell(sweep, 4, 1, KV, 0.52, 0.5, 0.75);
    addCell(sweep, 4, 2, QKV, 0.7, 0.71, Double.NaN);
    addCell(sweep, 4, 2, KV, 0.9, Double.NaN, Double.NaN);
    addCell(sweep, 6, 1, QKV, 0.2, 0.3, 0.25);
    addCell(sweep, 6, 1, KV, 0.15, 0.4, 0.2);
    addCell(sweep, 6, 2, QKV, 0.1, Double.NaN, Double.NaN);
    addCell(sweep, 6, 2, KV, 0.11, 0.12, Double.NaN);
    return sweep.results();
  }

  /** Adds a cell with those accuracies; a trial without one has failed. */
  private static void addCell(
      TableBuilder sweep, int length, int depth, AttentionVariant side, double... accuracies) {
    for (int seed = 0; seed < accuracies.length; seed++) {
      TrialSpec trial = SampleSweep.spec("reverse", length, depth, side, seed);
      double accuracy = accuracies[seed];
      sweep.trial(
          trial,
          Double.isNaN(accuracy)
              ? SampleSweep.failed()
              : new TrialOutcome.Completed(TableBuilder.run(Map.of("test-accuracy", accuracy))));
    }
  }

  private static String lengthOf(Row row) {
    return row.values().get("task.length");
  }

  @Test
  void eachCellCountsOnceInTheHeatMap() throws IOException {
    ComparisonTable table = show("heat.html", uneven(), BY_LENGTH);
    browser.run("document.getElementById('heat').scrollIntoView()");
    browser.waitUntil("a heat map", () -> browser.all("#heat svg path").size() > 3);
    String shown =
        """
        const { xAxis, yAxis, series } = echarts.getInstanceByDom(kv.byId('heat')).getOption();
        return series[0].data.map(({ value: [x, y], label }) =>
          [xAxis[0].data[x], yAxis[0].data[y], label.formatter].join(' ')).sort();
        """;

    browser.choose("#heat-of", "all");
    browser.choose("#heat-x", "length");
    browser.choose("#heat-y", "attention");
    assertThat(browser.run(shown))
        .isEqualTo(
            table.rows().stream()
                .flatMap(
                    row ->
                        table.sides().stream()
                            .map(
                                side ->
                                    "%s %s %s"
                                        .formatted(
                                            lengthOf(row),
                                            side,
                                            TERMINAL.number(row.shown(side).mean()))))
                .sorted()
                .toList());

    browser.choose("#heat-of", "kv − qkv");
    browser.choose("#heat-x", "length");
    browser.choose("#heat-y", "length");
    assertThat(browser.run(shown))
        .isEqualTo(
            table.rows().stream()
                .map(
                    row ->
                        "%1$s %1$s %2$s"
                            .formatted(
                                lengthOf(row), TERMINAL.difference(row.differences().get("kv"))))
                .sorted()
                .toList());
  }

  @Test
  void eachCellCountsOnceInTheLinesOfMeans() throws IOException {
    ComparisonTable table = show("lines.html", uneven(), BY_LENGTH);
    browser.run(
        """
        window.lines = [...document.querySelectorAll('#slices .panel')]
          .find(panel => panel.querySelector('h4').textContent === 'length').querySelector('.chart');
        lines.scrollIntoView();
        """);
    browser.waitUntil("lines", () -> browser.run("return lines.querySelector('canvas')") != null);

    Object shown =
        browser.run(
            """
            return echarts.getInstanceByDom(lines).getOption().series.filter(one => one.type === 'line')
              .flatMap(one => one.data.map(([length, mean]) => [one.name, length, kv.number(mean)].join(' ')));
            """);
    assertThat(shown)
        .isEqualTo(
            table.sides().stream()
                .flatMap(
                    side ->
                        table.rows().stream()
                            .map(
                                row ->
                                    "%s %s %s"
                                        .formatted(
                                            side,
                                            lengthOf(row),
                                            TERMINAL.number(row.shown(side).mean()))))
                .toList());
  }

  @Test
  void rowsAreCountedAsTasksOnlyWhereTheyAre() throws IOException {
    TableBuilder sweep = new TableBuilder();
    for (String task : List.of("copy", "reverse", "swap")) {
      for (int length : new int[] {8, 16}) {
        sweep.accuracies(task, length, TableBuilder.QKV, 0.6, 0.8, 0.4);
        sweep.accuracies(task, length, TableBuilder.KV, 0.7, 0.6, 0.4);
      }
    }

    show("tasks.html", sweep.results(), TableOptions.byTask());
    assertThat(browser.text("#leads")).isEqualTo("kv against qkv: undecided in 3 of 3 tasks.");
    assertThat(browser.text("#rows option")).isEqualTo("tasks");

    for (TableOptions options : List.of(TableOptions.byTask().byCell(), BY_LENGTH)) {
      ComparisonTable table = show("rows.html", sweep.results(), options);
      assertThat(AnswerText.lines(table)).containsExactly("kv against qkv: undecided in 6 rows");
      assertThat(browser.text("#leads")).isEqualTo("kv against qkv: undecided in 6 of 6 rows.");
      assertThat(browser.text("#rows option")).isEqualTo("as above");
    }
  }

  @Test
  void manyNumbersAreRoundedAsInTheTerminal() throws IOException {
    show("many.html", uneven(), BY_LENGTH);
    Random random = new Random(7);
    List<Double> numbers = new ArrayList<>(List.of(0.0, -0.0, 1e-16, -3.7e-17, 9.99995, 999.995));
    for (int i = 0; i < 1_000; i++) {
      // Halves of the last decimal that is shown, and what is next to them.
      double half = new BigDecimal(10 * random.nextInt(20_000) + 15).movePointLeft(5).doubleValue();
      numbers.addAll(List.of(half, -half, Math.nextUp(half), Math.nextDown(half)));
      numbers.add(BigDecimal.valueOf(half).movePointRight(2 + i % 4).doubleValue());
      numbers.add(Math.pow(10, -4 + 12 * random.nextDouble()));
    }
    List<String> expected = new ArrayList<>();
    List<List<String>> given = new ArrayList<>();
    for (double mean : numbers) {
      double deviation =
          Math.abs(mean) * Math.pow(10, -random.nextInt(12)) + 1e-5 * (given.size() % 2);
      double p = Math.min(1, 1e-3 + Math.abs(mean));
      given.add(List.of(Double.toString(mean), Double.toString(deviation), Double.toString(p)));
      Summary summary = new Summary(3, mean, deviation, mean, Optional.empty());
      expected.add(TERMINAL.mean(summary, 3) + ", p = " + Symbols.UNICODE.number(p, 3));
    }

    String script =
        """
        return arguments[0].map(texts => texts.map(Number)).map(([mean, standardDeviation, p]) =>
          kv.meanAndSpread({ mean, standardDeviation }).join('').replaceAll(',', '') + ' (3), ' +
            kv.pValue(p).replaceAll('\\u00a0', ' '));
        """;
    List<?> shown = (List<?>) browser.run(script, given);

    assertThat(shown).hasSameSizeAs(expected);
    List<String> others = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      if (!shown.get(i).equals(expected.get(i))) {
        others.add(
            "%s: %s, in the terminal %s".formatted(given.get(i), shown.get(i), expected.get(i)));
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void aMeanIsThatOfTheTerminal() throws IOException {
    TableBuilder sweep = new TableBuilder();
    sweep.accuracies("reverse", 16, TableBuilder.QKV, 0.97005, 0.97005, 0.97005);
    sweep.accuracies("reverse", 16, TableBuilder.KV, 0.5, 0.6, 0.7);

    ComparisonTable table = show("mean.html", sweep.results(), TableOptions.byTask());

    String mean = TERMINAL.mean(table.rows().get(0).shown("qkv"), 3);
    assertThat(mean).isEqualTo("0.9701 ± 0.0000 (3)");
    assertThat(browser.text("#verdicts")).contains("0.9701 ± 0.0000");
  }

  @Test
  void aDifferenceThatIsOnlyRoundingIsZero() throws IOException {
    double[] ones = {0.6, 0.8, 0.4};
    double[] others = {0.7, 0.6, 0.5};
    for (List<double[]> sides : List.of(List.of(ones, others), List.of(others, ones))) {
      TableBuilder sweep = new TableBuilder();
      sweep.accuracies("reverse", 16, TableBuilder.QKV, sides.get(0));
      sweep.accuracies("reverse", 16, TableBuilder.KV, sides.get(1));

      ComparisonTable table = show("zero.html", sweep.results(), TableOptions.byTask());

      Difference difference = table.rows().get(0).differences().get("kv");
      assertThat(difference.paired().mean()).isNotZero();
      assertThat(TERMINAL.difference(difference)).isEqualTo("0.0000");
      assertThat(browser.text("#verdicts")).contains("undecided against qkv (0.0000);");
      assertThat(
              browser.run(
                  """
                  const cells = [...document.querySelectorAll('#numbers tbody td')].map(one => one.textContent);
                  return [cells[4].split(' ')[0], cells[5]];
                  """))
          .isEqualTo(List.of("0.0000", "0.00"));
    }
  }
}
