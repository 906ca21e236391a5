package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.MovableClock;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.TrialId;

class FolderResultsStoreTest extends ResultsStoreContract {
  private static final LeaseHolder SELF = new LeaseHolder("here", "machine", 1);

  @TempDir Path temporary;
  private final MovableClock clock = new MovableClock();
  private FolderResultsStore open;

  @Override
  ResultsStore store() throws IOException {
    if (open == null) {
      open = reopen();
    }
    return open;
  }

  private Path folder() {
    return temporary.resolve("sweep");
  }

  private Path file(TrialRecord trial) {
    return folder().resolve("trials/" + trial.id() + ".json");
  }

  private Path checkpoint(TrialRecord trial) {
    return folder().resolve("checkpoints/" + ResultsLayout.checkpointFileName(trial.id(), 7));
  }

  private FolderResultsStore reopen() throws IOException {
    return FolderResultsStore.open(
        new LocalFiles(folder(), "results/sweep"),
        "name: sweep\n",
        SELF,
        Duration.ofSeconds(60),
        clock);
  }

  @AfterEach
  void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }

  @Test
  void keepsTrialsForTheNextDriver() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    open.close();

    open = reopen();

    assertThat(open.ended().values()).containsExactly(trial);
    assertThat(open.record(SampleTrials.failed(1, 20))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials", "models", "segments", "states", "checkpoints", "lease"})
  void aLinkIntoAnotherResultsFolderIsRefused(String name) throws IOException {
    store().record(SampleTrials.completed(1, 10));
    Path foreign = Files.createDirectories(folder().resolve(name));
    Path evil = Files.createDirectories(temporary.resolve("evil"));
    Files.writeString(evil.resolve("format.json"), "{\"format\":1}\n");
    Files.createSymbolicLink(evil.resolve(name), foreign);

    assertThatIOException()
        .isThrownBy(
            () -> FolderResultsStore.openToTidy(evil.toString(), new Configuration(false), clock))
        .withMessage(
            "Cannot write to %s: expected a folder of its own, got a link into the results folder %s"
                .formatted(evil.resolve(name), folder().toRealPath()));
  }

  @Test
  void aDriverNeitherHeedsNorDeletesWhatALinkedFolderAsks() throws IOException {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Path sweep = Files.writeString(elsewhere.resolve("sweep.json"), "another's");
    store();
    Files.createSymbolicLink(folder().resolve("stop"), elsewhere);

    assertThat(open.stopRequests()).isEqualTo(StopRequests.NONE);
    open.close();

    assertThat(sweep).hasContent("another's");
  }

  @Test
  void modelsMayLieOnAnotherDisk() throws IOException {
    Path disk = Files.createDirectories(temporary.resolve("disk/models"));
    store();
    Files.createSymbolicLink(folder().resolve("models"), disk);
    open.close();

    open = reopen();

    assertThat(open.record(SampleTrials.completed(1, 10))).isTrue();
  }

  @Test
  void theResultOnOldDataStaysUntilTheTrialHasEndedAnewAndIsKeptBeside() throws IOException {
    TrialRecord old = OtherData.trial(1, 10, "1");
    TrialRecord anew = OtherData.trial(1, 20, "2");
    store().record(old);
    EndedTrials readBefore = open.folder().ended();
    String fingerprint = open.folder().fingerprint();
    open.close();
    open = reopen();
    open.reopen(List.of(old));
    assertThat(open.ended().values()).containsExactly(old);

    assertThat(open.record(anew)).isTrue();

    assertThat(open.ended().values()).containsExactly(anew);
    assertThat(file(anew).resolveSibling(anew.id() + ".json.other-data"))
        .hasContent(TrialFile.write(old));
    assertThat(open.folder().endedSince(readBefore).trials().values()).containsExactly(anew);
    assertThat(open.folder().fingerprint()).isNotEqualTo(fingerprint);
    assertThat(open.record(OtherData.trial(1, 30, "3"))).as("once").isFalse();
  }

  @Test
  void tellsReadersWhichTrialsAreSetAside() throws IOException {
    Set<TrialId> setAside =
        Set.of(SampleTrials.completed(1, 10).id(), SampleTrials.failed(2, 10).id());
    ResultsFolder readers = ((FolderResultsStore) store()).folder();
    String before = readers.fingerprint();

    store().setAside(setAside);
    assertThat(readers.ended().setAside()).isEqualTo(setAside);
    assertThat(readers.fingerprint()).isNotEqualTo(before);

    Files.writeString(folder().resolve("waiting.json"), "{\"trials\":[\"../x\"]}");
    assertThat(readers.ended().setAside()).as("of a file that is none of ours").isEmpty();

    store().setAside(Set.of());
    assertThat(readers.fingerprint()).isEqualTo(before);
  }

  @Test
  void tellsReadersWhichTrialsRunAndHowFarTheyAre() throws IOException {
    ResultsFolder readers = ((FolderResultsStore) store()).folder();
    String fingerprint = readers.fingerprint();
    RunningTrial trial =
        new RunningTrial(
            SampleTrials.completed(1, 10).id(),
            2,
            "executor 1 on <b>node7</b>",
            Instant.parse("2026-01-31T12:00:00Z"),
            30,
            100,
            1,
            3,
            Optional.of(Duration.ofSeconds(70)),
            List.of(new Loss(10, 2.5), new Loss(20, 1.25)),
            List.of(new Loss(20, 1.5)));
    RunningTrials running = new RunningTrials(Optional.of(Duration.ofMinutes(9)), List.of(trial));

    store().running(running);
    assertThat(readers.running(clock.instant())).isEqualTo(running);
    assertThat(readers.fingerprint()).as("of the results").isEqualTo(fingerprint);

    for (String strange :
        List.of("{", "[]", "{\"trials\":[{\"id\":\"../x\"}]}", "{\"trials\":[7]}")) {
      Files.writeString(folder().resolve("running.json"), strange);
      assertThat(readers.running(clock.instant())).as(strange).isEqualTo(RunningTrials.NONE);
    }

    store().running(running);
    open.close();
    assertThat(readers.running(clock.instant()))
        .as("without a driver")
        .isEqualTo(RunningTrials.NONE);
  }

  @Test
  void aReopenedTrialIsReplacedOnlyIfNobodyElseHasDoneSo() throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    store().record(failed);
    store().reopen(List.of(failed));
    Files.writeString(file(failed), TrialFile.write(SampleTrials.completed(1, 15)));

    assertThat(open.record(SampleTrials.failed(1, 20))).isFalse();
    assertThat(open.ended().values()).containsExactly(SampleTrials.completed(1, 15));
  }

  @Test
  void readersSeeThatATrialHasEndedAnew() throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    store().record(failed);
    store().record(SampleTrials.completed(2, 15));
    ResultsFolder readers = open.folder();
    EndedTrials before = readers.ended();
    String fingerprint = readers.fingerprint();

    store().reopen(List.of(failed));
    store().record(SampleTrials.completed(1, 20));

    assertThat(readers.fingerprint()).isNotEqualTo(fingerprint);
    assertThat(readers.endedSince(before).trials().values())
        .containsExactly(SampleTrials.completed(2, 15), SampleTrials.completed(1, 20));
  }

  @Test
  void readersSeeATrialThatWasRemovedAndTrainedAgainBetweenTwoLooks() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    TrialRecord anew = SampleTrials.completed(1, 20);
    TrialRecord other = SampleTrials.completed(2, 15);
    store().record(trial);
    open.record(other);
    ResultsFolder readers = open.folder();
    EndedTrials before = readers.ended();
    String fingerprint = readers.fingerprint();

    open.remove(List.of(trial.id()));
    open.record(anew);
    FileTime written = Files.getLastModifiedTime(file(anew));
    Files.setLastModifiedTime(file(anew), FileTime.from(written.toInstant().plusSeconds(60)));

    EndedTrials after = readers.endedSince(before);
    assertThat(after.trials().values()).containsExactly(other, anew);
    assertThat(after.trials().get(other.id())).isSameAs(before.trials().get(other.id()));
    assertThat(readers.fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void theLastStateOfATrialGoesWithItOrWhenNobodyNeedsIt() throws IOException {
    List<Path> states = new ArrayList<>();
    List<TrialRecord> trials =
        List.of(
            SampleTrials.completed(1, 10),
            SampleTrials.completed(2, 10),
            SampleTrials.completed(3, 10));
    for (TrialRecord trial : trials) {
      store().record(trial);
      String name = ResultsLayout.checkpointFileName(trial.id(), 7);
      states.add(folder().resolve(ResultsLayout.LAST_STATES).resolve(name));
      Files.createDirectories(states.get(0).getParent());
      Files.writeString(states.get(states.size() - 1), "the state of a training");
    }

    open.remove(List.of(trials.get(0).id()));
    open.forgetLastStates(List.of(trials.get(1).id()));

    assertThat(states.get(0)).doesNotExist();
    assertThat(states.get(1)).doesNotExist();
    assertThat(states.get(2)).exists();
  }

  @Test
  void aTrialThatIsTrainedAgainKeepsItsCheckpointsAndOneThatHasEndedDoesNot() throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    TrialRecord completed = SampleTrials.completed(2, 10);
    store().record(failed);
    store().record(completed);
    open.close();
    for (TrialRecord trial : List.of(failed, completed)) {
      Path state = checkpoint(trial);
      Files.createDirectories(state.getParent());
      Files.writeString(state, "the state of an attempt");
    }

    open = reopen();

    assertThat(checkpoint(failed)).exists();
    assertThat(checkpoint(completed)).doesNotExist();
    open.reopen(List.of(failed));
    open.record(SampleTrials.completed(1, 20));
    assertThat(checkpoint(failed)).doesNotExist();
  }

  @Test
  void aCheckpointThatArrivesAfterItsTrialWasRecordedGoesWhenTheFolderIsClosed()
      throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    TrialRecord completed = SampleTrials.completed(2, 10);
    store().record(failed);
    open.record(completed);
    for (TrialRecord trial : List.of(failed, completed)) {
      Path state = checkpoint(trial);
      Files.createDirectories(state.getParent());
      Files.writeString(state, "the state of an attempt that was given up");
    }
    TrialRecord running = SampleTrials.completed(3, 10);
    Files.writeString(checkpoint(running), "the state of an attempt that goes on");
    open.reopen(List.of(failed));

    open.close();

    assertThat(checkpoint(completed)).doesNotExist();
    assertThat(checkpoint(failed)).exists();
    assertThat(checkpoint(running)).exists();
  }

  @Test
  void theCheckpointsOfATrialThatIsRemovedGoWithIt() throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    store().record(failed);
    Path state = checkpoint(failed);
    Files.createDirectories(state.getParent());
    Files.writeString(state, "the state of an attempt");

    open.remove(List.of(failed.id()));

    assertThat(state).doesNotExist();
  }

  @Test
  void aStopIsAskedForByFilesOfKnownNamesUntilTheNextDriver() throws IOException {
    TrialId trial = SampleTrials.completed(1, 10).id();
    assertThat(store().stopRequests()).isEqualTo(StopRequests.NONE);
    Path stops = Files.createDirectories(folder().resolve("stop"));
    Files.writeString(stops.resolve("all.json"), "");
    Files.createDirectory(stops.resolve("sweep.json"));
    assertThat(store().stopRequests()).isEqualTo(StopRequests.NONE);
    Files.delete(stops.resolve("sweep.json"));

    open.folder().askToStop(trial);
    assertThat(store().stopRequests()).isEqualTo(new StopRequests(false, Set.of(trial)));
    open.folder().askToStop();
    open.folder().askToStop();
    assertThat(store().stopRequests()).isEqualTo(new StopRequests(true, Set.of(trial)));

    open.close();
    open.folder().askToStop();
    open = reopen();
    assertThat(open.stopRequests()).isEqualTo(StopRequests.NONE);
    assertThat(stops.resolve("all.json")).as("not ours").exists();
  }

  @Test
  void aTrialThatIsRemovedIsRecordedAgain() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);

    open.remove(List.of(trial.id()));

    assertThat(store().ended()).isEmpty();
    assertThat(store().record(trial)).isTrue();
  }

  @Test
  void laysTheFolderOutAsDocumented() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    open.close();

    try (Stream<Path> files = Files.walk(folder())) {
      assertThat(
              files.filter(Files::isRegularFile).map(file -> folder().relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "format.json",
              "sweep.yaml",
              "trials/" + trial.id() + ".json",
              "lease/0000000000000001.json");
    }
    assertThat(folder().resolve("sweep.yaml")).hasContent("name: sweep\n");
    assertThat(folder().resolve("format.json")).hasContent("{\"format\":1}\n");
  }

  @Test
  void retrainsATrialWhoseFileIsTornAnywhere() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    String whole = Files.readString(file(trial));

    for (int length = 0; length < whole.length(); length += 7) {
      Files.writeString(file(trial), whole.substring(0, length));
      assertThat(open.folder().ended().damaged()).containsOnlyKeys(trial.id());
    }
    open.close();
    open = reopen();

    assertThat(open.ended()).isEmpty();
    assertThat(file(trial).resolveSibling(trial.id() + ".json.damaged")).exists();
    assertThat(open.record(trial)).isTrue();
    assertThat(open.ended().values()).containsExactly(trial);
  }

  @Test
  void findsASingleAlteredCharacter() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    String whole = Files.readString(file(trial));
    assertThat(whole).contains("\"test-accuracy\":0.5");

    Files.writeString(file(trial), whole.replace("\"test-accuracy\":0.5", "\"test-accuracy\":0.9"));

    assertThat(open.folder().ended().damaged().get(trial.id()))
        .startsWith("Cannot read the trial: its checksum does not fit");
  }

  @Test
  void keepsEveryDamagedFile() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    for (String damage : new String[] {"one", "two", "three"}) {
      store().record(trial);
      Files.writeString(file(trial), damage);
      open.close();
      open = reopen();
    }

    assertThat(file(trial).resolveSibling(trial.id() + ".json.damaged")).hasContent("one");
    assertThat(file(trial).resolveSibling(trial.id() + ".json.damaged-2")).hasContent("two");
    assertThat(file(trial).resolveSibling(trial.id() + ".json.damaged-3")).hasContent("three");
  }

  @Test
  void countsATrialUnderAnotherTrialsNameAsDamaged() throws IOException {
    TrialRecord one = SampleTrials.completed(1, 10);
    TrialRecord other = SampleTrials.completed(2, 10);
    store().record(one);
    Files.move(file(one), file(other));

    assertThat(open.folder().ended().damaged().get(other.id()))
        .isEqualTo(
            "Cannot read the trial: the file is named %s, got trial %s"
                .formatted(other.id(), one.id()));
  }

  @Test
  void ignoresStrangersAmongTheTrials() throws IOException {
    store().record(SampleTrials.completed(1, 10));
    Files.writeString(folder().resolve("trials/notes.txt"), "mine");
    Files.writeString(folder().resolve("trials/._0123456789abcdef.json"), "made by a file share");

    assertThat(open.ended()).hasSize(1);
    assertThat(open.folder().ended().damaged()).isEmpty();
  }

  @Test
  void clearsWhatADeadDriverWasWriting() throws IOException {
    store();
    open.close();
    Files.writeString(
        folder().resolve(".tmp/0123456789abcdef.json." + java.util.UUID.randomUUID()),
        "half a tri");

    open = reopen();

    assertThat(folder().resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void leavesFoldersOfOthersAlone() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("thesis.tex"), "years of work");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::reopen)
        .withMessage(
            "Cannot use results/sweep for results: expected an empty folder or one with "
                + "format.json, got thesis.tex in it");
  }

  @Test
  void leavesFoldersThatHoldOnlyFoldersAlone() throws IOException {
    Path precious = folder().resolve(".tmp/precious.txt");
    Files.createDirectories(precious.getParent());
    Files.writeString(precious, "precious");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::reopen)
        .withMessage(
            "Cannot use results/sweep for results: expected an empty folder or one with "
                + "format.json, got .tmp in it");
    assertThat(precious).hasContent("precious");

    Files.delete(precious);
    Files.createDirectories(folder().resolve("thesis"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::reopen)
        .withMessageEndingWith("got thesis in it");
    assertThat(folder().resolve("format.json")).doesNotExist();
  }

  @Test
  void goesOnWhereADriverDiedWhileItMarkedTheFolder() throws IOException {
    Path half = folder().resolve(".tmp").resolve(ResultsLayout.aside("format.json"));
    Files.createDirectories(half.getParent());
    Files.createDirectories(folder().resolve("lost+found"));
    Files.writeString(half, "{\"form");

    open = reopen();

    assertThat(half).doesNotExist();
    assertThat(folder().resolve("format.json")).hasContent("{\"format\":1}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0\0\0\0\0\0\0\0\0\0"})
  void marksTheFolderAnewWhereAPowerCutHasTornItsMark(String torn) throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    open.close();
    Files.writeString(folder().resolve("format.json"), torn);

    ResultsFolder read = ResultsFolder.at(folder().toString(), new Configuration(false));
    assertThat(read.ended().trials().values()).containsExactly(trial);
    open = reopen();

    assertThat(open.ended().values()).containsExactly(trial);
    assertThat(folder().resolve("format.json")).hasContent("{\"format\":1}\n");
  }

  @Test
  void clearsOnlyWhatADriverLeft() throws IOException {
    store();
    open.close();
    Path temporaries = folder().resolve(".tmp");
    String uuid = ".00000000-0000-4000-8000-000000000000";
    Files.writeString(temporaries.resolve("0123456789abcdef.json" + uuid), "half a trial");
    Files.writeString(temporaries.resolve("0123456789abcdef.zip" + uuid), "half a model");
    Files.writeString(temporaries.resolve("report.html" + uuid), "half a report");
    Files.writeString(temporaries.resolve("notes.txt"), "mine");
    Files.writeString(temporaries.resolve("notes.txt" + uuid), "mine");
    Files.createDirectories(temporaries.resolve("sweep.yaml" + uuid));

    open = reopen();

    try (Stream<Path> left = Files.list(temporaries)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("notes.txt", "notes.txt" + uuid, "sweep.yaml" + uuid);
    }
  }

  /** What has the name of a trial, of a model or of a checkpoint and is none. */
  private enum Stranger {
    FOLDER {
      @Override
      void put(Path file) throws IOException {
        Files.createDirectories(file.resolve("inside"));
      }
    },
    LINK_TO_NOTHING {
      @Override
      void put(Path file) throws IOException {
        Files.createSymbolicLink(file, Path.of("none"));
      }
    },
    CIRCLE {
      @Override
      void put(Path file) throws IOException {
        Files.createSymbolicLink(file, file.getFileName());
      }
    },
    LINK_TO_A_FOLDER {
      @Override
      void put(Path file) throws IOException {
        Files.createSymbolicLink(file, file.getParent());
      }
    },
    PIPE {
      @Override
      void put(Path file) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
      }
    },
    FAR_TOO_LARGE {
      @Override
      void put(Path file) throws IOException {
        try (var large = new java.io.RandomAccessFile(file.toFile(), "rw")) {
          large.setLength(3L << 30);
        }
      }
    };

    abstract void put(Path file) throws IOException, InterruptedException;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoTrialIsKeptAsideAndTheTrialRecorded(Stranger stranger) throws Exception {
    TrialRecord trial = SampleTrials.completed(1, 10);
    TrialRecord during = SampleTrials.completed(2, 10);
    store();
    open.close();
    Files.createDirectories(file(trial).getParent());
    stranger.put(file(trial));
    ResultsFolder readers = new ResultsFolder(new LocalFiles(folder(), "results/sweep"));
    assertThat(readers.ended().damaged().get(trial.id()))
        .startsWith("Cannot read " + file(trial) + ": ");
    assertThat(readers.ended().trials()).isEmpty();

    open = reopen();
    assertThat(open.record(trial)).isTrue();
    stranger.put(file(during));
    assertThat(open.record(during)).isTrue();

    assertThat(open.ended()).containsOnlyKeys(trial.id(), during.id());
    assertThat(Files.exists(aside(file(trial)), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.exists(aside(file(during)), LinkOption.NOFOLLOW_LINKS)).isTrue();
    open.close();
    open = reopen();
    assertThat(open.ended()).hasSize(2);
    assertThat(open.folder().ended().damaged()).isEmpty();
  }

  private static Path aside(Path file) {
    return file.resolveSibling(file.getFileName() + ".damaged");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAR_TOO_LARGE")
  void whatIsNoModelAndNoCheckpointStandsInNobodysWay(Stranger stranger) throws Exception {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store();
    open.close();
    Path model = folder().resolve(ResultsLayout.model(trial.id()));
    Path checkpoint = checkpoint(trial);
    Path leftAlone = folder().resolve("models/mine");
    Files.createDirectories(leftAlone);
    Files.createDirectories(checkpoint.getParent());
    stranger.put(model);
    stranger.put(checkpoint);

    open = reopen();
    Checkpoints checkpoints =
        new CheckpointFolder(new LocalFiles(folder(), "x"))
            .of(trial.id(), CheckpointPolicy.STANDARD);
    checkpoints.save(7, out -> out.write('x'));
    assertThat(checkpoints.steps()).containsExactly(7L);
    assertThat(open.record(trial, new TrainedModel(new byte[] {1}), Keep.ALL)).isTrue();

    assertThat(open.folder().modelSizes()).containsOnlyKeys(trial.id());
    assertThat(Files.exists(aside(model), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.exists(aside(checkpoint), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(leftAlone).exists();
  }

  @Test
  void aListOfWaitingTrialsAndASweepThatAreNoFilesSayNothing() throws IOException {
    store();
    Files.createDirectories(folder().resolve("waiting.json"));
    Files.delete(folder().resolve("sweep.yaml"));
    Files.createDirectories(folder().resolve("sweep.yaml"));

    assertThat(open.folder().ended().setAside()).isEmpty();
    assertThat(open.folder().sweepSource()).isEmpty();
    assertThat(open.folder().sweepFault().orElseThrow())
        .endsWith("sweep.yaml: expected a file, got a folder");
    assertThat(open.folder().fingerprint()).isNotEmpty();
  }

  @Test
  void countsATrialOfImpossibleTimesAsDamaged() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    TrialRecord atTheEndOfTime =
        new TrialRecord(
            trial.id(), trial.spec(), trial.outcome(), 1, "here", Instant.MIN, Instant.MAX);
    store();
    Files.createDirectories(file(trial).getParent());
    Files.writeString(file(trial), TrialFile.write(atTheEndOfTime));

    assertThat(open.folder().ended().damaged().get(trial.id()))
        .startsWith("Cannot read started: expected a time of the years 1970 to 9999, got -1000000");
  }

  @Test
  void leavesFoldersOfLaterVersionsAlone() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("format.json"), "{\"format\":3}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::reopen)
        .withMessage(
            "Cannot use results/sweep: it was written by another version of kvsweep, "
                + "expected format 1 or 2, got 3");
  }

  @Test
  void saysWhenThereAreNoResultsToRead() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ResultsFolder.at(temporary + "/none", new Configuration(false)))
        .withMessageEndingWith(
            "none: there is no such folder, or nothing in it; 'kvsweep list' shows where there are"
                + " some");
  }

  @Test
  void takesTheNewTextOfAChangedSweep() throws IOException {
    store();
    open.close();
    open =
        FolderResultsStore.open(
            new LocalFiles(folder(), "results/sweep"),
            "name: sweep # größer\n",
            SELF,
            Duration.ofSeconds(60),
            clock);

    assertThat(open.folder().sweepSource()).contains("name: sweep # größer\n");
  }

  @Test
  void recordsATrialAfterTheDiskWasFull() throws IOException {
    FaultyFiles files = new FaultyFiles(new LocalFiles(folder(), "results/sweep"));
    open = FolderResultsStore.open(files, "name: s\n", SELF, Duration.ofSeconds(60), clock);
    TrialRecord trial = SampleTrials.completed(1, 10);
    files.failWrites(2);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> open.record(trial))
        .withMessage(
            "Cannot record trial %s in results/sweep: No space left on device", trial.id());
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open.record(trial));
    assertThat(open.ended()).isEmpty();
    assertThat(open.record(trial)).isTrue();
    assertThat(open.record(trial)).isFalse();
    assertThat(open.ended().values()).containsExactly(trial);
  }

  @Test
  void saysWhichTrialItCannotRecordWhereTheFolderDoesNotAnswer() throws IOException {
    AtomicBoolean down = new AtomicBoolean();
    FolderFiles files =
        new OtherFiles(new LocalFiles(folder(), "results/sweep")) {
          @Override
          public List<String> names(String subfolder) throws IOException {
            if (down.get()) {
              throw new IOException("Stale file handle");
            }
            return super.names(subfolder);
          }
        };
    open = FolderResultsStore.open(files, "name: s\n", SELF, Duration.ofSeconds(60), clock);
    TrialRecord trial = SampleTrials.completed(1, 10);
    down.set(true);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> open.record(trial))
        .withMessage("Cannot record trial %s in results/sweep: Stale file handle", trial.id());
    down.set(false);
    assertThat(open.record(trial)).isTrue();
  }

  @Test
  void recordsAgainWhatSeemedToFailAndWasWritten() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    AtomicBoolean answerLost = new AtomicBoolean();
    FolderFiles files =
        new OtherFiles(new LocalFiles(folder(), "results/sweep")) {
          private void answer(String name) throws IOException {
            if (name.equals(ResultsLayout.trial(trial.id())) && answerLost.getAndSet(false)) {
              throw new IOException("Connection reset");
            }
          }

          @Override
          public boolean create(String name, String text) throws IOException {
            boolean created = super.create(name, text);
            answer(name);
            return created;
          }

          @Override
          public void write(String name, DerivedFiles.Content content) throws IOException {
            super.write(name, content);
            answer(name);
          }
        };
    open = FolderResultsStore.open(files, "name: s\n", SELF, Duration.ofSeconds(60), clock);

    answerLost.set(true);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open.record(trial));
    assertThat(open.record(trial)).as("as if it had not failed").isTrue();
    assertThat(open.record(trial)).isFalse();

    TrialRecord again = SampleTrials.completed(1, 20);
    open.reopen(List.of(trial));
    answerLost.set(true);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open.record(again));
    assertThat(open.record(again)).as("as if it had not failed").isTrue();
    assertThat(open.record(again)).isFalse();
    assertThat(open.ended().values()).containsExactly(again);
    assertThat(files.names(ResultsLayout.TRIALS)).as("with the old result, once").hasSize(2);
  }

  @Test
  void leavesTheFolderFreeWhereItCouldNotBeOpened() throws IOException {
    reopen().close();
    Files.delete(folder().resolve("sweep.yaml"));
    Files.createDirectories(folder().resolve("sweep.yaml/not-empty"));

    assertThatExceptionOfType(IOException.class).isThrownBy(this::reopen);
    Files.delete(folder().resolve("sweep.yaml/not-empty"));
    Files.delete(folder().resolve("sweep.yaml"));

    open = reopen();
    assertThat(open.folder().sweepSource()).contains("name: sweep\n");
  }
}
