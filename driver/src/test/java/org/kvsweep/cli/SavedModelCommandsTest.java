package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.cli.Cli.Result;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialOutcome;
import picocli.CommandLine;

/** {@code generate} and {@code translate}, on models that {@code run} has trained and kept. */
class SavedModelCommandsTest {
  private static final String SWEEP =
      """
      name: writers
      task:
        name: [characters, translation-de-en, copy]
        file: text.txt
        context: 8
        dataset: .
        min-frequency: 1
        length: 4
      model: {attention: kv-pos, width: 16, depth: 1, heads: 2, dropout: 0}
      training: {steps: 120, batch-size: 2, learning-rate: 1e-2, warmup-steps: 10}
      keep: all
      """;

  @TempDir static Path folder;
  private static Path results;
  private static String writer;
  private static String translator;
  private static String copier;

  @BeforeAll
  static void trainThem() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("text.txt"), "the quick brown fox. ".repeat(200));
    for (String part : List.of("train", "val", "test")) {
      Files.writeString(data.resolve(part + ".de"), "Ein Hund rennt .\nEine Katze schläft .\n");
      Files.writeString(data.resolve(part + ".en"), "A dog runs .\nA cat sleeps .\n");
    }
    results = folder.resolve("results");
    Path sweep = folder.resolve("sweep.yaml");
    Files.writeString(sweep, SWEEP);
    Result run =
        Cli.run(
            "run",
            sweep.toString(),
            "--slots",
            "1",
            "--out",
            results.toString(),
            "--data",
            data.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("Models: 3 kept, ");
    assertThat(run.err()).contains(", model ");
    for (PlannedTrial trial : SweepFile.read(sweep, TaskCatalog.load()).trials()) {
      String id = trial.id().value();
      switch (trial.spec().taskName()) {
        case "characters" -> writer = id;
        case "copy" -> copier = id;
        default -> translator = id;
      }
    }
  }

  @Test
  void aTextIsWrittenBehindItsPrompt() {
    Result written =
        Cli.run(
            "generate",
            results + "/" + writer.substring(0, 6),
            "--prompt",
            "the qu",
            "--length",
            "10",
            "--temperature",
            "0.5",
            "--seed",
            "3");
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(written.out()).startsWith("the qu").hasSize(17);
    assertThat(written.err()).isEmpty();
  }

  @Test
  void sentencesOfTheCommandLineAreTranslated() {
    Result translated =
        Cli.run("translate", results + "/" + translator, "Ein Hund rennt.", "Eine Katze schläft.");
    assertThat(translated.code()).as(translated.err()).isZero();
    assertThat(translated.out().lines()).containsExactly("A dog runs.", "A cat sleeps.");
  }

  private static Result translate(String lines, Charset charset) {
    TranslateCommand command =
        new TranslateCommand(new ByteArrayInputStream(lines.getBytes(charset)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(results + "/" + translator);
    return new Result(code, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Eine Katze schläft.\n\nEin Hund rennt.",
        "\uFEFFEine Katze\rschläft.\r\n\r\nEin\rHund rennt.\r\r\n"
      })
  void linesOfStandardInputAreTranslated(String lines) {
    Result translated = translate(lines, StandardCharsets.UTF_8);
    assertThat(translated.code()).as(translated.err()).isZero();
    assertThat(translated.out().lines()).containsExactly("A cat sleeps.", "", "A dog runs.");
  }

  @Test
  void standardInputThatIsNotUtf8IsRefused() {
    Result latin = translate("Ein Hund rennt.\nEine Katze schläft.\n", StandardCharsets.ISO_8859_1);
    assertThat(latin.code()).isEqualTo(2);
    assertThat(latin.out()).isEmpty();
    assertThat(latin.err())
        .contains("Cannot read standard input: expected UTF-8, got 0xE4 as byte 16 of line 2");
    assertThat(translate("Ein Hund", StandardCharsets.UTF_16).err())
        .contains("Cannot read standard input: expected UTF-8, got UTF-16");
  }

  /** Takes 20 bytes, as {@code head -c 20} does. */
  private static StandardOutput closedBehind20Bytes() {
    return new StandardOutput(
        new OutputStream() {
          private int taken;

          @Override
          public void write(int value) throws IOException {
            if (taken++ >= 20) {
              throw new IOException("Broken pipe");
            }
          }
        });
  }

  @Test
  void writingEndsOnceItsOutputIsClosed() {
    StandardOutput output = closedBehind20Bytes();
    // All of it would take minutes.
    int code =
        new CommandLine(new GenerateCommand())
            .setOut(output.writer())
            .execute(results + "/" + writer, "--length", "1000000");
    assertThat(output.check(code, new PrintWriter(new StringWriter()))).isZero();
  }

  @Test
  void translatingEndsOnceItsOutputIsClosed() {
    // All of it would take minutes.
    InputStream lines =
        new ByteArrayInputStream(
            "Ein Hund rennt.\n".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    StandardOutput output = closedBehind20Bytes();
    int code =
        new CommandLine(new TranslateCommand(lines))
            .setOut(output.writer())
            .execute(results + "/" + translator);
    assertThat(output.check(code, new PrintWriter(new StringWriter()))).isZero();
  }

  @Test
  void theBeginningOfATextHasLinesAsTheModelHas() {
    Result written =
        Cli.run("generate", results + "/" + writer, "--prompt", "the\rfox", "--length", "1");
    assertThat(written.err())
        .startsWith("Cannot begin a text with characters that the model has not learned: got \n");
  }

  @Test
  void theAttentionOfATrialIsShown() {
    Result shown = Cli.run("attention", results + "/" + copier, "--head", "2", "--show", "scores");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out().lines())
        .startsWith(
            "copy kv-pos seed=0: block 1 of 1, head 2 of 2, scores before the softmax",
            "Example: first test sequence of seed 0; each row attends to the columns");
    Result translated = Cli.run("attention", results + "/" + translator, "--layer", "3");
    assertThat(translated.out())
        .startsWith("translation-de-en kv-pos seed=0: decoder 1 to source of 3, head 1 of 2");

    Result csv = Cli.run("attention", results + "/" + writer, "--csv");
    assertThat(csv.out().lines())
        .startsWith("layer,head,looks,looks-token,looked-at,looked-at-token,score,weight")
        .hasSize(1 + 2 * 8 * 8)
        .allMatch(line -> line.split(",").length == 8);
    assertThat(Cli.run("attention", results + "/" + copier, "--layer", "2").err())
        .startsWith("Cannot use --layer: expected 1 to 1, got 2");
    assertThat(Cli.run("attention", results + "/" + copier, "--head", "0").err())
        .startsWith("Cannot use --head: expected 1 to 2, got 0");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() {
    Result refused = Cli.run("generate", results + "/" + copier);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot use trial %s: expected a trial of characters or numbers, got copy"
                .formatted(copier));
    assertThat(Cli.run("translate", results + "/" + writer, "x").err())
        .contains("expected a trial of translation-de-en or translation-en-de");
  }

  @Test
  void anUnknownTrialIsRefusedAndThoseWithModelsAreNamed() {
    for (String place : List.of("/0123456789abcdef", "", "/")) {
      Result refused = Cli.run("generate", results + place);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .startsWith("Cannot find the trial: ")
          .contains("  " + writer + "  characters kv-pos seed=0, validation-loss ")
          .doesNotContain(translator, copier);
    }
    assertThat(Cli.run("translate", results.toString(), "x").err())
        .contains("  " + translator + "  translation-")
        .doesNotContain(writer, copier);
    assertThat(Cli.run("attention", results.toString()).err()).contains(writer, translator, copier);
  }

  @Test
  void whereNoModelFitsThatIsSaid() throws IOException {
    Path others = copyOfResults("others");
    Files.delete(others.resolve("models").resolve(writer + ".zip"));

    assertThat(Cli.run("generate", others.toString()).err())
        .contains("; no model of characters or numbers is kept in " + others + "\n")
        .doesNotContain(translator, copier);
  }

  /** Results of trials that ended without a model. */
  private static Path results(String name, List<TrialRecord> trials) throws IOException {
    Path place = folder.resolve(name);
    try (FolderResultsStore store =
        FolderResultsStore.open(
            place.toString(), "name: " + name, new Configuration(), Clock.systemUTC())) {
      for (TrialRecord trial : trials) {
        store.record(trial);
      }
    }
    return place;
  }

  @Test
  void aBeginningThatFitsSeveralTrialsIsRefused() throws IOException {
    // Seventeen ids have at most sixteen first digits.
    List<TrialRecord> trials =
        IntStream.range(0, 17).mapToObj(seed -> SampleTrials.completed(seed, 10)).toList();
    Path many = results("many", trials);
    Map<String, Long> first =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    trial -> trial.id().value().substring(0, 1), Collectors.counting()));
    Map.Entry<String, Long> shared =
        first.entrySet().stream().filter(one -> one.getValue() > 1).findFirst().orElseThrow();

    Result refused = Cli.run("translate", many + "/" + shared.getKey(), "x");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot find the trial: %d ids in %s begin with %s:"
                .formatted(shared.getValue(), many, shared.getKey()));
  }

  @Test
  void aTrialWithoutAModelSaysHowToKeepIt() throws IOException {
    TrialRecord trial =
        SampleTrials.record(
            SampleTrials.spec("characters", "kv", 16, 0),
            new TrialOutcome.Completed(SampleTrials.run(0.5)),
            10);
    Path none = results("none", List.of(trial));

    Result refused = Cli.run("generate", none + "/" + trial.id());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot use trial %s: its model was not kept; write keep: all".formatted(trial.id()))
        .contains("no model is kept in " + none);
  }

  @Test
  void otherBadInputIsRefused() {
    assertThat(Cli.run("generate", "nowhere/12ab").err())
        .startsWith("Cannot read results from nowhere");
    assertThat(Cli.run("generate", "12ab").err()).startsWith("Cannot find the trial: expected");
    String place = results + "/" + writer;
    assertThat(Cli.run("generate", place, "--prompt", "Ω").err())
        .startsWith("Cannot begin a text with characters that the model has not learned: got Ω");
    assertThat(Cli.run("generate", place, "--length", "0").err())
        .startsWith("Cannot use --length: expected 1 to 1000000, got 0");
    assertThat(Cli.run("generate", place, "--temperature", "-1").err())
        .startsWith("Cannot use --temperature: expected 0 or more, got -1");
    assertThat(Cli.run("generate", place, "--seed", "-1").err())
        .startsWith("Cannot use --seed: expected 0 or more, got -1");
  }

  private static Path copyOfResults(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (var files = Files.walk(results)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(results.relativize(file).toString()));
      }
    }
    return copy;
  }

  @Test
  void aDamagedModelIsReportedByName() throws IOException {
    Path copy = copyOfResults("copy");
    Files.copy(
        results.resolve("models/%s.zip".formatted(copier)),
        copy.resolve("models/%s.zip".formatted(writer)),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(Cli.run("generate", copy + "/" + writer).err())
        .startsWith("Cannot use the model of trial " + writer)
        .contains("it belongs to trial " + copier);
    Path model = copy.resolve("models/%s.zip".formatted(writer));
    byte[] good = Files.readAllBytes(results.resolve("models/%s.zip".formatted(writer)));
    Files.writeString(model, "torn");
    assertRefused(copy, model, "it is no zip file");
    Files.write(model, new byte[0]);
    assertRefused(copy, model, "it is empty");
    Files.write(model, Arrays.copyOf(good, good.length / 2));
    assertRefused(copy, model, "it is torn");
    Files.write(model, with("preprocessor.bin", new byte[] {1}, good));
    assertRefused(copy, model, "it holds preprocessor.bin, which kvsweep does not write");
    Files.write(model, with("kvsweep/attention.json", new byte[0], good));
    assertRefused(copy, model, "the checksum of kvsweep/attention.json in it does not fit");
    Files.delete(model);
    Files.createDirectory(model);
    assertRefused(copy, model, "expected a file, got a folder");
  }

  /** Every command that reads a whole model says so in one line, and as little as before. */
  private static void assertRefused(Path results, Path model, String why) {
    for (String command : List.of("generate", "translate", "attention")) {
      boolean reads = !command.equals("translate"); // which refuses the task first
      Result refused = Cli.run(command, results + "/" + writer);
      assertThat(refused.code()).isEqualTo(reads ? 1 : 2);
      if (reads) {
        assertThat(refused.err().lines())
            .singleElement()
            .asString()
            .startsWith("Cannot read the model of trial %s, %s: %s".formatted(writer, model, why));
      }
      assertThat(refused.out()).isEmpty();
    }
  }

  private static Map<String, byte[]> unzipped(byte[] model) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(model))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zipped(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** The model's file with one more entry, or another content of one. */
  private static byte[] with(String name, byte[] content, byte[] model) throws IOException {
    Map<String, byte[]> entries = unzipped(model);
    entries.put(name, content);
    return zipped(entries);
  }

  @Test
  void whatAModelSaysDoesNotSteerTheTerminal() throws IOException {
    Path copy = copyOfResults("steering");
    Path model = copy.resolve("models/%s.zip".formatted(copier));
    Map<String, byte[]> entries = unzipped(Files.readAllBytes(model));
    String maps = new String(entries.get("kvsweep/attention.json"), StandardCharsets.UTF_8);
    String steering =
        maps.replace("first test", "\\u001b[2J\\u009b1mfirst\\u202e test")
            .replace("\"block 1\"", "\"block\\u001b]0;x\\u0007 1\"")
            .replaceFirst("\\[\\[\"\\d\"", "[[\"\\\\u001b[31m\"");
    entries.put("kvsweep/attention.json", steering.getBytes(StandardCharsets.UTF_8));
    entries.remove("kvsweep/SHA256SUMS");
    Files.write(model, zipped(entries));

    Result shown = Cli.run("attention", copy + "/" + copier);
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("\uFFFD[2J\uFFFD1mfirst\uFFFD test", "block\uFFFD]0;x\uFFFD 1", "\uFFFD[31m")
        .doesNotContainPattern("[\\p{Cc}&&[^\n]]");
    assertThat(Cli.run("attention", copy + "/" + copier, "--csv").out())
        .doesNotContainPattern("[\\p{Cc}&&[^\r\n]]");
    Result refused = Cli.run("generate", copy + "/" + writer, "--prompt", "\u001b[2J");
    assertThat(refused.err()).contains("\uFFFD").doesNotContainPattern("[\\p{Cc}&&[^\n]]");
  }
}
