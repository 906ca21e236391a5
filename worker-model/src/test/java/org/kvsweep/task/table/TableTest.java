package org.kvsweep.task.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.data.UnfitDataException;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialSpec;

class TableTest {
  @TempDir private Path folder;

  private static TableRequest request(Map<String, ?> given) {
    Map<String, Object> all = new HashMap<>(Map.of("file", "t.csv", "target", "y"));
    all.putAll(given);
    return TableRequest.of(TableRequest.schema().complete(all));
  }

  private static Table read(Map<String, ?> given, String text) {
    return Table.read(request(given), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Table read(String text) {
    return read(Map.of(), text);
  }

  private static void assertRefused(String text, Map<String, ?> given, String... problems) {
    assertThatThrownBy(() -> read(given, text))
        .isInstanceOfSatisfying(
            UnfitDataException.class,
            refused -> {
              assertThat(refused.summary()).startsWith("Cannot use the table t.csv: ");
              assertThat(refused.problems()).containsExactly(problems);
            });
  }

  @Test
  void columnsAreNumbersOrWords() {
    Table table = read("a, b ,y\n1,x,no\n2.5e1,\"z, \"\"w\"\"\",yes\n\n-.5,x,no\n");

    assertThat(table.rows()).isEqualTo(3);
    assertThat(((Column.Numeric) table.inputs().get(0)).values()).containsExactly(1, 25, -0.5);
    Column.Categorical words = (Column.Categorical) table.inputs().get(1);
    assertThat(words.name()).isEqualTo("b");
    assertThat(words.words()).containsExactly("x", "z, \"w\"");
    assertThat(words.ids()).containsExactly(0, 1, 0);
    assertThat(((Column.Categorical) table.target()).words()).containsExactly("no", "yes");
    assertThat(table.width()).isEqualTo(3);
  }

  @Test
  void classesThatAreNumbersAreInTheirOrder() {
    Table table = read("a,y\n1,10\n2,9\n3,2\n");

    assertThat(((Column.Categorical) table.target()).words()).containsExactly("2", "9", "10");
  }

  @Test
  void numbersThatAreNotWholeAreNoClasses() {
    assertRefused(
        "a,y\n1,39\n2,39.5\n3,40.25\n",
        Map.of(),
        "t.csv:3: expected words or whole numbers in the target y, got 39.5; task.predict: number"
            + " predicts any number");

    Table whole = read("a,y\n1,1.0\n2,2e1\n3,-3\n");
    assertThat(((Column.Categorical) whole.target()).words()).containsExactly("-3", "1.0", "2e1");
    Table words = read("a,y\n1,low\n2,high\n3,1.5\n");
    assertThat(((Column.Categorical) words.target()).words()).containsExactly("1.5", "high", "low");
  }

  @Test
  void keysSayWhatTheFileDoesNot() {
    Table table =
        read(
            Map.of(
                "separator", "semicolon",
                "predict", "number",
                "categorical", "a",
                "ignore", "id , c",
                "missing", "fill"),
            "id;a;b;c;y\n1;3;;x;0.5\n2;4;7;x;1\n3;NA;8;x;2\n");

    assertThat(table.inputs()).extracting(Column::name).containsExactly("a", "b");
    assertThat(((Column.Categorical) table.inputs().get(0)).ids()).containsExactly(0, 1, -1);
    assertThat(((Column.Numeric) table.inputs().get(1)).values()).containsExactly(Double.NaN, 7, 8);
    assertThat(table.target()).isInstanceOf(Column.Numeric.class);
  }

  @Test
  void rowsWithMissingValuesCanBeLeftOut() {
    Table table =
        read(Map.of("missing", "drop", "ignore", "c"), "a,c,y\n1,,no\nNA,1,yes\n3,1,\n4,NA,yes\n");

    assertThat(((Column.Numeric) table.inputs().get(0)).values()).containsExactly(1, 4);
    assertRefused(
        "a,y\n1,\n",
        Map.of("missing", "drop"),
        "t.csv: expected rows without a missing value, got none");
  }

  @Test
  void allProblemsAreSaidAtOnceWithTheirLines() {
    assertRefused(
        "a,b,a,y\n1,x,2,no\n2,x,no\n3,\"two\nlines\",NaN,no\n4,z,inf,yes\nfive,z,5,\n",
        Map.of("ignore", "c"),
        "t.csv: expected task.ignore to name one of the columns a, b, a, y, got c",
        "t.csv:1: expected each column once, got a twice",
        "t.csv:3: expected 4 cells, as the header has, got 3",
        "t.csv:4: expected a value of a, got NaN; task.missing: fill fills it, drop leaves the row out",
        "t.csv:6: expected a finite number in a, got inf",
        "t.csv:7: expected a finite number in a, got five",
        "t.csv:7: expected a value of y, got none in the target; task.missing: drop leaves the row out");
  }

  @Test
  void blankLinesCountAsLines() {
    assertRefused(
        "\na,y\r\n\r\n1,no\n\n\"\n2\n\",yes\n\n\nx\n",
        Map.of(),
        "t.csv:11: expected 2 cells, as the header has, got 1");
    assertRefused(
        "a,y\n\n1,no\n2,\n\n3,yes\n4,",
        Map.of(),
        "t.csv:4: expected a value of y, got none in the target; task.missing: drop leaves the row out",
        "t.csv:7: expected a value of y, got none in the target; task.missing: drop leaves the row out");
  }

  @Test
  void aQuoteThatNeverEndsIsNamedByTheLineInWhichItBegins() {
    assertRefused(
        "a,y\n1,no\n2,yes\n\"3\n\",\"no\n4,yes\n",
        Map.of(),
        "t.csv:5: expected an end of the quote that begins here, got none");
    assertRefused(
        "a,y\n1,no\n2,yes\n3,\"no\n4,\"yes\"\n",
        Map.of(),
        "t.csv:5: expected a separator behind the end of a quoted cell, got other text; perhaps a"
            + " quote above has no end");
  }

  @Test
  void filesThatAreNoTablesAreRefused() {
    assertRefused(
        "",
        Map.of(),
        "t.csv: expected a line with the names of the columns, got an empty file",
        "t.csv: expected task.target to name one of the columns , got y",
        "t.csv: expected columns beside the target, got none");
    assertRefused("a,y\n", Map.of(), "t.csv: expected rows below the header, got none");
    assertRefused(
        "a,y\n1,no\n2,no\n", Map.of(), "t.csv: expected at least 2 classes in the target y, got 1");
    assertRefused(
        "a,y\n1,5\n2,5\n",
        Map.of("predict", "number"),
        "t.csv: expected different numbers in the target y, got one");
    assertRefused(
        "a,y\n1,\"oh, no\"\n2,yes\n3,4\n4,no\n",
        Map.of("predict", "number"),
        "t.csv: expected numbers in the target y, got words such as oh, no; task.predict: class takes"
            + " each for a class");
    assertRefused(
        "a,y\n1,no\n2,yes\n",
        Map.of("ignore", "a"),
        "t.csv: expected columns beside the target, got none");
  }

  @Test
  void columnsOfNamesAreNoCategories() {
    String rows =
        IntStream.range(0, 1500)
            .mapToObj(i -> "name%d,%s".formatted(i, i % 2 == 0 ? "no" : "yes"))
            .collect(Collectors.joining("\n"));

    assertRefused(
        "id,y\n" + rows,
        Map.of(),
        "t.csv: expected at most 1,000 different words in id, got 1,500; task.ignore leaves it out");
  }

  /** Rows of the wrong length are found first, then what is wrong column by column. */
  @Test
  void ofManyProblemsTheTopmostAreShown() {
    String rows = "1,NA,no\n".repeat(20);

    assertThatThrownBy(() -> read("a,b,y\n" + rows + "1,2\nNA,2,yes\n"))
        .hasMessageContaining("; t.csv:21: ")
        .hasMessageEndingWith("; and 2 more");
  }

  @Test
  void manyProblemsAreCounted() {
    String rows = "1,2,3\n".repeat(30);

    assertThatThrownBy(() -> read("a,y\n" + rows))
        .hasMessageStartingWith(
            "Cannot use the table t.csv: 31 problems: t.csv: expected rows below the header, got none; t.csv:2: expected 2 cells")
        .hasMessageEndingWith("; and 11 more");
  }

  @Test
  void whatSteersATerminalIsNotRepeated() {
    assertThatThrownBy(() -> read("a\u001b[31m,a\u001b[31m,y\n1,2,no\n"))
        .message()
        .doesNotContain("\u001b");
  }

  private TrialSpec spec(Map<String, ?> task, long seed) {
    Map<String, Object> all =
        new HashMap<>(Map.of("name", "table", "file", "t.csv", "target", "y"));
    all.putAll(task);
    return TaskCatalog.load().complete(all, Map.of(), Map.of("batch-size", 4), seed);
  }

  private Task task(String text, Map<String, ?> task, long seed) throws IOException {
    Files.writeString(folder.resolve("t.csv"), text);
    TrialSpec spec = spec(task, seed);
    return TaskCatalog.load().provider("table").create(spec, folder);
  }

  private static float[][] features(Examples examples) {
    Batch batch = examples.allocate(examples.size());
    int[] order = IntStream.range(0, examples.size()).toArray();
    examples.read(order, 0, batch, RandomStream.of(0, "none", 0));
    return batch.features()[0].toFloatMatrix();
  }

  @Test
  void rowsAreSplitByTheSeedAndStandardisedByThoseThatTrain() throws IOException {
    String text =
        "a,y\n"
            + IntStream.range(0, 50)
                .mapToObj(i -> "%d,%s".formatted(i, i % 2 == 0 ? "no" : "yes"))
                .collect(Collectors.joining("\r\n"));
    Task task = task("\uFEFF" + text, Map.of("validation-share", 0.1), 1);

    assertThat(task.train().size()).isEqualTo(35);
    assertThat(task.validation().size()).isEqualTo(5);
    assertThat(task.test().size()).isEqualTo(10);
    float[][] training = features(task.train());
    double mean = Arrays.stream(training).mapToDouble(row -> row[0]).average().orElseThrow();
    double squares =
        Arrays.stream(training).mapToDouble(row -> row[0] * row[0]).average().orElseThrow();
    assertThat(mean).isBetween(-1e-6, 1e-6);
    assertThat(squares).isBetween(1 - 1e-5, 1 + 1e-5);
    assertThat(features(task(text, Map.of("validation-share", 0.1), 1).train()))
        .isDeepEqualTo(training);
    assertThat(Arrays.deepEquals(features(task(text, Map.of(), 2).train()), training)).isFalse();
    assertThat(DataChecksums.in(task.environment()).sha256()).containsOnlyKeys("t.csv");
  }

  /** The sum of ten times 0.1 is not 1. */
  @Test
  void aColumnWithOneNumberWhereItTrainsIsNotDividedByARoundingError() {
    Table table = read("a,y\n" + "0.1,no\n".repeat(10) + "0.6,yes\n");

    TableEncoding encoding = new TableEncoding(table, IntStream.range(0, 10).toArray());

    assertThat(encoding.scales()).containsExactly(new TableEncoding.Scale(0.1, 1));
    float[] other = new float[1];
    encoding.writeInputs(10, other, 0);
    assertThat(other).containsExactly(0.5f);
  }

  @Test
  void aWordThatNoTrainingRowHasGetsNoInput() {
    Table table = read("a,b,y\nred,1,no\ngreen,2,yes\nblue,3,no\n");

    TableEncoding encoding = new TableEncoding(table, new int[] {0, 1});

    float[] known = new float[4]; // blue, green, red, b
    encoding.writeInputs(1, known, 0);
    assertThat(known).containsExactly(0, 1, 0, 1);
    float[] unknown = new float[4];
    encoding.writeInputs(2, unknown, 0);
    assertThat(unknown).containsExactly(0, 0, 0, 3);
    assertThat(new EncodingJson(table, encoding).text())
        .contains("\"words\":[\"blue\",\"green\",\"red\"],\"untrained\":[\"blue\"]");
  }

  @Test
  void aTableThatIsTooSmallToSplitIsRefused() {
    assertThatThrownBy(() -> task("a,y\n1,no\n2,yes\n", Map.of(), 1))
        .hasMessage("Cannot split the 2 rows of t.csv: 2 would train, 0 validate and 0 test");
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Files.write(folder.resolve("t.csv"), "a,y\n1,größer\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> TaskCatalog.load().provider("table").create(spec(Map.of(), 1), folder))
        .hasMessageStartingWith("Cannot read t.csv: expected UTF-8, got 0xF6 as byte 5 of line 2");
  }

  @Test
  void settingsThatCannotStandTogetherAreConflicts() {
    TaskCatalog catalog = TaskCatalog.load();

    assertThat(catalog.conflicts(spec(Map.of("validation-share", 0.5, "test-share", 0.5), 1)))
        .extracting(conflict -> conflict.key() + ": " + conflict.message())
        .containsExactly(
            "test-share: shares of 0.5 for validation and 0.5 for the test leave no rows to train on");
    TrialSpec bad =
        catalog.complete(
            Map.of("name", "table", "file", "t.csv", "target", "y", "validation-share", 0.0),
            Map.of(),
            Map.of("epochs", 3, "steps", 5),
            1);
    assertThat(catalog.conflicts(bad))
        .extracting(conflict -> conflict.key())
        .containsExactly("steps", "keep-best");
  }

  @Test
  void aCellOfAMillionDigitsIsSoonSeenToBeNoNumber() {
    String cell = "1".repeat(1_000_000) + "x";

    Table table =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> read("a,y\n" + cell + ",no\n" + "x,yes\n"));

    assertThat(((Column.Categorical) table.inputs().get(0)).words()).containsExactly(cell, "x");
  }
}
