package org.kvsweep.task.vision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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

class VisionTasksTest {
  private final VisionTasks tasks = new VisionTasks();
  @TempDir private Path data;

  private static TrialSpec spec(String name, Map<String, ?> task, Map<String, ?> training) {
    Map<String, Object> own = new HashMap<>(task);
    own.put("name", name);
    Map<String, ?> model = Map.of("width", 32, "depth", 1, "heads", 2);
    return TaskCatalog.load().complete(own, model, training, 3);
  }

  @Test
  void defaultsAreThePapersAndCountItsParameters() {
    TrialSpec mnist = TaskCatalog.load().complete(Map.of("name", "mnist"), Map.of(), Map.of(), 0);

    assertThat(tasks.conflicts(mnist)).isEmpty();
    assertThat(mnist.training().integer("batch-size")).isEqualTo(200);
    assertThat(mnist.training().number("weight-decay")).isEqualTo(0.01);
    assertThat(tasks.cost(mnist).steps()).isEqualTo(20 * 300);
    int width = 256;
    long block = 2L * 2 * width + 3L * width * width + 3L * (width * width + width);
    long embedding = 49L * width + width + width + 17L * width;
    long head = (long) width * width + width + 10L * width + 10;
    assertThat(tasks.cost(mnist).parameters()).isEqualTo(embedding + 4 * block + head);

    TrialSpec cifar =
        TaskCatalog.load().complete(Map.of("name", "cifar-10"), Map.of(), Map.of(), 0);
    assertThat(cifar.task().integer("validation")).isEqualTo(5_000);
    assertThat(cifar.training().word("keep-best")).isEqualTo("accuracy");
    assertThat(tasks.cost(cifar).steps()).isEqualTo(40 * (45_000 / 128));
  }

  @Test
  void whatCannotStandTogetherIsSaidAtOnce() {
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", "mnist", "limit-train", 55_000, "validation", 6_000),
                Map.of("width", 64, "heads", 3, "patch", 5),
                Map.of("batch-size", 60_000),
                0);

    assertThat(tasks.conflicts(spec))
        .extracting(Conflict::message)
        .containsExactly(
            "width 64 is not divisible by 3 heads",
            "images of 28 pixels can't be cut into patches of 5",
            "55000 training images are more than the 54000 that are not kept for validation",
            "a batch of 60000 is more than the 55000 training examples");
    TrialSpec best = spec("mnist", Map.of(), Map.of("keep-best", "accuracy"));
    assertThat(TaskCatalog.load().conflicts(best))
        .extracting(Conflict::message)
        .containsExactly(
            "the best evaluation can't be kept without validation data; none keeps the last");
    assertThat(TaskCatalog.load().forReading().conflicts(best)).isEmpty();
  }

  @Test
  void imagesAreNormalisedAndKeepTheirLabels() throws IOException {
    TinyImages.writeIdx(data.resolve("mnist"), 40, 10);
    byte[] file = Files.readAllBytes(data.resolve("mnist/train-images-idx3-ubyte"));

    Task task = tasks.create(spec("mnist", Map.of(), Map.of()), data);

    Batch batch = task.train().allocate(3);
    task.train().read(new int[] {39, 0, 7}, 0, batch, RandomStream.of(0, "unused", 0));
    assertThat(batch.features()[0].shape()).containsExactly(3, 1, 28, 28);
    double expected = ((file[16 + 39 * 784 + 30] & 0xFF) / 255.0 - 0.1307) / 0.3081;
    assertThat(batch.features()[0].getDouble(0, 0, 1, 2)).isCloseTo(expected, within(1e-6));
    double pixel = batch.features()[0].getDouble(1, 0, 27, 27) * 0.3081 + 0.1307;
    assertThat((int) (pixel * 255 + 0.5) / 25).isEqualTo(batch.labels().getInt(1, 0));
    assertThat(task.validation().size()).isZero();
    assertThat(task.environment())
        .containsEntry("train-images", "40 of 60000")
        .containsEntry("test-images", "10 of 10000");
  }

  @Test
  void partsAreDrawnBySeedAndDoNotOverlap() {
    SplitRequest request = new SplitRequest(20, 50, 5);
    DataSplit split = DataSplit.draw(request, "mnist", 100, 10, 1);

    assertThat(split.train()).hasSize(50).doesNotContain(split.validation()).isSorted();
    assertThat(split.validation()).hasSize(20).isSorted();
    assertThat(split.test()).hasSize(5);
    assertThat(DataSplit.draw(request, "mnist", 100, 10, 1).train()).isEqualTo(split.train());
    assertThat(DataSplit.draw(request, "mnist", 100, 10, 2).train()).isNotEqualTo(split.train());
    // A smaller limit is a part of a larger one, so that curves over it compare like with like.
    assertThat(split.train())
        .contains(DataSplit.draw(new SplitRequest(20, 10, 5), "mnist", 100, 10, 1).train());
    assertThatThrownBy(() -> DataSplit.draw(request, "mnist", 60, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot split the examples of mnist: expected at least 50 to train on, 20 to validate and"
                + " 5 to test, got 60 and 10");
  }

  @Test
  void aCifarFolderWithOneOfFiveFilesIsUsedAndSaidToBeOne() throws IOException {
    writeOneOfFiveFiles(200, 30);

    Task task = tasks.create(spec("cifar-10", Map.of("validation", 20), Map.of()), data);

    assertThat(task.train().size()).isEqualTo(180);
    assertThat(task.validation().size()).isEqualTo(20);
    assertThat(task.environment())
        .containsEntry("train-images", "200 of 50000")
        .containsEntry(
            "missing-files",
            "data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin");
    // What a trial asks for it gets or fails: equal specs stay equal trials.
    assertThatThrownBy(() -> tasks.create(spec("cifar-10", Map.of(), Map.of()), data))
        .hasMessage(
            "Cannot split the examples of cifar-10: expected at least 1 to train on, 5000 to validate and"
                + " 30 to test, got 200 and 30");
  }

  private void writeOneOfFiveFiles(int train, int test) throws IOException {
    Path folder = data.resolve("cifar-10");
    TinyImages.writeCifar(folder.resolve("data_batch_1.bin.gz"), train, 1, 10);
    TinyImages.writeCifar(folder.resolve("test_batch.bin.gz"), test, 1, 10);
  }

  @Test
  void missingFilesAreWarnedOfOnceHoweverManyTrialsReadTheFolder() throws IOException {
    writeOneOfFiveFiles(201, 31);
    TrialSpec spec = spec("cifar-10", Map.of("validation", 20), Map.of());
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      tasks.create(spec, data);
      tasks.create(spec, data);
    } finally {
      System.setErr(before);
    }

    assertThat(said.toString(UTF_8))
        .containsOnlyOnce(
            "Not all of cifar-10 is there: missing files data_batch_2.bin, data_batch_3.bin,"
                + " data_batch_4.bin, data_batch_5.bin; test images 31 of 10000; train images 201"
                + " of 50000");
  }

  @Test
  void aStandInServesForAMissingFileAndItsNumberIsChecked() throws IOException {
    Path folder = data.resolve("cifar-100");
    TinyImages.writeCifar(folder.resolve("train-first-60.bin.gz"), 60, 2, 100);
    TinyImages.writeCifar(folder.resolve("test-first-20.bin.gz"), 20, 2, 100);

    TrialSpec spec = spec("cifar-100", Map.of("validation", 6), Map.of());
    Task task = tasks.create(spec, data);

    assertThat(task.train().size()).isEqualTo(54);
    assertThat(task.environment()).containsEntry("missing-files", "train.bin, test.bin");
    Files.move(folder.resolve("test-first-20.bin.gz"), folder.resolve("test-first-25.bin.gz"));
    assertThatThrownBy(() -> tasks.create(spec, data))
        .hasMessageContaining(
            "test-first-25.bin.gz: expected as many images as its name says, got 20")
        .hasMessageContaining("kvsweep data fetch cifar-100");
  }

  @Test
  void theSameStreamGivesTheSameVariationsAndOthersDiffer() throws IOException {
    Path folder = data.resolve("cifar-10");
    TinyImages.writeCifar(folder.resolve("data_batch_1.bin.gz"), 100, 1, 10);
    TinyImages.writeCifar(folder.resolve("test_batch.bin.gz"), 10, 1, 10);
    Examples train =
        tasks.create(spec("cifar-10", Map.of("validation", 10), Map.of()), data).train();
    Examples plain =
        tasks
            .create(spec("cifar-10", Map.of("validation", 10, "augment", false), Map.of()), data)
            .train();
    int[] order = IntStream.range(0, 8).toArray();

    float[] first = pixels(train, order, 5);
    assertThat(pixels(train, order, 5)).isEqualTo(first);
    assertThat(pixels(train, order, 6)).isNotEqualTo(first);
    assertThat(pixels(plain, order, 5)).isEqualTo(pixels(plain, order, 6)).isNotEqualTo(first);
  }

  private static float[] pixels(Examples examples, int[] order, long seed) {
    Batch batch = examples.allocate(order.length);
    examples.read(order, 0, batch, RandomStream.of(seed, "augmentation", 1));
    return batch.features()[0].ravel().toFloatVector();
  }

  @Test
  void missingTruncatedAndTamperedFilesNameThemselvesAndTheRemedy() throws IOException {
    TrialSpec spec = spec("fashion-mnist", Map.of(), Map.of());
    Path folder = data.resolve("fashion-mnist");
    assertThatThrownBy(() -> tasks.create(spec, data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot find %s, neither plain nor gzipped. This gets it: kvsweep data fetch"
                    .formatted(folder.resolve("train-images-idx3-ubyte"))
                + " fashion-mnist --data "
                + data);
    TinyImages.writeIdx(folder, 4, 2);
    Path images = folder.resolve("train-images-idx3-ubyte");
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> tasks.create(spec, data))
        .hasMessage(
            "Cannot read %s: expected 784 bytes of image 3, got 783 before the end. This gets it"
                    .formatted(images)
                + " anew: kvsweep data fetch fashion-mnist --data "
                + data);
    Files.delete(images);
    TinyImages.gzip(folder.resolve("train-images-idx3-ubyte.gz"), whole);
    Path packed = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] gzip = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(gzip, gzip.length / 2));
    assertThatThrownBy(() -> tasks.create(spec, data))
        .hasMessageContaining(packed.toString())
        .hasMessageContaining("kvsweep data fetch fashion-mnist");
  }

  @Test
  void aTrialLearnsAndTheSameTrialGivesTheSameNumbers() throws IOException {
    TinyImages.writeIdx(data.resolve("mnist"), 400, 100);
    TrialSpec spec =
        spec(
            "mnist",
            Map.of("validation", 50, "limit-test", 60),
            Map.of("epochs", 4, "batch-size", 10, "learning-rate", 2e-3, "keep-best", "accuracy"));
    assertThat(tasks.conflicts(spec)).isEmpty();

    TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(data));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.9);
    assertThat(outcome.run().environment()).containsEntry("train-images", "400 of 60000");
    assertThat(outcome.run().parameters()).isEqualTo(tasks.cost(spec).parameters());
    assertThat(new Dl4jEngine().run(spec, TrialContext.alone(data)).run().last())
        .isEqualTo(outcome.run().last());
  }

  @Test
  void aTrialWithoutItsFilesIsABadConfiguration() {
    TrialOutcome outcome =
        new Dl4jEngine().run(spec("mnist", Map.of(), Map.of()), TrialContext.alone(data));

    assertThat(outcome).isInstanceOf(TrialOutcome.Failed.class);
    assertThat(((TrialOutcome.Failed) outcome).kind().label()).isEqualTo("bad-configuration");
  }

  @Test
  void theFilesThatAreReadAreKnownBefore() throws IOException {
    assertThatThrownBy(() -> tasks.dataFiles(spec("mnist", Map.of(), Map.of()), data))
        .hasMessageContaining("Cannot find " + data.resolve("mnist/train-images-idx3-ubyte"))
        .hasMessageContaining("kvsweep data fetch mnist");
    TinyImages.writeIdx(data.resolve("mnist"), 20, 10);
    TinyImages.writeCifar(data.resolve("cifar-100/train-first-30.bin.gz"), 30, 2, 100);

    assertThat(tasks.dataFiles(spec("mnist", Map.of(), Map.of()), data))
        .containsExactly(
            "mnist/train-images-idx3-ubyte",
            "mnist/train-labels-idx1-ubyte.gz",
            "mnist/t10k-images-idx3-ubyte",
            "mnist/t10k-labels-idx1-ubyte.gz");
    assertThatThrownBy(() -> tasks.dataFiles(spec("cifar-100", Map.of(), Map.of()), data))
        .hasMessageContaining("test.bin");
    TinyImages.writeCifar(data.resolve("cifar-100/test.bin.gz"), 10, 2, 100);
    assertThat(tasks.dataFiles(spec("cifar-100", Map.of(), Map.of()), data))
        .containsExactly("cifar-100/train-first-30.bin.gz", "cifar-100/test.bin.gz");
  }
}
