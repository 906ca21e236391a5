package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;

class CompactionTest {
  private static final LeaseHolder ONE = new LeaseHolder("node1", "machine 1", 101);
  private static final LeaseHolder OTHER = new LeaseHolder("node2", "machine 2", 202);
  private static final List<TrialRecord> TRIALS =
      IntStream.range(0, 10).mapToObj(i -> SampleTrials.completed(i, i)).toList();

  @TempDir private Path temporary;
  private final MovableClock clock = new MovableClock();

  private Path folder() {
    return temporary.resolve("sweep");
  }

  private FolderFiles files() {
    return new LocalFiles(folder(), "sweep");
  }

  private FolderResultsStore open(int trials) throws IOException {
    return SmallSegments.open(files(), ONE, trials, clock);
  }

  private void record(int segmentTrials, List<TrialRecord> trials) throws IOException {
    try (FolderResultsStore store = open(segmentTrials)) {
      for (TrialRecord trial : trials) {
        store.record(trial);
      }
    }
  }

  private List<TrialRecord> ended() throws IOException {
    return List.copyOf(ResultsFolder.of(files()).ended().trials().values());
  }

  private List<String> names(String subfolder) throws IOException {
    return files().names(subfolder);
  }

  @Test
  void segmentsTakeThePlaceOfTheFilesOfTheirTrials() throws IOException {
    record(4, TRIALS);

    assertThat(names("trials")).hasSize(2);
    assertThat(names("segments"))
        .containsExactly(
            "0000000000000001-0000000000000001.jsonl", "0000000000000001-0000000000000002.jsonl");
    assertThat(ended()).isEqualTo(TRIALS);
    assertThat(folder().resolve("format.json")).hasContent("{\"format\":2}\n");
    String first = Files.readString(folder().resolve("segments").resolve(names("segments").get(0)));
    assertThat(first.lines()).hasSize(5);
    assertThat(first).endsWith(TrialFile.write(TRIALS.get(3)));
  }

  @Test
  void aTornMarkOfAFolderWithSegmentsSaysAgainThatItHasSome() throws IOException {
    record(4, TRIALS);
    Files.writeString(folder().resolve("format.json"), "");
    assertThat(ended()).isEqualTo(TRIALS);

    record(4, List.of());

    assertThat(folder().resolve("format.json")).hasContent("{\"format\":2}\n");
  }

  @Test
  void theMarkOfTheFolderIsForcedToTheDiskBeforeWhatItMarks() throws IOException {
    List<String> forced = Collections.synchronizedList(new ArrayList<>());
    FolderFiles files =
        new OtherFiles(files()) {
          @Override
          public void force(String name) throws IOException {
            forced.add(name.replaceFirst("/.*", ""));
            super.force(name);
          }
        };
    try (FolderResultsStore store = SmallSegments.open(files, ONE, 10, clock)) {
      assertThat(forced).containsExactly("format.json");
      for (TrialRecord trial : TRIALS) {
        store.record(trial);
      }
    }

    assertThat(forced).containsExactly("format.json", "format.json", "segments");
  }

  @Test
  void folderOfEarlierBuildsStaysAsItIsUntilASegmentIsFull() throws IOException {
    record(100, TRIALS);

    assertThat(names("trials")).hasSize(10);
    assertThat(names("")).doesNotContain("segments");
    assertThat(folder().resolve("format.json")).hasContent("{\"format\":1}\n");
    record(4, List.of());
    assertThat(names("trials")).hasSize(2);
    assertThat(ended()).isEqualTo(TRIALS);
  }

  @Test
  void whatARunMayTrainAgainByItselfStaysAFile() throws IOException {
    record(1, List.of(SampleTrials.failed(1, 10)));

    assertThat(names("segments")).isEmpty();
    assertThat(names("trials")).hasSize(1);
  }

  /** A driver that lives for so many writes; what it has recorded until then is returned. */
  private static List<TrialRecord> recordedUntilDeath(DyingFiles files, Clock clock) {
    List<TrialRecord> recorded = new ArrayList<>();
    FolderResultsStore store = null;
    try {
      store = SmallSegments.open(files, ONE, 4, clock);
      for (TrialRecord trial : TRIALS) {
        if (store.record(trial)) {
          recorded.add(trial);
        }
      }
      recorded.remove(TRIALS.get(1)); // it may be gone from then on
      store.remove(List.of(TRIALS.get(1).id()));
    } catch (IOException dead) {
      // As it was told.
    } finally {
      bury(store);
    }
    return recorded;
  }

  private static void bury(FolderResultsStore store) {
    try {
      if (store != null) {
        store.close();
      }
    } catch (IOException dead) {
      // Its heart has stopped.
    }
  }

  @Test
  void aDriverThatDiesAtAnyStepLosesNothingAndLeavesNothingTwice() throws IOException {
    int steps = 0;
    boolean died = true;
    while (died) {
      FolderFiles whole = new LocalFiles(temporary.resolve("steps/" + steps), "sweep");
      DyingFiles files = new DyingFiles(whole, steps);
      List<TrialRecord> recorded = recordedUntilDeath(files, clock);
      died = files.dead();
      if (ResultsFolder.isResultsFolder(whole)) {
        assertThat(ResultsFolder.of(whole).ended().trials().values())
            .as("what a reader sees after step " + steps)
            .containsAll(recorded)
            .doesNotHaveDuplicates();
      }
      clock.advance(Duration.ofMinutes(2));
      try (FolderResultsStore next = SmallSegments.open(whole, OTHER, 4, clock)) {
        assertThat(next.ended().values()).as("after step " + steps).containsAll(recorded);
        for (TrialRecord trial : TRIALS) {
          boolean there = next.ended().containsKey(trial.id());
          assertThat(next.record(trial)).isEqualTo(!there);
        }
        assertThat(next.ended().values()).containsExactlyElementsOf(TRIALS);
      }
      assertThat(files(whole)).as("places of trials after step " + steps).isEqualTo(TRIALS.size());
      steps++;
    }
    assertThat(steps).as("steps, without which this test tells less").isGreaterThan(30);
  }

  /** Counts the trial files and the trials in segments together. */
  private static int files(FolderFiles files) throws IOException {
    int count = files.names("trials").size();
    Segments segments = new Segments(files);
    for (String name : segments.sizes().keySet()) {
      count += segments.read(name).trials().size();
    }
    return count;
  }

  private Path segment() throws IOException {
    return folder().resolve("segments").resolve(names("segments").get(0));
  }

  @Test
  void aTornEndCostsItsTrialsWhichAreTrainedAgain() throws IOException {
    record(5, TRIALS.subList(0, 5));
    byte[] whole = Files.readAllBytes(segment());
    int last = TrialFile.write(TRIALS.get(4)).length();
    int[] cuts = {1, 2, last, last + 10};
    int[] lost = {0, 1, 1, 2};
    for (int i = 0; i < cuts.length; i++) {
      Files.write(segment(), Arrays.copyOf(whole, whole.length - cuts[i]));

      EndedTrials seen = ResultsFolder.of(files()).ended();

      assertThat(seen.trials()).hasSize(5 - lost[i]);
      assertThat(seen.damaged()).hasSize(lost[i]);
    }
    try (FolderResultsStore store = open(5)) {
      assertThat(store.record(TRIALS.get(4))).isTrue();
      assertThat(store.record(TRIALS.get(3))).isTrue();
      assertThat(store.record(TRIALS.get(2))).isFalse();
    }
    assertThat(ended()).isEqualTo(TRIALS.subList(0, 5));
  }

  @Test
  void damageBeforeTheEndIsAnError() throws IOException {
    record(5, TRIALS.subList(0, 5));
    List<String> lines = Files.readAllLines(segment());
    for (int line = 0; line < 5; line++) {
      List<String> altered = new ArrayList<>(lines);
      altered.set(line, lines.get(line).replace('4', '5'));
      Files.write(segment(), altered, StandardCharsets.UTF_8);

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(this::ended)
          .withMessageStartingWith(
              "Cannot read the trials in sweep/segments/0000000000000001-0000000000000001.jsonl: line "
                  + (line + 1)
                  + " is damaged; move the file away to train them again: ");
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> open(5));
    }
    List<String> longer = new ArrayList<>(lines);
    longer.add(lines.get(1));
    Files.write(segment(), longer, StandardCharsets.UTF_8);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::ended)
        .withMessageContaining("line 7 is damaged")
        .withMessageEndingWith("the first line names 5 trials");
    lines.remove(2);
    Files.write(segment(), lines, StandardCharsets.UTF_8);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::ended)
        .withMessageContaining("line 3 is damaged");
    Files.delete(segment());
    assertThat(ended()).isEmpty();
  }

  @Test
  void aTrialIsReadWithoutTheOthers() throws IOException {
    record(4, TRIALS);
    ResultsFolder results = ResultsFolder.of(files());

    for (TrialRecord trial : TRIALS) {
      assertThat(results.endedWith(trial.id().value()).trials().values()).containsExactly(trial);
    }
    assertThat(results.endedWith("").trials().values()).containsExactlyElementsOf(TRIALS);
    assertThat(results.endedWith("no id").trials()).isEmpty();
    List<String> lines = new ArrayList<>(Files.readAllLines(segment()));
    lines.set(1, lines.get(1).replace('4', '5'));
    Files.write(segment(), lines, StandardCharsets.UTF_8);
    assertThat(results.endedWith(TRIALS.get(2).id().value()).trials()).hasSize(1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> results.endedWith(TRIALS.get(0).id().value()))
        .withMessageContaining("line 2 is damaged");
  }

  @Test
  void aTrialThatIsRemovedLeavesItsSegment() throws IOException {
    record(3, TRIALS.subList(0, 6));
    try (FolderResultsStore store =
        FolderResultsStore.openToTidy(
            folder().toString(), new Configuration(), Clock.systemUTC())) {
      store.remove(TRIALS.subList(0, 4).stream().map(TrialRecord::id).toList());
      assertThat(store.record(TRIALS.get(0))).isTrue();
    }

    assertThat(names("segments")).hasSize(1);
    assertThat(ended()).isEqualTo(List.of(TRIALS.get(0), TRIALS.get(4), TRIALS.get(5)));
  }

  @Test
  void readersReadOnlySegmentsThatAreNew() throws IOException {
    record(3, TRIALS.subList(0, 3));
    ResultsFolder folder = ResultsFolder.of(files());
    EndedTrials before = folder.ended();
    String fingerprint = folder.fingerprint();
    record(3, TRIALS.subList(3, 7));

    EndedTrials after = folder.endedSince(before);

    assertThat(after.trials().values()).containsExactlyElementsOf(TRIALS.subList(0, 7));
    assertThat(after.trials().get(TRIALS.get(0).id()))
        .isSameAs(before.trials().get(TRIALS.get(0).id()));
    assertThat(folder.fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void theFileOfATrialThatIsTrainedAgainIsLeftAlone() throws IOException {
    record(100, TRIALS.subList(0, 2));
    Queue<Runnable> later = new ArrayDeque<>();
    SmallSegments.SameThread waits =
        new SmallSegments.SameThread() {
          @Override
          public void execute(Runnable task) {
            later.add(task);
          }
        };
    TrialRecord again = SampleTrials.completed(0, 50);
    try (FolderResultsStore store = SmallSegments.open(files(), ONE, 2, clock, waits)) {
      store.reopen(List.of(TRIALS.get(0)));
      assertThat(store.record(again)).isTrue();
      later.forEach(Runnable::run);
      assertThat(store.ended().values()).containsExactly(TRIALS.get(1), again);
    }

    assertThat(ended()).containsExactly(TRIALS.get(1), again);
    record(1, List.of());
    assertThat(ended()).containsExactly(TRIALS.get(1), again);
    assertThat(names("trials")).hasSize(1).allMatch(name -> name.contains("other-data"));
  }

  @Test
  void trialsThatAreTrainedAgainBeforeASegmentIsFullAreInNoneTwice() throws IOException {
    record(100, TRIALS.subList(0, 4));
    List<TrialRecord> anew = new ArrayList<>(List.of(TRIALS.get(9)));
    IntStream.range(0, 4).forEach(i -> anew.add(SampleTrials.completed(i, 100 + i)));
    try (FolderResultsStore store = open(5)) {
      store.reopen(TRIALS.subList(0, 4));
      for (TrialRecord trial : anew) {
        assertThat(store.record(trial)).isTrue();
      }
    }
    assertThat(names("segments")).isEmpty();
    assertThat(ended()).isEqualTo(anew);

    record(5, List.of());

    assertThat(names("segments")).hasSize(1);
    assertThat(names("trials")).hasSize(4).allMatch(name -> name.endsWith(".other-data"));
    assertThat(ended()).isEqualTo(anew);
  }

  @Test
  void aDriverThatWasTakenForDeadMakesNoSegment() throws IOException {
    FolderResultsStore late = open(2);
    late.record(TRIALS.get(0));
    clock.advance(Duration.ofMinutes(2));
    FolderResultsStore next = SmallSegments.open(files(), OTHER, 2, clock);

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> late.record(TRIALS.get(1)));
    assertThat(names("segments")).isEmpty();
    assertThat(next.record(TRIALS.get(1))).isTrue();
    late.close();
    next.close();
    assertThat(names("segments")).hasSize(1);
    assertThat(ended()).isEqualTo(TRIALS.subList(0, 2));
  }
}
