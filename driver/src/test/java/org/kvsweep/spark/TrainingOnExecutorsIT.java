package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.spark.executor.DataShipment;
import org.kvsweep.sweep.DataPlaces;
import org.kvsweep.sweep.DataSearch;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** Real training on executors that are processes of their own. */
class TrainingOnExecutorsIT {
  private static final SweepSpec IMAGES =
      parse(
          """
          name: images
          task: {name: mnist}
          model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
          training: {epochs: 1, batch-size: 50}
          seeds: 2
          """);

  @TempDir private Path folder;
  private static SparkCluster cluster;
  private static SweepRunner runner;

  private final InMemoryResultsStore results = new InMemoryResultsStore();

  @BeforeAll
  static void startSpark() throws IOException {
    Map<String, String> settings =
        Map.of("spark.master", "local-cluster[2,1,2048]", DataShipment.LIMIT, "1m");
    cluster = SparkCluster.open(LocalCluster.ofTwo("training", settings));
    runner = new SweepRunner(cluster, Clock.systemUTC());
  }

  @AfterAll
  static void stopSpark() {
    cluster.close();
  }

  private static SweepSpec parse(String text) {
    return SweepFile.parse(text, "executors.yaml", TaskCatalog.load());
  }

  private void run(SweepSpec sweep, Path data) throws Exception {
    runner.run(
        sweep,
        results,
        new SweepListener() {},
        new RunOptions(
            data.toString(), found(sweep, data), SchedulePolicy.STANDARD, SeedRule.NEVER));
    assertThat(results.ended()).hasSameSizeAs(sweep.trials());
  }

  private static SweepData found(SweepSpec sweep, Path data) {
    return new DataSearch(TaskCatalog.load(), new DataPlaces(data, data), note -> {}).read(sweep);
  }

  private void assertThatNumbersAreThoseOfTrainingHere(SweepSpec sweep, Path data) {
    for (PlannedTrial trial : sweep.trials()) {
      TrialOutcome there = results.ended().get(trial.id()).outcome();
      TrialOutcome here = new Dl4jEngine().run(trial.spec(), TrialContext.alone(data));
      assertThat(there).isInstanceOf(TrialOutcome.Completed.class);
      assertThat(there.run().last()).isEqualTo(here.run().last());
    }
  }

  @Test
  void aTrialThatHasAnExecutorToItselfTakesOneSlotWhereExecutorsHaveOneCore() throws Exception {
    while (cluster.executors() < 2) {
      Thread.sleep(50);
    }

    assertThat(cluster.slots()).isEqualTo(2);
    assertThat(cluster.slotsOfOneExecutor(2)).isOne();
  }

  @Test
  void givesTheSameNumbersToTheLastBitAsTrainingHereAndTheModels() throws Exception {
    SweepSpec sweep =
        parse(
            """
            name: executors
            task: {name: copy, length: 8, train: 640, validation: 50, test: 50}
            model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
            training: {epochs: 1, batch-size: 32}
            keep: all
            """);

    run(sweep, Path.of("unused"));

    assertThatNumbersAreThoseOfTrainingHere(sweep, Path.of("unused"));
    for (PlannedTrial trial : sweep.trials()) {
      TrialRun there = results.ended().get(trial.id()).outcome().run();
      byte[] model = results.models().get(trial.id()).zip();
      assertThat(there.environment()).containsEntry(SavedModel.BYTES, String.valueOf(model.length));
      Files.write(folder.resolve("model.zip"), model);
      assertThat(SavedModel.open(folder).spec()).isEqualTo(trial.spec());
      assertThat(SavedModel.open(folder).network().numParams()).isEqualTo(there.parameters());
    }
  }

  @Test
  void oneTrialIsTrainedByBothExecutorsAndGivesTheSameNumbersAgain() throws Exception {
    SweepSpec sweep =
        parse(
            """
            name: distributed
            task: {name: copy, length: 8, train: 1280, validation: 50, test: 50}
            model: {attention: kv, width: 16, depth: 1, heads: 2}
            training: {epochs: 2, batch-size: 32, average-every: 3}
            distribute: [none, data]
            seeds: 2
            """);
    run(sweep, Path.of("unused"));
    Map<TrialId, TrialRecord> once = results.ended();
    InMemoryResultsStore again = new InMemoryResultsStore();
    runner.run(
        sweep, again, new SweepListener() {}, new RunOptions("unused", SchedulePolicy.STANDARD));

    for (PlannedTrial trial : sweep.trials()) {
      TrialRecord record = once.get(trial.id());
      TrialRun run = record.outcome().run();
      assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class);
      assertThat(run.steps()).isEqualTo(trial.workers() == 2 ? 40 : 80);
      assertThat(run.metrics()).hasSize(2);
      assertThat(again.ended().get(trial.id()).outcome().run().last()).isEqualTo(run.last());
      if (trial.workers() == 2) {
        assertThat(record.place()).matches("executor (0 .*, executor 1|1 .*, executor 0) .*");
      } else {
        TrialOutcome here = new Dl4jEngine().run(trial.spec(), TrialContext.alone(folder));
        assertThat(run.last()).isEqualTo(here.run().last());
      }
    }
  }

  /** A relative folder is in the working folder of the driver, and executors have their own. */
  @Test
  void filesThatExecutorsLackAreSentOnceToEach() throws Exception {
    Path data = Path.of("target", "shipped-data");
    writeImages(data.resolve("mnist"), 400, 100);
    Set<Path> before = copies();

    run(IMAGES, data);

    assertThatNumbersAreThoseOfTrainingHere(IMAGES, data);
    Set<Path> made = copies();
    made.removeAll(before);
    assertThat(made).hasSizeBetween(1, 2);
    for (Path copy : made) {
      for (String name : found(IMAGES, data).tasks().iterator().next().files()) {
        assertThat(copy.resolve(name)).hasSameBinaryContentAs(data.resolve(name));
      }
    }
  }

  @Test
  void aFileThatIsNamedOutsideOfTheDataFolderIsSentToo() throws Exception {
    Path data = Files.createDirectories(Path.of("target", "shipped-data"));
    Path texts = Files.createDirectories(Path.of("target", "shipped-texts"));
    Files.writeString(texts.resolve("text.txt"), "to be or not to be. ".repeat(40));
    SweepSpec sweep =
        parse(
            """
            name: text
            task: {name: characters, file: ../shipped-texts/text.txt, context: 8}
            model: {attention: kv, width: 16, depth: 1, heads: 2}
            training: {steps: 3, batch-size: 8}
            """);

    run(sweep, data);

    assertThatNumbersAreThoseOfTrainingHere(sweep, data);
  }

  @Test
  void filesThatExecutorsSeeAreReadWhereTheyLieHoweverLargeTheyAre(@TempDir Path shared)
      throws Exception {
    writeImages(shared.resolve("mnist"), 2000, 100);
    Set<Path> before = copies();

    run(IMAGES, shared);

    assertThat(results.ended().values())
        .allMatch(record -> record.outcome() instanceof TrialOutcome.Completed);
    assertThat(copies()).isEqualTo(before);
  }

  @Test
  void filesBeyondTheLimitAreNotSentAndTheErrorSaysWhatToDo() throws Exception {
    Path data = Path.of("target", "too-much-data");
    writeImages(data.resolve("mnist"), 2000, 100);

    run(IMAGES, data);

    assertThat(results.ended().values())
        .allSatisfy(
            record ->
                assertThat(record.outcome())
                    .isInstanceOfSatisfying(
                        TrialOutcome.Failed.class,
                        failed ->
                            assertThat(failed.message())
                                .matches(
                                    "(?s).*Cannot find the data: /.*/too-much-data/mnist/t10k-images"
                                        + ".* is not there, and the driver does not send its files,"
                                        + " because 1 MB are more than"
                                        + " spark.kvsweep.data.broadcastLimit allows, 1 MB\\..*"
                                        + "--conf spark.kvsweep.data.broadcastLimit=2g.*")));
  }

  /** The copies below the local folders of Spark, which go with the application. */
  private static Set<Path> copies() throws IOException {
    SparkEnv driver = SparkEnv.get(); // whose process is the worker too, and makes these folders
    try (Stream<Path> all = Files.walk(Path.of(Utils.getLocalDir(driver.conf())), 3)) {
      return new TreeSet<>(
          all.filter(path -> path.getFileName().toString().startsWith("kvsweep-data")).toList());
    }
  }

  private static void writeImages(Path folder, int train, int test) throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
    Files.createDirectories(folder);
    for (Map.Entry<String, Integer> part :
        List.of(Map.entry("train", train), Map.entry("t10k", test))) {
      int count = part.getValue();
      byte[] pixels = new byte[count * 784];
      new Random(count).nextBytes(pixels);
      ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
      images.putInt(0x803).putInt(count).putInt(28).putInt(28).put(pixels);
      Files.write(folder.resolve(part.getKey() + "-images-idx3-ubyte"), images.array());
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int image = 0; image < count; image++) {
        labels.put((byte) (image % 10));
      }
      Files.write(folder.resolve(part.getKey() + "-labels-idx1-ubyte"), labels.array());
    }
  }
}
