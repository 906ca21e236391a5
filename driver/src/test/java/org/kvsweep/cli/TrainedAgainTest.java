package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** What commands say of trials that have ended and are trained again. */
class TrainedAgainTest {
  @TempDir private Path root;

  private SampleFolder open() throws IOException {
    return SampleFolder.open(root.resolve("again"), "again", 1);
  }

  private String place() {
    return root.resolve("again").toString();
  }

  private static TrialOutcome trainedOn(String digit) {
    return new TrialOutcome.Completed(
        SampleTrials.run(0.5).withEnvironment(DataChecksums.KEY, digit.repeat(64) + "  text.txt"));
  }

  @Test
  void theListSaysWhichTrialsSawOtherData() throws IOException {
    open().end(trainedOn("1")).end(trainedOn("1")).end(trainedOn("2")).close();

    List<String> lines = Cli.run("list", place()).out().lines().skip(1).toList();

    assertThat(lines).hasSize(12);
    assertThat(lines.subList(0, 2))
        .allMatch(line -> line.matches("[0-9a-f]{16}  other data +toy-echo qkv .* seed=0 *"));
    assertThat(lines.get(2)).matches("[0-9a-f]{16}  completed +toy-echo .* test-accuracy 0\\.5.*");
    assertThat(lines.subList(3, 12)).allMatch(line -> line.matches("[0-9a-f]{16}  open +.*"));
  }

  @Test
  void watchingNeverMixesTrialsOfDifferentData() throws IOException {
    SampleFolder sample = open().end(trainedOn("1")).end(trainedOn("1"));
    int[] looks = {0};
    WatchCommand watch =
        Cli.watch(
            () -> {
              looks[0]++;
              if (looks[0] < 2) {
                sample.end(trainedOn("2"));
              } else {
                sample.close();
              }
            });

    assertThat(Cli.execute(watch, place()).out())
        .startsWith("again: 2 completed, 10 missing\n")
        .contains("completed, test-accuracy 0.5", "[1/12]", "12 trials, 1 completed, 11 missing\n")
        .contains("2 trials saw other data than later ones and are left out");
    assertThat(Cli.execute(watch, place()).out())
        .startsWith("again: 1 completed, 11 missing; no sweep runs here now\n");
  }

  @Test
  void aTrialThatIsTrainedAgainRunsAndCanBeStopped() throws IOException {
    try (SampleFolder sample = open()) {
      sample.end(
          new TrialOutcome.Failed(TrialRun.none(), FailureKind.HANG, "no progress for 60 s", ""));
      String trial = sample.results().ended().keySet().iterator().next().value();
      sample.runAgain();

      assertThat(Cli.run("list", place()).out().lines().skip(1))
          .first()
          .asString()
          .matches(trial + "  running 50 % +toy-echo qkv .* seed=0 *");
      assertThat(Cli.run("log", place() + "/" + trial).out())
          .contains("is trained again now, 50 %; before, it ended so:\nfailed in ");
      Cli.Result stop = Cli.run("stop", place() + "/" + trial);
      assertThat(stop.err()).isEmpty();
      assertThat(stop.out()).startsWith("Asked trial " + trial);
      assertThat(root.resolve("again/stop/" + trial + ".json")).exists();
    }
  }
}
