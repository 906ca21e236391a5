package org.kvsweep.task.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.random.RandomStream;
import org.kvsweep.settings.Conflict;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class AnomalyTasksTest {
  private final AnomalyTasks tasks = new AnomalyTasks();
  @TempDir private Path data;

  private static TrialSpec spec(Map<String, ?> task) {
    Map<String, Object> own = new HashMap<>(task);
    own.put("name", "anomaly");
    return TaskCatalog.load()
        .complete(
            own,
            Map.of("width", 16, "depth", 1, "heads", 2, "dropout", 0.0),
            Map.of("epochs", 12, "batch-size", 16, "learning-rate", 2e-3),
            4);
  }

  /** Vectors whose numbers are those of their class, and a number of their own. */
  private static byte[] featureFile(int count, int classes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      FeatureFile.begin(out, count, 5);
      for (int i = 0; i < count; i++) {
        int label = i % classes;
        FeatureFile.write(
            out, label, new float[] {label, label % 2, label % 3, 1 - label % 2, 0.01f * i});
      }
    }
    return bytes.toByteArray();
  }

  private void writeFeatures() throws IOException {
    Path folder = Files.createDirectories(data.resolve("anomaly"));
    Files.write(folder.resolve("toy-train.features"), featureFile(400, 4));
    TinyImages.gzip(folder.resolve("toy-test.features.gz"), featureFile(100, 4));
  }

  @Test
  void everySetHasOneOddOneAnywhereAndTheRestAreDistinctAndOfOneClass() throws IOException {
    Features features = FeatureFile.read(new ByteArrayInputStream(featureFile(90, 3)));
    SetExamples sets =
        new SetExamples(
            features, IntStream.range(0, 90).toArray(), 5, OptionalLong.empty(), "a test");
    Batch batch = sets.allocate(90);

    sets.read(IntStream.range(0, 90).toArray(), 0, batch, RandomStream.of(1, "sets", 0));

    Set<Integer> places = new HashSet<>();
    for (int set = 0; set < 90; set++) {
      int odd = batch.labels().getInt(set, 0);
      places.add(odd);
      assertThat(batch.features()[0].getDouble(set, odd, 4)).isEqualTo((double) (0.01f * set));
      Set<Double> classes = new HashSet<>();
      Set<Double> own = new HashSet<>();
      for (int member = 0; member < 5; member++) {
        own.add(batch.features()[0].getDouble(set, member, 4));
        if (member != odd) {
          classes.add(batch.features()[0].getDouble(set, member, 0));
        }
      }
      assertThat(own).hasSize(5);
      assertThat(classes).hasSize(1).doesNotContain(batch.features()[0].getDouble(set, odd, 0));
    }
    assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void testSetsStayTheSameAndTrainingSetsChange() throws IOException {
    writeFeatures();
    Task task =
        tasks.create(spec(Map.of("features", "toy", "feature-width", 5, "validation", 50)), data);

    assertThat(sets(task.test(), 1)).isEqualTo(sets(task.test(), 2));
    assertThat(sets(task.validation(), 1)).isEqualTo(sets(task.validation(), 2));
    assertThat(sets(task.train(), 1)).isEqualTo(sets(task.train(), 1));
    assertThat(sets(task.train(), 1)).isNotEqualTo(sets(task.train(), 2));
    assertThat(task.train().size()).isEqualTo(350);
    assertThat(task.environment()).containsEntry("train-images", "400");
  }

  private static float[] sets(Examples examples, long seed) {
    Batch batch = examples.allocate(8);
    examples.read(
        IntStream.range(0, 8).toArray(), 0, batch, RandomStream.of(seed, "augmentation", 0));
    return batch.features()[0].ravel().toFloatVector();
  }

  @Test
  void aTrialOnFeaturesLearnsToPointAtTheOddOne() throws IOException {
    writeFeatures();
    TrialSpec spec = spec(Map.of("features", "toy", "feature-width", 5, "validation", 50));
    assertThat(tasks.conflicts(spec)).isEmpty();

    TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(data));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.8);
    assertThat(outcome.run().parameters()).isEqualTo(tasks.cost(spec).parameters());
  }

  @Test
  void pixelsOfCifar100AreNormalised() throws IOException {
    Path folder = data.resolve("cifar-100");
    TinyImages.writeCifar(folder.resolve("train.bin.gz"), 200, 2, 3);
    TinyImages.writeCifar(folder.resolve("test.bin.gz"), 60, 2, 3);

    Task task = tasks.create(spec(Map.of("validation", 40, "limit-train", 100)), data);

    assertThat(task.train().size()).isEqualTo(100);
    Batch batch = task.test().allocate(2);
    task.test().read(new int[] {0, 1}, 0, batch, RandomStream.of(0, "unused", 0));
    assertThat(batch.features()[0].shape()).containsExactly(2, 10, 3072);
    assertThat(batch.features()[0].minNumber().doubleValue()).isBetween(-2.0, 0.0);
    assertThat(batch.features()[0].maxNumber().doubleValue()).isBetween(1.0, 2.6);
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    assertThat(tasks.conflicts(spec(Map.of("feature-width", 512, "features", "../x"))))
        .extracting(Conflict::message)
        .containsExactly(
            "the name of a feature file has letters, digits, dots, dashes and underscores, got"
                + " ../x");
    assertThat(tasks.conflicts(spec(Map.of("feature-width", 512))))
        .extracting(Conflict::message)
        .containsExactly("an image has 3072 numbers, not 512");
    writeFeatures();
    TrialSpec wrongWidth = spec(Map.of("features", "toy", "feature-width", 6, "validation", 50));
    assertThatThrownBy(() -> tasks.create(wrongWidth, data))
        .hasMessageContaining(
            "toy-train.features: expected vectors of 6 numbers, as feature-width says, got 5");
    TrialSpec large =
        spec(Map.of("features", "toy", "feature-width", 5, "validation", 50, "set-size", 200));
    assertThatThrownBy(() -> tasks.create(large, data))
        .hasMessage(
            "Cannot form sets of the training part of anomaly/toy: expected 2 classes or more with"
                + " 199 vectors each, got 0 such among its 350 labels");
  }

  @Test
  void aFeatureFileMayHaveMoreVectorsThanThereAreImages() throws IOException {
    Map<String, Object> split = new HashMap<>(Map.of("limit-train", 40_000, "validation", 20_000));
    assertThat(tasks.conflicts(spec(split)))
        .extracting(Conflict::message)
        .containsExactly(
            "40000 training images are more than the 30000 that are not kept for validation");

    split.putAll(Map.of("features", "toy", "feature-width", 5));

    assertThat(tasks.conflicts(spec(split))).isEmpty();
    writeFeatures();
    assertThatThrownBy(() -> tasks.create(spec(split), data))
        .hasMessage(
            "Cannot split the examples of anomaly/toy: expected at least 40000 to train on, 20000"
                + " to validate and 100 to test, got 400 and 100");
  }

  @Test
  void damagedFeatureFilesAreRefused() throws IOException {
    byte[] file = featureFile(3, 2);
    assertRefused(Arrays.copyOf(file, file.length - 1), "expected 24 bytes of vector 2, got 23");
    assertRefused(
        Arrays.copyOf(file, file.length + 1),
        "expected the end after as many vectors as the header says, 3");
    assertRefused(new byte[] {1, 2, 3}, "expected a feature file, which begins with KVFEAT1");
    byte[] huge = file.clone();
    huge[11] = 0x7F; // the highest byte of the number of vectors
    assertRefused(huge, "expected 24 bytes of vector 3, got 0");
    byte[] wide = file.clone();
    wide[15] = 0x7F;
    assertRefused(wide, "expected at least 1 vector of 1 to 65536 numbers");
    byte[] label = file.clone();
    label[19] = (byte) 0x80;
    assertRefused(label, "expected labels from 0 to 65535, got -2147483648 for vector 0");
    byte[] infinite = file.clone();
    infinite[22] = (byte) 0x80;
    infinite[23] = 0x7F;
    assertRefused(infinite, "expected finite numbers, got Infinity in vector 0");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> FeatureFile.read(new ByteArrayInputStream(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
