package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.model.SequenceEncoder;
import org.kvsweep.model.Translator;
import org.kvsweep.task.Batch;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.AttentionMaps.Look;
import org.kvsweep.trial.KeepingContext;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AttentionMapsTest {
  private static final float[] IDS = {2, 3, 4, 5, 6};

  @TempDir private Path folder;

  private Path train(TrialSpec spec, String name) {
    Path models = folder.resolve(name);
    TrialOutcome outcome =
        new Dl4jEngine().run(spec, new KeepingContext(Path.of("unused"), models));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    return models.resolve(TrialContext.MODEL_FILE);
  }

  private static TrialSpec reverse(String attention, long seed) {
    return TaskCatalog.load()
        .complete(
            Map.of("name", "reverse", "length", 8, "train", 64, "validation", 8, "test", 8),
            Map.of("attention", attention, "width", 16, "depth", 2, "heads", 2),
            Map.of("batch-size", 32),
            seed);
  }

  private static AttentionMaps read(Path model) throws IOException {
    try (InputStream in = Files.newInputStream(model)) {
      return SavedModel.attentionMaps(in).orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qkv", "kv", "kv-pos"})
  void aSavedModelCarriesItsMaps(String attention) throws IOException {
    Path model = train(reverse(attention, 3), "first");
    AttentionMaps maps = read(model);

    assertThat(maps.example()).isEqualTo("first test sequence of seed 0");
    assertThat(maps.layers()).extracting(Look::name).containsExactly("block 1", "block 2");
    assertThat(maps.allLayers()).isEqualTo(2);
    assertThat(maps.tokens()).hasSize(1);
    assertThat(maps.tokens().get(0)).hasSize(8).allMatch(token -> token.matches("\\d"));
    for (Look look : maps.layers()) {
      assertThat(look.map().heads()).hasSize(2);
      for (var head : look.map().heads()) {
        for (double[] row : head.weights()) {
          assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-4));
        }
        boolean symmetric = Arrays.deepEquals(head.scores(), transposed(head.scores()));
        assertThat(symmetric).isEqualTo(attention.equals("kv"));
      }
    }
    assertThat(SavedModel.open(model.getParent()).network().numParams()).isPositive();
    assertThat(SavedModel.open(model.getParent()).spec()).isEqualTo(reverse(attention, 3));
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] other = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        other[j][i] = matrix[i][j];
      }
    }
    return other;
  }

  @Test
  void theSameTrialHasTheSameMapsAndEverySeedTheSameExample() throws IOException {
    AttentionMaps first = read(train(reverse("kv-pos", 3), "first"));
    AttentionMaps again = read(train(reverse("kv-pos", 3), "again"));
    AttentionMaps other = read(train(reverse("kv-pos", 4), "other"));

    assertThat(AttentionMapsJson.write(again)).isEqualTo(AttentionMapsJson.write(first));
    assertThat(AttentionMapsJson.write(other)).isNotEqualTo(AttentionMapsJson.write(first));
    assertThat(other.tokens()).isEqualTo(first.tokens());
  }

  @Test
  void wordsAreNamedAndSeeNoneThatFollow() throws IOException {
    TrialSpec numbers =
        TaskCatalog.load()
            .complete(
                Map.of("name", "numbers", "length", 16),
                Map.of("attention", "kv", "width", 16, "depth", 1, "heads", 2),
                Map.of("steps", 2),
                1);

    AttentionMaps maps = read(train(numbers, "numbers"));

    assertThat(maps.tokens().get(0)).hasSize(16).contains("thousand", ".");
    assertThat(maps.layers().get(0).map().causal()).isTrue();
    double[][] weights = maps.layers().get(0).map().heads().get(1).weights();
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 16; j++) {
        assertThat(weights[i][j] > 0).isEqualTo(j <= i);
      }
    }
  }

  @Test
  void aTranslatorLooksWithinBothSentencesAndFromOneToTheOther() {
    ComputationGraph network =
        network(
            new Translator(AttentionVariant.KV, 9, 9, 8, 1, 2, 0.0)
                .network(1, DataType.FLOAT, KernelChoice.FUSED));
    INDArray[] sentences = {ids(5), ids(3)};
    List<String> source = List.of("<begin>", "ein", "hund", "rennt", "<end>");

    AttentionMaps maps =
        AttentionMaps.of(
            network,
            new ShownExample("one", new Batch(sentences, ids(3)), List.of(source)),
            () -> {});

    assertThat(maps.layers())
        .extracting(Look::name)
        .containsExactly("encoder 1", "decoder 1", "decoder 1 to source");
    assertThat(maps.tokens()).containsExactly(source, List.of("1", "2", "3"));
    Look across = maps.layers().get(2);
    assertThat(across.map().causal()).isFalse();
    assertThat(across.map().heads().get(0).weights()).hasDimensions(3, 5);
    assertThat(maps.layers().get(1).map().causal()).isTrue();
    assertThat(AttentionMapsJson.write(AttentionMapsJson.read(AttentionMapsJson.write(maps))))
        .isEqualTo(AttentionMapsJson.write(maps));
  }

  private static ComputationGraph network(ComputationGraphConfiguration configuration) {
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return network;
  }

  /** Tokens 2, 3 and so on: none of them is padding. */
  private static INDArray ids(int count) {
    return Nd4j.createFromArray(new float[][] {Arrays.copyOfRange(IDS, 0, count)});
  }

  @Test
  void largeModelsAreCutAndSaySo() {
    int length = 300;
    ComputationGraph network =
        network(
            new SequenceEncoder(AttentionVariant.KV_POS, 10, 40, 3, 20, 0)
                .network(length, 1, DataType.FLOAT, KernelChoice.FUSED));
    INDArray digits = Nd4j.zeros(DataType.FLOAT, 1, length);
    Batch batch = new Batch(new INDArray[] {digits}, digits);

    AttentionMaps maps =
        AttentionMaps.of(network, new ShownExample("one", batch, List.of()), () -> {});

    var map = maps.layers().get(2).map();
    assertThat(map.heads()).hasSize(AttentionMaps.MOST_HEADS);
    assertThat(map.allHeads()).isEqualTo(20);
    assertThat(map.allTargets()).isEqualTo(length);
    int shown = map.heads().get(0).weights().length;
    assertThat(shown).isEqualTo(104); // the root of 2^19 values in 3 x 16 maps
    assertThat(maps.tokens().get(0)).hasSize(shown).endsWith("104");
    byte[] json = AttentionMapsJson.write(maps);
    assertThat(json.length).isLessThan(12 << 20);
    assertThat(AttentionMapsJson.read(json).layers()).hasSize(3);
  }

  @Test
  void nothingButTheMapsIsRead() throws IOException {
    Path model = train(reverse("kv", 1), "model");
    int[] reads = new int[1];
    InputStream counted =
        new FilterInputStream(Files.newInputStream(model)) {
          @Override
          public int read(byte[] into, int from, int count) throws IOException {
            int got = super.read(into, from, Math.min(count, 64));
            reads[0] += Math.max(0, got);
            return got;
          }
        };

    assertThat(SavedModel.attentionMaps(counted)).isPresent();

    assertThat(reads[0]).isLessThan((int) Files.size(model) / 2);
  }

  @Test
  void modelsWithoutMapsHaveNoneAndDamagedOnesAreRefused() throws IOException {
    Path model = train(reverse("kv", 1), "model");
    byte[] bytes = Files.readAllBytes(model);
    byte[] changed = bytes.clone();
    changed[200] ^= 1;

    assertThat(SavedModel.attentionMaps(new ByteArrayInputStream(new byte[0]))).isEmpty();
    assertThat(
            SavedModel.attentionMaps(
                new ByteArrayInputStream("no zip".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
    assertThatThrownBy(() -> SavedModel.attentionMaps(new ByteArrayInputStream(bytes, 0, 400)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> SavedModel.attentionMaps(new ByteArrayInputStream(changed)))
        .isInstanceOf(ZipException.class);
  }

  @Test
  void mapsThatDoNotFitTogetherAreRefused() throws IOException {
    String json =
        new String(
            AttentionMapsJson.write(read(train(reverse("kv", 1), "model"))),
            StandardCharsets.UTF_8);

    refused(json.replaceFirst("\"format\":1", "\"format\":2"), "format");
    refused(json.replaceFirst("\"targets\":0", "\"targets\":1"), "targets");
    refused(json.replaceFirst("\"sources\":0", "\"sources\":-1"), "sources");
    refused(json.replaceFirst("\\[\"\\d\",", "["), "scores");
    refused(json.replaceFirst("\"weights\":\\[\\[[^,]*,", "\"weights\":[[\"1\","), "weights");
    refused(json.replaceFirst("\"weights\":\\[\\[[^,]*,", "\"weights\":[[1e999,"), "weights");
    refused(json.replaceFirst("\"added\":\\[]", "\"added\":[1,2]"), "added");
    refused(json.replaceFirst("\"block 1\"", "\"" + "x".repeat(300) + "\""), "name");
    refused(json.substring(0, 500), "JSON");
  }

  private static void refused(String json, String part) {
    assertThatThrownBy(() -> AttentionMapsJson.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot read")
        .hasMessageContaining(part);
  }
}
