package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** Which models a results folder keeps. */
class KeptModelsTest {
  @TempDir Path temporary;
  private final MovableClock clock = new MovableClock();
  private FolderResultsStore store;

  @BeforeEach
  void open() throws IOException {
    store = open(1);
  }

  private FolderResultsStore open(long process) throws IOException {
    return SmallSegments.open(
        new LocalFiles(temporary.resolve("sweep"), "results/sweep"),
        new LeaseHolder("here", "machine", process),
        1000,
        clock);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static TrialRecord trial(String attention, long seed, Map<String, Double> last) {
    TrialRun like = SampleTrials.run(0.5);
    TrialRun run =
        new TrialRun(
            like.parameters(),
            like.forwardFlops(),
            like.stepFlops(),
            like.steps(),
            like.medianStepSeconds(),
            like.trainingSeconds(),
            like.totalSeconds(),
            like.offHeapBytes(),
            new TreeMap<>(),
            List.of(
                new EpochMetrics(1, 10, 1, Map.of("validation-loss", 0.1 * seed)),
                new EpochMetrics(2, 20, 2, last)));
    return SampleTrials.record(
        SampleTrials.spec("reverse", attention, 16, seed), new TrialOutcome.Completed(run), 10);
  }

  private static TrialRecord withLoss(long seed, double loss) {
    return trial("kv", seed, Map.of("validation-loss", loss, "test-accuracy", loss));
  }

  private static TrainedModel model(TrialRecord trial) {
    return new TrainedModel(("model of " + trial.id()).getBytes(StandardCharsets.UTF_8));
  }

  private void record(TrialRecord trial, Keep keep) throws IOException {
    assertThat(store.record(trial, model(trial), keep)).isTrue();
  }

  private void assertKept(TrialRecord... trials) throws IOException {
    Map<Object, Object> expected = new TreeMap<>();
    for (TrialRecord trial : trials) {
      expected.put(trial.id(), (long) model(trial).zip().length);
      try (InputStream in = store.folder().model(trial.id()).orElseThrow()) {
        assertThat(in.readAllBytes()).isEqualTo(model(trial).zip());
      }
    }
    assertThat(store.folder().modelSizes()).isEqualTo(expected);
  }

  @Test
  void allAreKeptOrNone() throws IOException {
    record(withLoss(1, 0.5), Keep.ALL);
    record(withLoss(2, 0.9), Keep.ALL);
    record(withLoss(3, 0.1), Keep.NONE);

    assertKept(withLoss(1, 0.5), withLoss(2, 0.9));
    assertThat(temporary.resolve("sweep/models/%s.zip".formatted(withLoss(1, 0.5).id()))).exists();
    assertThat(store.ended()).hasSize(3);
  }

  @Test
  void modelsOfTrialsThatAreTrainedAgainCompeteWithNoOther() throws IOException {
    record(withLoss(1, 0.1), Keep.BEST);
    store.reopen(List.of(withLoss(1, 0.1)));

    record(withLoss(2, 0.9), Keep.BEST);
    record(withLoss(1, 0.95), Keep.BEST);

    assertKept(withLoss(2, 0.9));
  }

  @Test
  void aTrialWithoutAModelIsRecordedAllTheSame() throws IOException {
    assertThat(store.record(withLoss(1, 0.5), TrainedModel.NONE, Keep.ALL)).isTrue();
    assertKept();
  }

  @Test
  void theBestSeedOfACellIsKeptInWhateverOrderTheyEnd() throws IOException {
    record(withLoss(1, 0.5), Keep.BEST);
    record(withLoss(2, 0.3), Keep.BEST);
    record(withLoss(3, 0.4), Keep.BEST);
    TrialRecord other = trial("qkv", 1, Map.of("validation-loss", 0.9));
    record(other, Keep.BEST);

    assertKept(withLoss(2, 0.3), other);
  }

  @Test
  void accuracyCountsBeforeLossAndTestDataNever() throws IOException {
    TrialRecord accurate =
        trial("kv", 1, Map.of("validation-accuracy", 0.8, "validation-loss", 0.9));
    record(accurate, Keep.BEST);
    record(
        trial(
            "kv",
            2,
            Map.of("validation-accuracy", 0.7, "validation-loss", 0.1, "test-accuracy", 1.0)),
        Keep.BEST);

    assertKept(accurate);
  }

  @Test
  void withoutValidationDataTheGoalCountsBeforeTheLossOnTrainingData() throws IOException {
    TrialRecord accurate = trial("kv", 2, Map.of("train-accuracy", 0.8, "train-loss", 0.9));
    record(accurate, Keep.BEST);
    record(
        trial("kv", 1, Map.of("train-accuracy", 0.7, "train-loss", 0.1, "test-accuracy", 1.0)),
        Keep.BEST);

    assertKept(accurate);
  }

  @Test
  void theLowerErrorIsTheBetterModel() throws IOException {
    TrialRecord nearer = trial("kv", 2, Map.of("validation-rmse", 1.5, "validation-loss", 9.0));
    record(nearer, Keep.BEST);
    record(trial("kv", 1, Map.of("validation-rmse", 2.5, "validation-loss", 8.0)), Keep.BEST);

    assertKept(nearer);
  }

  @Test
  void theEvaluationThatTheModelIsFromCounts() throws IOException {
    // Both went back to step 10, where the losses were 0.2 and 0.1.
    record(trial("kv", 2, Map.of("validation-loss", 0.3, "best-step", 10.0)), Keep.BEST);
    TrialRecord better = trial("kv", 1, Map.of("validation-loss", 0.7, "best-step", 10.0));
    record(better, Keep.BEST);

    assertKept(better);
  }

  @Test
  void ofEqualsTheFirstSeedIsKeptAndNothingIsWorseThanNoNumber() throws IOException {
    record(withLoss(4, Double.NaN), Keep.BEST);
    record(withLoss(3, 0.5), Keep.BEST);
    record(withLoss(1, 0.5), Keep.BEST);
    record(withLoss(2, 0.5), Keep.BEST);

    assertKept(withLoss(1, 0.5));
  }

  @Test
  void theNextDriverComparesWithWhatIsThere() throws IOException {
    record(withLoss(1, 0.3), Keep.BEST);
    store.close();
    store = open(1);

    record(withLoss(2, 0.4), Keep.BEST);
    assertKept(withLoss(1, 0.3));
    record(withLoss(3, 0.2), Keep.BEST);
    assertKept(withLoss(3, 0.2));
  }

  @Test
  void aModelWhoseTrialWasNeverRecordedIsNotShownAndIsReplaced() throws IOException {
    TrialRecord trial = withLoss(1, 0.3);
    Path file = temporary.resolve("sweep/models/%s.zip".formatted(trial.id()));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "of a driver that died");
    store.close();
    store = open(1);
    assertThat(store.folder().modelSizes()).isEmpty();

    record(trial, Keep.BEST);

    assertKept(trial);
  }

  /** As a driver leaves it that dies before it has recorded the trial. */
  private void leaveModel(TrialRecord trial) throws IOException {
    Path file = temporary.resolve("sweep/models/%s.zip".formatted(trial.id()));
    Files.createDirectories(file.getParent());
    Files.write(file, model(trial).zip());
  }

  @Test
  void aModelWhoseTrialWasRecordedByTheNextDriverGoesIfAnotherIsBetterByThen() throws IOException {
    leaveModel(withLoss(1, 0.5));
    leaveModel(withLoss(3, 0.9));
    store.close();
    store = open(1);

    record(withLoss(2, 0.3), Keep.BEST);
    record(withLoss(1, 0.5), Keep.BEST);
    assertThat(store.record(withLoss(3, 0.9), TrainedModel.NONE, Keep.BEST)).isTrue();

    assertKept(withLoss(2, 0.3));
  }

  @Test
  void aDriverThatDiedBeforeItDeletedAModelLeavesOneInEachCellOnceTheNextBegins()
      throws IOException {
    TrialRecord elsewhere = trial("qkv", 1, Map.of("validation-loss", 0.9));
    TrialRecord alsoElsewhere = trial("qkv", 2, Map.of("validation-loss", 0.8));
    for (TrialRecord trial :
        List.of(withLoss(1, 0.5), withLoss(2, 0.3), withLoss(3, 0.4), elsewhere, alsoElsewhere)) {
      record(trial, Keep.ALL);
    }
    store.close();
    store = open(1);

    store.tidy(List.of(withLoss(9, 0).spec()), Keep.ALL);
    assertThat(store.folder().modelSizes()).hasSize(5);
    store.tidy(List.of(withLoss(9, 0).spec()), Keep.BEST);
    assertKept(withLoss(2, 0.3), elsewhere, alsoElsewhere);
    record(withLoss(4, 0.2), Keep.BEST);
    assertKept(withLoss(4, 0.2), elsewhere, alsoElsewhere);
  }

  @Test
  void aDriverThatWasTakenForDeadWritesNoModel() throws IOException {
    clock.advance(Duration.ofSeconds(61));
    try (FolderResultsStore next = open(2)) {
      assertThatExceptionOfType(LeaseLostException.class)
          .isThrownBy(() -> record(withLoss(1, 0.3), Keep.ALL));
      assertThat(next.folder().modelSizes()).isEmpty();
      assertThat(temporary.resolve("sweep/models")).doesNotExist();
    }
  }

  @Test
  void aTrialThatIsRecordedAlreadyKeepsItsModel() throws IOException {
    TrialRecord trial = withLoss(1, 0.3);
    record(trial, Keep.ALL);
    TrainedModel late = new TrainedModel(new byte[] {1});

    assertThat(store.record(trial, late, Keep.ALL)).isFalse();
    assertKept(trial);
  }

  @Test
  void aModelOnAnotherDiskIsOfThisFolderAndOneOfAnotherResultsFolderIsNot() throws IOException {
    TrialRecord trial = withLoss(1, 0.5);
    Path models = temporary.resolve("sweep/models");
    Path disk = Files.createDirectories(temporary.resolve("disk/models"));
    Files.createSymbolicLink(models, disk);
    record(trial, Keep.ALL);

    try (InputStream model = store.folder().ownModel(trial.id()).orElseThrow()) {
      assertThat(model.readAllBytes()).isEqualTo(model(trial).zip());
    }
    Files.writeString(temporary.resolve("disk/format.json"), "{\"format\":1}\n");
    assertThatExceptionOfType(ForeignFileException.class)
        .isThrownBy(() -> store.folder().ownModel(trial.id()))
        .withMessage(
            "Cannot read %s/%s.zip: it belongs to the results folder %s"
                .formatted(models, trial.id(), disk.getParent().toRealPath()));
  }

  @Test
  void theSupersededModelGoesAlsoWhereDeletingItFailsAtFirst() throws IOException {
    store.close();
    AtomicInteger failures = new AtomicInteger();
    FolderFiles files =
        new OtherFiles(new LocalFiles(temporary.resolve("sweep"), "results/sweep")) {
          @Override
          public void delete(String name) throws IOException {
            if (name.startsWith(ResultsLayout.MODELS) && failures.getAndDecrement() > 0) {
              throw new IOException("Connection reset");
            }
            super.delete(name);
          }
        };
    store = SmallSegments.open(files, new LeaseHolder("here", "machine", 2), 1000, clock);
    record(withLoss(1, 0.5), Keep.BEST);
    failures.set(1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> record(withLoss(2, 0.3), Keep.BEST))
        .withMessageEndingWith("Connection reset");
    record(withLoss(2, 0.3), Keep.BEST);

    assertKept(withLoss(2, 0.3));
  }
}
