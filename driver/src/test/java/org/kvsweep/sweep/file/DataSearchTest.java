package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.sweep.DataPlaces;
import org.kvsweep.sweep.DataProblem;
import org.kvsweep.sweep.DataSearch;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class DataSearchTest {
  private static final String TEXT = "to be or not to be\n".repeat(40);

  @TempDir private Path temporary;
  private Path beside;
  private Path data;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void makeFolders() throws IOException {
    temporary = temporary.toRealPath();
    beside = Files.createDirectory(temporary.resolve("sweeps"));
    data = Files.createDirectory(temporary.resolve("data"));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static SweepSpec sweep(String task) {
    String text = "name: s\ntask: %s\nmodel: {width: 8, depth: 1, heads: 1}\n".formatted(task);
    return SweepFile.parse(text, "s.yaml", TaskCatalog.load());
  }

  private static SweepSpec characters(Object file) {
    return sweep("{name: characters, file: '%s', context: 8}".formatted(file));
  }

  private SweepData read(SweepSpec sweep) {
    return new DataSearch(TaskCatalog.load(), new DataPlaces(beside, data), notes::add).read(sweep);
  }

  private static TrialSpec first(SweepSpec sweep) {
    return sweep.trials().get(0).spec();
  }

  private List<String> problems(SweepSpec sweep) {
    return read(sweep).problems().stream().map(DataProblem::message).toList();
  }

  private static SweepSpec table(String task) {
    String text = "name: s\ntask: {file: t.csv, target: y, %s}\n".formatted(task);
    return SweepFile.parse(text, "s.yaml", TaskCatalog.load());
  }

  @Test
  void theKeyOfTheFileThatIsMissingIsNamed() throws IOException {
    write(beside.resolve("t.csv"), "a,y\n1,no\n2,yes\n");

    assertThat(problems(table("name: table-network, network: n.json")))
        .singleElement()
        .asString()
        .startsWith("Cannot find n.json, which task.network names: looked for ");
  }

  @Test
  void whatALaterCellChangesThatTheNetworkHasNotIsSaidBeforeAnythingStarts() throws IOException {
    write(beside.resolve("t.csv"), "a,y\n1,no\n2,yes\n3,no\n4,yes\n5,no\n6,yes\n");
    write(
        beside.resolve("n.json"),
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(1)
                    .nOut(2)
                    .build())
            .build()
            .toJson());
    String text =
        """
        name: s
        task: {name: table-network, file: t.csv, target: y, network: n.json}
        model: {dropout: 0.1}
        training: {epochs: [1, 2], batch-size: 2}
        when: {model.dropout: {training.epochs: 2}}
        """;

    assertThat(problems(SweepFile.parse(text, "s.yaml", TaskCatalog.load())))
        .containsExactly("Cannot change the network by model.dropout: its file drops nothing");
  }

  @Test
  void eachProblemOfATableIsOneOfItsOwn() throws IOException {
    write(beside.resolve("t.csv"), "a,y\n1,no\n2\nNA,yes\n");

    assertThat(problems(table("name: table")))
        .containsExactly(
            "Cannot use the table t.csv: 2 problems",
            "  t.csv:3: expected 2 cells, as the header has, got 1",
            "  t.csv:4: expected a value of a, got NA; task.missing: fill fills it, drop leaves the"
                + " row out");
  }

  @Test
  void aBatchOfMoreRowsThanThereAreIsRefusedBeforeAnythingStarts() throws IOException {
    write(beside.resolve("t.csv"), "a,y\n" + "1,no\n2,yes\n".repeat(10));
    String text =
        """
        name: s
        task: {name: table, file: t.csv, target: y, validation-share: 0.2, test-share: 0.2}
        training: {batch-size: [4, 12, 13]}
        """;

    assertThat(problems(SweepFile.parse(text, "s.yaml", TaskCatalog.load())))
        .containsExactly("Cannot train: a batch of 13 is more than the 12 training examples");
  }

  @Test
  void theAreaUnderACurveIsRefusedWhereThereAreMoreThanTwoClasses() throws IOException {
    write(beside.resolve("t.csv"), "a,y\n1,no\n2,yes\n3,maybe\n4,no\n5,yes\n6,maybe\n");
    String task = "name: s\ntask: {name: table, file: t.csv, target: y, validation-share: 0.2}\n";
    String training = "training: {epochs: 8, batch-size: 2}\n";
    String stopping = training + "early-stopping: {method: asha, metric: validation-auc}\n";
    String why = "it is of two classes, got 3 in y of t.csv";

    SweepSpec stopped = SweepFile.parse(task + stopping, "s.yaml", TaskCatalog.load());
    assertThat(problems(stopped)).containsExactly("Cannot compare by validation-auc: " + why);

    SweepSpec plain = SweepFile.parse(task + training, "s.yaml", TaskCatalog.load());
    DataSearch search =
        new DataSearch(TaskCatalog.load(), new DataPlaces(beside, data), notes::add);
    assertThat(search.read(plain, Optional.of("test-auc")).problems())
        .extracting(DataProblem::message)
        .containsExactly("Cannot compare by test-auc: " + why);

    write(beside.resolve("t.csv"), "a,y\n1,no\n2,yes\n3,no\n4,no\n5,yes\n6,yes\n");
    assertThat(problems(stopped)).isEmpty();
  }

  @Test
  void aFileIsLookedForBesideTheSweepFileAndThenInTheDataFolder() throws IOException {
    SweepSpec sweep = characters("own/text.txt");
    write(data.resolve("own/text.txt"), TEXT);
    SweepData inData = read(sweep);
    assertThat(inData.of(first(sweep)).orElseThrow().folder()).isEqualTo(data);
    assertThat(inData.checksums(first(sweep)).sha256()).containsOnlyKeys("own/text.txt");

    write(beside.resolve("own/text.txt"), TEXT + "that is the question\n");
    SweepData besideIt = read(sweep);
    assertThat(besideIt.of(first(sweep)).orElseThrow().folder()).isEqualTo(beside);
    assertThat(besideIt.checksums(first(sweep)).agreesWith(inData.checksums(first(sweep))))
        .isFalse();
    assertThat(besideIt.problems()).isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void aMissingFileIsNamedWithEachPlaceThatWasSearched() {
    for (String bare : List.of("none.txt", "none/none.txt")) {
      assertThat(problems(characters(bare)))
          .containsExactly(
              "Cannot find %s, which task.file names: looked for %s and %s, plain and gzipped."
                      .formatted(bare, beside.resolve(bare), data.resolve(bare))
                  + " It is not a file that kvsweep can fetch");
    }
    assertThat(problems(characters("/no/such.txt")))
        .containsExactly(
            "Cannot find /no/such.txt, which task.file names: looked for /no/such.txt, plain and"
                + " gzipped. It is not a file that kvsweep can fetch");
    assertThat(read(characters("/no/such.txt")).has(DataProblem.Kind.MISSING)).isTrue();
  }

  @Test
  void aPublishedFileThatIsNotThereSaysHowToGetIt() {
    SweepData images = read(sweep("{name: mnist}"));
    assertThat(images.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(DataProblem.Kind.NOT_FETCHED);
              assertThat(problem.message())
                  .startsWith("Cannot find " + data.resolve("mnist/train-images-idx3-ubyte"))
                  .endsWith("This gets it: kvsweep data fetch mnist --data " + data);
            });
    assertThat(problems(sweep("{name: translation-de-en}")))
        .singleElement()
        .asString()
        .startsWith("Cannot find multi30k, which task.dataset names: looked for ")
        .endsWith("This gets it: kvsweep data fetch multi30k --data " + data);
  }

  @Test
  void damagedFilesAreFoundAllAtOnce() throws IOException {
    Files.write(data.resolve("latin.txt"), "größer".getBytes(StandardCharsets.ISO_8859_1));
    write(data.resolve("cut.txt.gz"), "");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(data.resolve("cut.txt.gz")))) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(data.resolve("cut.txt.gz"));
    Files.write(data.resolve("cut.txt.gz"), java.util.Arrays.copyOf(whole, whole.length - 9));
    write(data.resolve("short.txt"), "ab");

    SweepSpec sweep =
        sweep("{name: characters, file: [latin.txt, cut.txt, short.txt, none.txt], context: 8}");

    assertThat(problems(sweep))
        .hasSize(4)
        .satisfiesExactly(
            latin -> assertThat(latin).startsWith("Cannot read latin.txt: expected UTF-8, got "),
            cut -> assertThat(cut).startsWith("Cannot read " + data.resolve("cut.txt.gz")),
            tooShort -> assertThat(tooShort).contains("8"),
            none -> assertThat(none).startsWith("Cannot find none.txt"));
  }

  @Test
  void imagesFeaturesAndPairsThatAreNotWhatTheyShouldBeAreFound() throws IOException {
    write(data.resolve("mnist/train-images-idx3-ubyte"), "no images");
    write(data.resolve("mnist/train-labels-idx1-ubyte"), "no labels");
    write(data.resolve("mnist/t10k-images-idx3-ubyte"), "no images");
    write(data.resolve("mnist/t10k-labels-idx1-ubyte"), "no labels");
    assertThat(problems(sweep("{name: mnist}")))
        .singleElement()
        .asString()
        .startsWith("Cannot read " + data.resolve("mnist/train-images-idx3-ubyte"));

    write(data.resolve("anomaly/mine-train.features"), "KVFEAT1\n");
    write(data.resolve("anomaly/mine-test.features"), "KVFEAT1\n");
    assertThat(problems(sweep("{name: anomaly, features: mine, feature-width: 4}")))
        .singleElement()
        .asString()
        .startsWith("Cannot read " + data.resolve("anomaly/mine-train.features"));

    for (String part : List.of("train", "val", "test")) {
      write(beside.resolve("pairs/" + part + ".de"), "eins\nzwei\n");
      write(beside.resolve("pairs/" + part + ".en"), "one\n");
    }
    assertThat(problems(sweep("{name: translation-de-en, dataset: pairs}")))
        .singleElement()
        .asString()
        .startsWith("Cannot pair the lines of pairs/train.de and .en: there are 2 and 1");
  }

  @Test
  void eachFileOutsideIsSaidOnceBeforeItIsReadWhateverLinkLeadsThere() throws IOException {
    Path outside = write(temporary.resolve("private/diary.txt"), TEXT);
    Files.createSymbolicLink(beside.resolve("text.txt"), outside);

    assertThat(read(characters("text.txt")).problems()).isEmpty();
    assertThat(notes)
        .containsExactly(
            "Reads %s, which is outside of %s and %s, because task.file names it, as %s"
                .formatted(outside, beside, data, beside.resolve("text.txt")));

    notes.clear();
    assertThat(read(characters("../private/diary.txt")).problems()).isEmpty();
    read(characters(outside));
    assertThat(notes)
        .hasSize(2)
        .allMatch(
            note ->
                note.startsWith("Reads " + outside + ", which is outside of " + beside + " and "))
        .allMatch(note -> note.endsWith(", because task.file names it"));

    notes.clear();
    Files.writeString(outside.resolveSibling("secret.txt"), "x");
    read(characters(outside.resolveSibling("secret.txt")));
    assertThat(notes).as("also of a file that turns out to be unfit").hasSize(1);
  }

  @Test
  void filesOutsideOfTheFoldersAreNamedAsTheSweepFileNamesThem() throws IOException {
    Path outside = write(temporary.resolve("private/diary.txt"), TEXT);
    write(data.resolve("text.txt"), TEXT);
    for (String file : List.of(outside.toString(), "../private/diary.txt", "text.txt")) {
      SweepSpec sweep = characters(file);
      assertThat(read(sweep).of(first(sweep)).orElseThrow().files()).containsExactly(file);
    }
  }

  @Test
  void tasksThatMakeTheirDataNeedNone() {
    SweepData none = read(sweep("{name: [copy, reverse]}"));

    assertThat(none).isEqualTo(SweepData.NONE);
    assertThat(read(sweep("{name: numbers}"))).isEqualTo(SweepData.NONE);
  }
}
