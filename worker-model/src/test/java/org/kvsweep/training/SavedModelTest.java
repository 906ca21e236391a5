package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.KeepingContext;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What a model file has to be like to be used, and what each other one is refused with. */
class SavedModelTest {
  /** Where the numbers begin in {@code coefficients.bin}. */
  private static final int HEAD = 113;

  @TempDir private static Path trained;
  private static ModelEntries entries;
  private static byte[] bytes;
  private static float[] weights;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    TrialOutcome outcome =
        new Dl4jEngine()
            .run(
                TaskCatalog.load()
                    .complete(
                        Map.of(
                            "name", "copy", "length", 4, "train", 32, "validation", 4, "test", 4),
                        Map.of("width", 8, "depth", 1, "heads", 1),
                        Map.of("steps", 2, "batch-size", 8),
                        1),
                new KeepingContext(Path.of("unused"), trained));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    entries = ModelEntries.of(trained);
    bytes = Files.readAllBytes(trained.resolve(TrialContext.MODEL_FILE));
    weights = SavedModel.open(trained).network().params().toFloatVector();
  }

  private static ModelEntries earlier() {
    return entries.without(SavedModel.SUMS);
  }

  private void assertRefused(ModelEntries changed, String why) {
    changed.write(folder);
    assertRefused(why);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::use)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Cannot read the model %s: ".formatted(folder.resolve(TrialContext.MODEL_FILE)))
        .hasMessageContaining(why)
        .hasMessageEndingWith("; copy it again from where it is whole, or train it again");
  }

  private ComputationGraph use() throws IOException {
    SavedModel model = SavedModel.open(folder);
    assertThat(model.attentionMaps()).isPresent();
    return model.network();
  }

  @Test
  void deeplearning4jRestoresTheModelAndSha256sumChecksIt() throws IOException {
    assertThat(entries.contents().keySet())
        .containsExactly(
            "kvsweep/attention.json",
            "kvsweep/trial.json",
            "configuration.json",
            "coefficients.bin",
            "kvsweep/SHA256SUMS");
    assertThat(entries.contents().get(SavedModel.SUMS))
        .isEqualTo(entries.summed().contents().get(SavedModel.SUMS));
    assertThat(new String(entries.contents().get(SavedModel.SUMS), StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.matches("[0-9a-f]{64} {2}\\S+"));

    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(
            trained.resolve(TrialContext.MODEL_FILE).toFile(), false);

    assertThat(restored.params().toFloatVector()).isEqualTo(weights);
    assertThat(restored.getConfiguration())
        .isEqualTo(SavedModel.open(trained).network().getConfiguration());
  }

  @Test
  void aModelIsNeverWholeOnTheHeapWhileItIsWritten() throws IOException {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MSE).nIn(1500).nOut(1500).build(),
                    "in")
                .setOutputs("out")
                .build());
    network.init();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TrialSpec spec = SavedModel.open(trained).spec();

    long before = threads.getCurrentThreadAllocatedBytes();
    long size = SavedModel.write(folder, network, spec, Map.of(), Optional.empty(), () -> {});
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(size / 2);
    assertThat(folder.toFile().list()).containsExactly(TrialContext.MODEL_FILE);
    assertThat(SavedModel.open(folder).network().params()).isEqualTo(network.params());
  }

  @Test
  void modelsOfEarlierVersionsHaveNoChecksumsAndAreUsed() throws IOException {
    earlier().write(folder);

    assertThat(use().params().toFloatVector()).isEqualTo(weights);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kvsweep/attention.json",
        "kvsweep/trial.json",
        "configuration.json",
        "coefficients.bin"
      })
  void oneFlippedBitInAnEntryIsRefused(String name) {
    byte[] content = entries.contents().get(name).clone();
    content[content.length / 2] ^= 1;

    assertRefused(entries.with(name, content), "the checksum of " + name + " in it does not fit");
  }

  @Test
  void aFileWithAnyFlippedBitIsRefusedOrGivesTheSameModel() throws IOException {
    for (int place = 0; place < bytes.length; place += 61) {
      byte[] changed = bytes.clone();
      changed[place] ^= (byte) (1 << place % 8);
      Files.write(folder.resolve(TrialContext.MODEL_FILE), changed);
      try {
        // Dates are no part of the model.
        assertThat(use().params().toFloatVector()).isEqualTo(weights);
      } catch (IOException e) {
        assertThat(e)
            .hasMessageStartingWith("Cannot read the model ")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void aFileThatWasCutAnywhereIsRefused() throws IOException {
    for (int length = 1; length < bytes.length; length += 53) {
      Files.write(folder.resolve(TrialContext.MODEL_FILE), Arrays.copyOf(bytes, length));
      assertRefused("it ");
    }
    Files.write(folder.resolve(TrialContext.MODEL_FILE), Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("it is damaged");
  }

  @Test
  void whatIsNoZipFileIsRefused() throws IOException {
    assertRefused("there is no such file");
    Path file = Files.createDirectory(folder.resolve(TrialContext.MODEL_FILE));
    assertRefused("it is not a file");
    Files.delete(file);
    Files.createFile(file);
    assertRefused("it is empty");
    Files.writeString(file, "no zip");
    assertRefused("it is no zip file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preprocessor.bin",
        "normalizer.bin",
        "updaterState.bin",
        "noParams.marker",
        "kvsweep/",
        "kvsweep/../x",
        "kvsweep/a/b",
        "../x",
        "/etc/x"
      })
  void entriesThatAreNotOursAreRefusedByName(String name) {
    assertRefused(
        earlier().with(name, new byte[3]),
        "it holds %s, which kvsweep does not write".formatted(name));
  }

  @Test
  void namesOfEntriesDoNotSteerTheTerminal() {
    assertRefused(earlier().with("\u001b[2J\u202ex", new byte[3]), "it holds \uFFFD[2J\uFFFDx, ");
  }

  @Test
  void anEntryMoreThanTheChecksumsOrTheSameTwiceIsRefused() throws IOException {
    assertRefused(entries.with("kvsweep/more", new byte[3]), "it has no checksum of kvsweep/more");

    Path file =
        earlier().with("kvsweep/aa", new byte[3]).with("kvsweep/ab", new byte[3]).write(folder);
    String twice = Files.readString(file, StandardCharsets.ISO_8859_1).replace("p/ab", "p/aa");
    Files.writeString(file, twice, StandardCharsets.ISO_8859_1);
    assertRefused("it holds kvsweep/aa twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kvsweep/trial.json", "configuration.json", "coefficients.bin"})
  void aMissingEntryIsNamed(String name) {
    assertRefused(entries.without(name), "it has no " + name);
    assertRefused(earlier().without(name), "it has no " + name);
  }

  @Test
  void bombsAreRefused() {
    assertRefused(
        earlier().with("configuration.json", new byte[17 << 20]),
        "configuration.json in it unpacks to more than 16777216 bytes");
    assertRefused(
        earlier().with("kvsweep/attention.json", new byte[25 << 20]),
        "kvsweep/attention.json in it unpacks to more than 25165824 bytes");
    assertRefused(
        earlier().with("kvsweep/x", new byte[65 << 20]),
        "kvsweep/x in it unpacks to more than 67108864 bytes");
    ModelEntries many = earlier();
    for (int i = 0; i < 100; i++) {
      many = many.with("kvsweep/" + i, new byte[0]);
    }
    assertRefused(many, "it holds more than 100 entries");
  }

  @Test
  void aSizeThatIsOnlyClaimedTakesNoMemory() {
    ModelEntries wide = earlier().text("configuration.json", json -> wider(json, "500000000"));
    assertRefused(wide, "its weights are not those of its network: expected ");
    assertRefused(wide.summed(), "its weights are not those of its network: expected ");
  }

  private static String wider(String json, String width) {
    return json.replaceFirst("\"nin\" : \\d+", "\"nin\" : " + width);
  }

  @Test
  void textsThatAreNoJsonAreRefused() {
    assertRefused(
        earlier().text("kvsweep/trial.json", json -> "{" + json),
        "kvsweep/trial.json in it is damaged");
    assertRefused(
        earlier()
            .text("kvsweep/attention.json", json -> json.replace("\"format\":1", "\"format\":2")),
        "kvsweep/attention.json in it is damaged");
    for (String text : List.of("", "{", "[".repeat(100_000), "{\"a\":1,\"a\":2}", "{} {}")) {
      assertRefused(
          earlier().text("configuration.json", json -> text),
          "configuration.json in it is no JSON");
    }
    for (String text : List.of("[]", "null", "3", "{\"vertices\":{\"x\":null}}")) {
      assertRefused(
          earlier().text("configuration.json", json -> text),
          "Deeplearning4j can make no network of its configuration.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.HashSet",
        "javax.swing.JEditorPane",
        "org.apache.xalan.xsltc.trax.TemplatesImpl",
        "org.kvsweep.training.Dl4jEngine",
        "org.kvsweep.layerx.Evil",
        "org.deeplearning4j.util.ModelSerializer",
        "org.nd4j.linalg.factory.Nd4j",
        "org.kvsweep.model.A<java.lang.Runtime>",
        "[Ljava.lang.Runtime;",
        "Runtime",
        ""
      })
  void otherClassesThanOursAndThoseOfDeeplearning4jAreRefused(String name) {
    UnaryOperator<String> change =
        json -> json.replaceFirst("org\\.kvsweep\\.model\\.[A-Za-z]+", name);
    String why =
        "configuration.json in it names a class that is neither kvsweep's nor Deeplearning4j's, got ";
    assertRefused(earlier().text("configuration.json", change), why + name);
    assertRefused(entries.text("configuration.json", change).summed(), why + name);
  }

  @Test
  void aClassInAnyOtherPlaceIsRefused() {
    for (String field : List.of("\"idropout\" : null", "\"weightNoise\" : null")) {
      String name = field.replace("null", "[\"java.lang.Runtime\"]");
      assertRefused(
          earlier().text("configuration.json", json -> json.replace(field, name)),
          "got java.lang.Runtime");
    }
  }

  @Test
  void aClassOfDeeplearning4jInTheWrongPlaceIsRefused() {
    assertRefused(
        earlier()
            .text(
                "configuration.json",
                json ->
                    json.replaceFirst(
                        "org\\.kvsweep\\.model\\.[A-Za-z]+",
                        "org.deeplearning4j.nn.conf.layers.NoSuchLayer")),
        "Deeplearning4j can make no network of its configuration.json");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefusedWithOrWithoutChecksums(float number) {
    byte[] content = entries.contents().get("coefficients.bin").clone();
    ByteBuffer.wrap(content).putFloat(HEAD + 4 * 16, number);
    ModelEntries changed = entries.with("coefficients.bin", content);
    String why = "its weights have to be finite, got %s at place 17 of %d";

    assertRefused(changed.summed(), why.formatted(number, weights.length));
    assertRefused(changed.without(SavedModel.SUMS), why.formatted(number, weights.length));
  }

  private static ModelEntries withWeights(UnaryOperator<byte[]> change) {
    byte[] content = change.apply(entries.contents().get("coefficients.bin").clone());
    return entries.with("coefficients.bin", content).summed();
  }

  private static byte[] replaced(byte[] content, String old, String text) {
    return new String(content, StandardCharsets.ISO_8859_1)
        .replace(old, text)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void weightsThatAreNotThoseOfTheNetworkAreRefused() {
    String others = "its weights are not those of its network: expected %d numbers, got ";
    others = others.formatted(weights.length);
    assertRefused(withWeights(content -> Arrays.copyOf(content, 200)), others + "fewer");
    assertRefused(
        withWeights(content -> ByteBuffer.wrap(content).putLong(HEAD - 15, Long.MAX_VALUE).array()),
        others + Long.MAX_VALUE);
    assertRefused(
        withWeights(content -> Arrays.copyOf(content, content.length + 1)),
        "its weights go on after their end");
    assertRefused(
        withWeights(content -> Arrays.copyOf(content, content.length - 1)), "its weights are torn");
    assertRefused(
        withWeights(content -> replaced(content, "\0\5FLOAT", "\0\6DOUBLE")),
        "its weights are of another type: expected FLOAT in MIXED_DATA_TYPES, got DOUBLE in");
    assertRefused(
        withWeights(content -> replaced(content, "MIXED_DATA_TYPES", "LONG_SHAPE_NO_OK")),
        "got LONG in LONG_SHAPE_NO_OK");
    assertRefused(
        withWeights(content -> ByteBuffer.wrap(content).putLong(32, 1L << 40).array()),
        "its weights are no vector");
  }
}
