package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * The numbers of docs/reproduction/README.md are those that {@code kvsweep report} prints of the
 * results beside it. Where they differ, the right tables are in {@code target/reproduction-*.md},
 * to be copied to the page.
 */
class ReproductionPageTest {
  private static final Path FOLDER = Path.of("..", "docs", "reproduction");
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();

  @Test
  void figuresOfThePaperStandBesideOurs() throws IOException {
    List<String> table = new ArrayList<>();
    table.add("| what | attention | paper | kvsweep | cells | trials | 95 % interval | inside |");
    table.add("|---|---|---:|---:|---:|---:|---|---|");
    for (CSVRecord figure : rows(Files.readString(FOLDER.resolve("paper.csv")))) {
      if (Files.exists(results(figure.get("results")))) {
        besideOurs(figure).ifPresent(table::add);
      }
    }

    assertShown("figures", table);
  }

  @Test
  void differencesThatThePaperCouldNotSayAreThoseOfTheResults() throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        "| task | metric | attention | minus qkv | 95 % interval | corrected p | effect size |"
            + " finding | parameters | operations |");
    table.add("|---|---|---|---:|---|---:|---:|---|---:|---:|");
    List<CSVRecord> lines = reported(finished());
    for (CSVRecord line : lines) {
      if (!line.get("difference").isEmpty()) {
        table.add(difference(line, baseline(line, lines)));
      }
    }

    assertShown("differences", table);
  }

  @Test
  void cellsOfNumbersAreThoseOfTheResults() throws IOException {
    assertShown("cells", cells("cell", List.of(results("numbers").toString())));
  }

  @Test
  void cellsOfReverseAreThoseOfTheResults() throws IOException {
    assertShown("reverse", cells("cell of reverse", List.of(results("reverse").toString())));
  }

  @Test
  void cellsOfSwapAreThoseOfTheResults() throws IOException {
    assertShown("swap", cells("cell of swap", List.of(results("swap").toString())));
  }

  @Test
  void freshSeedsAreThoseOfTheResults() throws IOException {
    assertShown("fresh", cells("fresh seeds of", folders(FOLDER.resolve("fresh-seeds"))));
  }

  @Test
  void everyWordStandsBesideThoseThatOccurTwice() throws IOException {
    String all = FOLDER.resolve("all-words").toString();
    List<CSVRecord> marked = reported(List.of(all), "--metric", "test-bleu-with-marks");
    List<CSVRecord> every = reported(List.of(all), "--metric", "test-bleu");
    List<CSVRecord> twice =
        reported(
            List.of(results("translation").toString()),
            "--metric",
            "test-bleu",
            "--filter",
            "heads=4",
            "--filter",
            "seed=0");
    List<String> table = new ArrayList<>();
    table.add("| seed 0 of | marks counted, every word | every word | words that occur twice |");
    table.add("|---|---:|---:|---:|");
    for (int i = 0; i < twice.size(); i++) {
      String attention = twice.get(i).get("attention");
      assertThat(List.of(marked.get(i), every.get(i)))
          .allSatisfy(line -> assertThat(line.get("attention")).isEqualTo(attention));
      table.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  attention,
                  text(marked.get(i), "mean"),
                  text(every.get(i), "mean"),
                  text(twice.get(i), "mean")));
    }

    assertShown("words", table);
  }

  @Test
  void everySweepOfTheReproductionIsEitherRunToItsEndOrNamedAsMissing() throws IOException {
    String page = Files.readString(FOLDER.resolve("README.md"));
    List<String> sweeps;
    try (Stream<Path> files = Files.list(Path.of("..", "sweeps", "reproduction"))) {
      sweeps = files.map(file -> name(file).replace(".yaml", "")).sorted().toList();
    }

    assertThat(sweeps)
        .isNotEmpty()
        .allSatisfy(sweep -> assertThat(page).contains("| `" + sweep + ".yaml` |"));
  }

  /** Returns a line of the table; empty if the cells of that figure have not run. */
  private static Optional<String> besideOurs(CSVRecord figure) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("report", results(figure.get("results")).toString()));
    Arrays.stream(figure.get("filter").split(" "))
        .filter(filter -> !filter.isEmpty())
        .forEach(filter -> words.addAll(List.of("--filter", filter)));
    words.addAll(List.of("--metric", figure.get("metric"), "--format", "csv"));
    Cli.Result report = Cli.run(words.toArray(String[]::new));
    if (report.err().startsWith("Cannot filter by ")) {
      return Optional.empty();
    }
    assertThat(report.err()).isEmpty();
    CSVRecord ours =
        rows(report.out()).stream()
            .filter(line -> line.get("attention").equals(figure.get("attention")))
            .findFirst()
            .orElseThrow();
    List<String> printed = List.of(figure.get("figures").split(" "));
    double paper = printed.stream().mapToDouble(Double::parseDouble).average().orElseThrow();
    int decimals = printed.get(0).length() - printed.get(0).indexOf('.') - 1;
    double half = 0.5 * Math.pow(10, -decimals);
    double low = Double.parseDouble(ours.get("interval-low"));
    double high = Double.parseDouble(ours.get("interval-high"));
    boolean inside = paper + half >= low && paper - half <= high;
    int cells = Integer.parseInt(ours.get("cells"));
    boolean comparable = cells == Integer.parseInt(figure.get("cells"));
    return Optional.of(
        "| %s: %s | %s | %s (%s) | %s | %d | %s | %s to %s | %s |"
            .formatted(
                figure.get("what"),
                figure.get("metric"),
                figure.get("attention"),
                text(paper, decimals),
                figure.get("of"),
                mean(ours),
                cells,
                ours.get("trials"),
                text(low, 4),
                text(high, 4),
                comparable ? inside ? "yes" : "no" : "–"));
  }

  private static String difference(CSVRecord line, CSVRecord baseline) {
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            line.get("task"),
            line.get("metric"),
            line.get("attention"),
            howMuch(line),
            effect(line),
            line.get("verdict"),
            percent(line, baseline, "parameters-most"),
            percent(line, baseline, "flops-most"));
  }

  /** Returns a table of results cell by cell; its first column is called that. */
  private static List<String> cells(String first, List<String> results) throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        "| %s | attention | trials | mean | minus qkv | 95 %% interval | corrected p | finding |"
            .formatted(first));
    table.add("|---|---|---:|---:|---:|---|---:|---|");
    for (CSVRecord line : reported(results, "--by-cell")) {
      if (line.get("trials").equals("0")) {
        continue; // an attention that this sweep leaves out
      }
      String start =
          "| %s | %s | %s | %s | "
              .formatted(where(line), line.get("attention"), line.get("trials"), mean(line));
      table.add(
          line.get("difference").isEmpty()
              ? start + "| | | |"
              : start + "%s | %s |".formatted(howMuch(line), line.get("verdict")));
    }
    return table;
  }

  private static String where(CSVRecord line) {
    return line.get("row").isEmpty() ? line.get("task") : line.get("task") + ", " + line.get("row");
  }

  private static String mean(CSVRecord line) {
    return text(line, "mean") + " ± " + text(line, "standard-deviation");
  }

  /** Returns three columns: the difference, its interval and the corrected p. */
  private static String howMuch(CSVRecord line) {
    return "%s | %s to %s | %s"
        .formatted(
            text(line, "difference"),
            text(line, "difference-low"),
            text(line, "difference-high"),
            p(Double.parseDouble(line.get("corrected-p"))));
  }

  private static String p(double corrected) {
    return corrected < 0.0005 ? "< 0.001" : text(corrected, 3);
  }

  private static String effect(CSVRecord line) {
    return line.get("effect-size").isEmpty()
        ? "–"
        : text(Double.parseDouble(line.get("effect-size")), 1);
  }

  /** Returns how much more or less a line has than that of qkv. */
  private static String percent(CSVRecord line, CSVRecord baseline, String column) {
    double ratio = Double.parseDouble(line.get(column)) / Double.parseDouble(baseline.get(column));
    return signed(String.format(Locale.ROOT, "%+.0f %%", 100 * (ratio - 1)));
  }

  private static CSVRecord baseline(CSVRecord line, List<CSVRecord> lines) {
    return lines.stream()
        .filter(other -> other.get("task").equals(line.get("task")))
        .filter(other -> other.get("attention").equals(line.get("baseline")))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the results of the sweeps, in the order of the figures, then those without any. */
  private static List<String> finished() throws IOException {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    rows(Files.readString(FOLDER.resolve("paper.csv")))
        .forEach(figure -> names.add(figure.get("results")));
    folders(FOLDER.resolve("results")).forEach(folder -> names.add(name(Path.of(folder))));
    return names.stream()
        .map(ReproductionPageTest::results)
        .filter(Files::exists)
        .map(Path::toString)
        .toList();
  }

  private static List<String> folders(Path parent) throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).map(Path::toString).sorted().toList();
    }
  }

  private static Path results(String name) {
    return FOLDER.resolve("results").resolve(name);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** Returns the lines that {@code kvsweep report} prints of results. */
  private static List<CSVRecord> reported(List<String> results, String... options)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("report", "--format", "csv"));
    words.addAll(List.of(options));
    words.addAll(results);
    Cli.Result report = Cli.run(words.toArray(String[]::new));
    assertThat(report.err()).isEmpty();
    assertThat(report.code()).isZero();
    return rows(report.out());
  }

  private static List<CSVRecord> rows(String csv) throws IOException {
    return CSV.parse(new StringReader(csv)).getRecords();
  }

  private static String text(CSVRecord line, String column) {
    return text(Double.parseDouble(line.get(column)), 4);
  }

  private static String text(double number, int decimals) {
    return signed(String.format(Locale.ROOT, "%." + decimals + "f", number));
  }

  private static String signed(String number) {
    return number.replace('-', '−');
  }

  private static void assertShown(String name, List<String> table) throws IOException {
    String text = String.join("\n", table) + "\n";
    Path written = Path.of("target", "reproduction-" + name + ".md");
    Files.writeString(written, text);

    assertThat(Files.readString(FOLDER.resolve("README.md")))
        .as("copy from %s", written)
        .contains("\n" + text);
  }
}
