package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleMaps;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

class AttentionSectionTest {
  private static final String[] DIGITS = {"3", "1", "4", "1", "5"};

  @TempDir private Path temporary;

  private JsonNode section(int seeds, Function<TrialSpec, TrainedModel> models) throws IOException {
    try (SampleFolder folder = SampleFolder.open(temporary.resolve("s"), "s", seeds)) {
      folder.complete(12 * seeds, models);
      return section(folder);
    }
  }

  private static JsonNode section(SampleFolder folder) throws IOException {
    ObjectNode node = TrialJson.object();
    AttentionSection.addTo(
        node,
        SweepAnalysis.of(folder.results(), TableOptions.byTask()),
        new SavedMaps(List.of(folder.folder())));
    return node;
  }

  private static TrainedModel always(TrialSpec spec) {
    return SampleMaps.of(spec, DIGITS);
  }

  private static List<String> labels(JsonNode group) {
    List<String> labels = new ArrayList<>();
    for (JsonNode trial : group.get("trials")) {
      labels.add(trial.get("side").textValue() + " " + trial.get("seed").intValue());
    }
    return labels;
  }

  @Test
  void attentionsOfOneCellAndSeedStandSideBySide() throws IOException {
    JsonNode groups = section(2, AttentionSectionTest::always).get("groups");

    assertThat(groups).hasSize(8); // 2 lengths, 2 depths, 2 seeds
    assertThat(IntStream.range(0, 4).mapToObj(i -> groups.get(i).get("row").intValue()))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    for (int i = 0; i < 8; i++) {
      String seed = i < 4 ? " 0" : " 1";
      assertThat(labels(groups.get(i))).containsExactly("qkv" + seed, "kv" + seed, "kv-pos" + seed);
    }
  }

  @Test
  void whereOnlyTheBestSeedWasKeptItIsTheOneThatIsShown() throws IOException {
    JsonNode groups =
        section(
                3,
                spec ->
                    spec.seed() == seedOf(ModelKeys.attentionOf(spec))
                        ? always(spec)
                        : TrainedModel.NONE)
            .get("groups");

    assertThat(groups).hasSize(4);
    assertThat(groups)
        .allSatisfy(
            group -> assertThat(labels(group)).containsExactly("qkv 0", "kv 1", "kv-pos 2"));
  }

  private static long seedOf(AttentionVariant attention) {
    return switch (attention) {
      case QKV -> 0;
      case KV -> 1;
      case KV_POS -> 2;
    };
  }

  @Test
  void theNumbersOnThePageAreThoseOfTheModel() throws IOException {
    JsonNode groups = section(1, AttentionSectionTest::always).get("groups");
    for (JsonNode trial : groups.get(0).get("trials")) {
      assertThat(trial.at("/tokens/0")).hasSize(5);
      JsonNode head = trial.at("/layers/0/heads/1");
      double[] weights = unpacked(head.get("weights"));
      double[] scores = unpacked(head.get("scores"));
      boolean symmetric = true;
      for (int i = 0; i < 5; i++) {
        double sum = 0;
        for (int j = 0; j < 5; j++) {
          sum += weights[5 * i + j];
          symmetric &= scores[5 * i + j] == scores[5 * j + i];
        }
        double first = Math.exp(scores[5 * i]) / Math.exp(scores[5 * i + 1]);
        assertThat(sum).isCloseTo(1, within(1e-3));
        assertThat(weights[5 * i]).isCloseTo(first * weights[5 * i + 1], within(1e-3));
      }
      String attention = trial.get("side").textValue();
      assertThat(symmetric).isEqualTo(attention.equals("kv"));
      assertThat(head.has("added")).isEqualTo(attention.equals("kv-pos"));
    }
  }

  private static double[] unpacked(JsonNode packed) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed.get("numbers").textValue()))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[bytes.capacity() / 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes.getShort() * packed.get("step").doubleValue();
    }
    return numbers;
  }

  @Test
  void aFolderWithoutMapsHasNoneToShow() throws IOException {
    assertThat(section(1, spec -> TrainedModel.NONE))
        .hasToString("{\"kept\":[],\"groups\":[],\"left\":0}");
  }

  @Test
  void modelsWithoutMapsAndDamagedOnesAreLeftOut() throws IOException {
    TrainedModel foreign = new TrainedModel("no zip".getBytes(StandardCharsets.UTF_8));
    TrainedModel hostile = SampleMaps.model("{\"format\":1,\"layers\":\"</script>\"}");

    JsonNode section =
        section(
            1,
            spec ->
                switch (ModelKeys.attentionOf(spec)) {
                  case QKV -> foreign;
                  case KV -> hostile;
                  case KV_POS -> always(spec);
                });

    assertThat(section.get("groups")).hasSize(4);
    assertThat(section.get("groups"))
        .allSatisfy(group -> assertThat(labels(group)).containsExactly("kv-pos 0"));
  }

  @Test
  void aPageHoldsSoMuchAndSaysWhatIsLeft() throws IOException {
    String[] many = IntStream.range(0, 128).mapToObj(Integer::toString).toArray(String[]::new);

    JsonNode section = section(3, spec -> SampleMaps.of(spec, many));

    assertThat(section.toString()).hasSizeLessThan(4_100_000);
    int groups = section.get("groups").size();
    assertThat(groups).isBetween(3, 11);
    assertThat(section.get("left").intValue()).isEqualTo(12 - groups);
  }

  @Test
  void aModelIsReadOnceForManyPages() throws IOException {
    try (SampleFolder folder = SampleFolder.open(temporary.resolve("s"), "s", 1)) {
      folder.complete(12, AttentionSectionTest::always);
      SweepAnalysis analysis = SweepAnalysis.of(folder.results(), TableOptions.byTask());
      SavedMaps maps = new SavedMaps(List.of(folder.folder()));
      ObjectNode first = TrialJson.object();
      AttentionSection.addTo(first, analysis, maps);
      try (Stream<Path> models = Files.list(temporary.resolve("s/models"))) {
        for (Path model : models.toList()) {
          Files.writeString(model, "gone");
        }
      }
      ObjectNode second = TrialJson.object();
      AttentionSection.addTo(second, analysis, maps);

      assertThat(second).isEqualTo(first);
      assertThat(first.get("groups").get(0).get("trials")).hasSize(3); // one for each attention
    }
  }
}
