package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.trial.TrialId;

/** Real processes, killed by the system while they put ended trials into segments. */
@Tag("nightly")
class KilledCompactionIT {
  private static final int KILLS_IN_THE_MIDST = 5;
  private static final int MOST_KILLS = 60;
  private static final int RECORDED_MEANWHILE = 80;
  private static final long SEED = 20261129;

  @TempDir private Path temporary;

  private final Random random = new Random(SEED);
  private final List<Integer> recorded = new ArrayList<>();
  private int drivers;

  private Path folder() {
    return temporary.resolve("sweep");
  }

  private FolderFiles files() {
    return new LocalFiles(folder(), "sweep");
  }

  private ChildProcess driver() throws IOException {
    drivers++;
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java")));
    command.addAll(ChildProcess.BRIEF);
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(RecordingDriver.class.getName(), folder().toString()));
    return ChildProcess.start(
        new ProcessBuilder(command),
        temporary.resolve(drivers + ".out"),
        temporary.resolve(drivers + ".err"));
  }

  /** Returns the seeds of the trials that a driver has recorded; the last line may be torn. */
  private List<Integer> told(int driver) throws IOException {
    String text = Files.readString(temporary.resolve(driver + ".out"));
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Integer::parseInt).toList();
  }

  /** Runs a driver until about the time at which it writes a segment, and kills it. */
  private void runAndKill() throws Exception {
    int untilFull = Math.max(0, RecordingDriver.SEGMENT - trialFiles().size());
    int moment = untilFull + random.nextInt(RECORDED_MEANWHILE);
    try (ChildProcess driver = driver()) {
      driver.await("recorded " + moment, () -> told(drivers).size() >= moment);
      driver.kill();
    }
    recorded.addAll(told(drivers));
  }

  private Set<TrialId> trialFiles() throws IOException {
    Set<TrialId> ids = new HashSet<>();
    for (String name : files().names(ResultsLayout.TRIALS)) {
      ResultsLayout.trialOf(name).ifPresent(ids::add);
    }
    return ids;
  }

  /** Returns whether a segment is half written, or its trials are not all deleted. */
  private boolean inTheMidst() throws IOException {
    boolean halfWritten =
        files().names(ResultsLayout.TEMPORARY).stream()
            .anyMatch(
                name ->
                    ResultsLayout.leftoverOf(name).filter(ResultsLayout::isSegment).isPresent());
    Set<TrialId> twice = trialFiles();
    twice.retainAll(new Segments(files()).ids());
    return halfWritten || !twice.isEmpty();
  }

  private Collection<TrialRecord> ended() throws IOException {
    return ResultsFolder.of(files()).ended().trials().values();
  }

  private static List<TrialRecord> trials(Collection<Integer> seeds) {
    return seeds.stream().map(seed -> SampleTrials.completed(seed, seed)).toList();
  }

  @Test
  void nothingIsLostAndNothingIsRecordedTwice() throws Exception {
    int midst = 0;
    while (midst < KILLS_IN_THE_MIDST && drivers < MOST_KILLS) {
      runAndKill();
      midst += inTheMidst() ? 1 : 0;
      assertThat(ended()).as("after kill " + drivers).containsAll(trials(recorded));
    }
    assertThat(midst).as("kills in the midst of %d", drivers).isEqualTo(KILLS_IN_THE_MIDST);
    RecordingDriver.end(folder());
    try (ChildProcess last = driver()) {
      assertThat(last.exitCode()).as(last.log()).isZero();
    }

    assertThat(recorded).doesNotHaveDuplicates();
    List<Integer> all = IntStream.range(0, ended().size()).boxed().toList();
    assertThat(ended()).containsExactlyInAnyOrderElementsOf(trials(all));
    assertThat(inTheMidst()).isFalse();
  }
}
