package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.results.FolderResultsStore;

/** With Spark in this process and an engine that only pretends to train. */
class RunCommandTest {
  private static final String SWEEP =
      """
      name: toys
      task: {name: toy-echo, length: [16, 64]}
      model: {attention: [qkv, kv, kv-pos]}
      seeds: 2
      """;

  @TempDir private Path folder;

  @Test
  void aSweepIsTrainedOnceAndItsTableShownEachTime() throws IOException {
    Cli.Result first = run(SWEEP, "--slots", "2");

    assertThat(first.err())
        .contains("12 trials, 0 done before; 2 slots")
        .contains("started toy-echo qkv length=16 seed=0 on ")
        .contains("ended toy-echo kv length=64 seed=1 completed, test-accuracy 0.5010, ")
        .contains("[12/12]");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .startsWith("toys: 12 trials, 12 completed\n")
        .contains("toy-echo, engine toy: test-accuracy", "qkv", "kv-pos", "0.9005")
        .endsWith(
            """
            Answer: kv against qkv: undecided in toy-echo, engine toy
            Answer: kv-pos against qkv: undecided in toy-echo, engine toy
            Report: %s/out/report.html
            Next: kvsweep dashboard %s
            """
                .formatted(folder, folder));
    assertThat(folder.resolve("out"))
        .isDirectoryContaining("glob:**/{table.md,table.csv,results.json,sweep.yaml}")
        .isDirectoryContaining("glob:**/report.html");
    assertThat(folder.resolve("out/report.html")).content().contains("\"kvsweep run " + folder);

    Cli.Result second = run(SWEEP, "--slots", "2");
    assertThat(second.code()).isZero();
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(trained()).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void aChangedSweepAddsItsCellsAndKeepsTheOthers() throws IOException {
    run(SWEEP.replace("[16, 64]", "[16, 32]").replace("seeds: 2", "seeds: 1"), "--slots", "2");
    Cli.Result changed = run(SWEEP, "--slots", "2", "--by-cell");

    assertThat(changed.code()).isZero();
    assertThat(changed.err()).contains("12 trials, 3 done before; 2 slots");
    assertThat(changed.out())
        .contains("toy-echo, engine toy, length 16", "toy-echo, engine toy, length 64")
        .doesNotContain("length 32");
    assertThat(trained()).hasSize(6 + 9).doesNotHaveDuplicates();
  }

  @Test
  void trialsThatFailOrDivergeMakeTheExitCodeAndStandInTheTable() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: [1, 8, 9]}\n";

    Cli.Result result = run(sweep, "--slots", "2");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("echoes=8 seed=0 failed (bad-configuration: the parrot is silent)")
        .contains("echoes=9 seed=0 diverged at step 5");
    assertThat(result.out()).contains("the parrot is silent").contains("1 diverged");
    String command = "kvsweep run " + folder.resolve("toys.yaml") + " --out " + folder;
    assertThat(result.out())
        .containsPattern(
            "1 trial without a result is trained again by the same command: \\Q"
                + command
                + "\\E.* --slots 2\n")
        .containsPattern(
            "1 trial that diverged is trained again on request: .* --retry diverged\n");
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("--retry diverged\"")
        .contains("# 1 trial without a result is trained again by the same command\\n");
    assertThat(Cli.run("report", folder.resolve("out").toString()).out())
        .contains("trained again by the same command: " + command);
  }

  @Test
  void whatFailedForAReasonThatIsGoneCompletesByTheSameCommand() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: [1, 8]}\n";
    assertThat(run(sweep, "--slots", "2").code()).isEqualTo(1);

    assertThat(run(sweep, "--slots", "2").code()).as("the reason is still there").isEqualTo(1);
    assertThat(trained()).hasSize(3);
    Files.createFile(folder.resolve(ToyEngine.SEED));
    Cli.Result mended = run(sweep, "--slots", "2");

    assertThat(mended.code()).isZero();
    assertThat(mended.err()).contains("2 trials, 1 done before");
    assertThat(mended.out()).startsWith("parrots: 2 trials, 2 completed\n").doesNotContain("again");
    assertThat(run(sweep, "--slots", "2").code()).isZero();
    assertThat(trained()).hasSize(4);
  }

  @Test
  void tooManyFailuresEndTheRunWhichSaysWhyAndHowToGoOn() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: [7, 8]}\n";

    Cli.Result result = run(sweep, "--slots", "2", "--max-failures", "1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("parrots: 2 trials, 0 completed, 1 failed, 1 missing\n");
    assertThat(result.err())
        .contains("Stopping, as --max-failures says: running trials have 10 s to save their state.")
        .containsPattern(
            "\nEnded early by --max-failures 1: 1 trial failed in this run, 1 of 2 trials is left to"
                + " train\\.\n"
                + "The first to fail: toy-parrot qkv echoes=8 seed=0 \\(bad-configuration: the parrot is"
                + " silent\\)\n"
                + "Its message and stack trace: kvsweep log \\Q"
                + folder.resolve("out")
                + "\\E/[0-9a-f]{16}\n"
                + "Once the cause is mended, run the same command again: it trains what is missing,"
                + " and counts failures anew\\.\n"
                + "Next: kvsweep run .* --slots 2 --max-failures 1\n$");
    String log = result.err().replaceAll("(?s).* kvsweep log (\\S+)\n.*", "$1");
    assertThat(Cli.run("log", log).out()).contains("bad-configuration: the parrot is silent");
  }

  @Test
  void aRunThatFailuresHaveEndedGoesOnByTheSameCommand() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: [8, 1, 2, 3, 4]}\n";
    String[] options = {"--slots", "1", "--max-failures", "1"};
    assertThat(run(sweep, options).err()).contains("Ended early by --max-failures 1: 1 trial ");
    assertThat(trained()).as("what waited for the slot may have begun").hasSizeLessThan(4);

    Cli.Result again = run(sweep, options);
    assertThat(again.err()).as("the reason is still there").contains("Ended early");
    Files.createFile(folder.resolve(ToyEngine.SEED));
    Cli.Result mended = run(sweep, options);

    assertThat(mended.code()).isZero();
    assertThat(mended.out()).startsWith("parrots: 5 trials, 5 completed\n");
    assertThat(mended.err()).doesNotContain("Ended early");
  }

  @Test
  void aRunWhoseLastTrialFailsHasNotEndedEarly() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: 8}\n";

    Cli.Result result = run(sweep, "--slots", "1", "--max-failures", "1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).doesNotContain("Ended early", "Stopping");
  }

  @Test
  void whatDivergedIsTrainedAgainByThoseWhoAsk() throws IOException {
    String sweep = "name: parrots\ntask: {name: toy-parrot, echoes: 9}\n";
    run(sweep, "--slots", "1");
    run(sweep, "--slots", "1", "--retry", "failed");
    assertThat(trained()).hasSize(1);

    Cli.Result again = run(sweep, "--slots", "1", "--retry", "failed,diverged");

    assertThat(trained()).hasSize(2);
    assertThat(again.out()).containsPattern("on request: .*--slots 1 --retry diverged\n");
    assertThat(run(sweep, "--retry", "lost").code()).isEqualTo(2);
  }

  @Test
  void whatCanNotWorkIsFoundBeforeSparkStarts() throws IOException {
    assertThat(run(SWEEP, "--slots", "0").err())
        .startsWith("Cannot use --slots: expected at least 1, got 0\n");
    assertThat(run(SWEEP, "--max-failures", "0").err())
        .startsWith("Cannot use --max-failures: expected at least 1, got 0\n");
    assertThat(run(SWEEP, "--slots", "1", "--master", "local[2]").err())
        .startsWith("Cannot use --slots with --master: --slots 4 means --master 'local[4]'\n");
    assertThat(run(SWEEP, "--slots", "1", "--conf", "spark.master=local[2]").err())
        .startsWith("Cannot use --slots with --conf spark.master=local[2]: ");
    assertThat(run(SWEEP, "--master", "local[1]", "--conf", "spark.master=local[2]").err())
        .startsWith("Cannot use --master local[1] with --conf spark.master=local[2]: ");
    Cli.Result noSpark = run(SWEEP, "--master", "local-cluster[1,1,1024]");
    assertThat(noSpark.err())
        .startsWith("Cannot use master local-cluster[1,1,1024]: Spark starts executors from its");
    assertThat(noSpark.code()).isEqualTo(2);
    assertThat(run(SWEEP, "--master", "spark://h:7077").err())
        .startsWith("Cannot use master spark://h:7077: this program runs from classes, expected");
    assertThat(run(SWEEP, "--by-cell", "--by", "length").err())
        .startsWith("Cannot make rows by cell and by length: ");
    assertThat(run(SWEEP, "--conf", "spark.task.maxFailures=4").err())
        .startsWith("Cannot run sweeps with this Spark configuration: spark.task.maxFailures");
    assertThat(run(SWEEP, "--baseline", "kvq").err())
        .startsWith(
            "Cannot compare with kvq: expected one of qkv, kv, kv-pos (did you mean kv?)\n");
    assertThat(run(SWEEP, "--compare", "seed").err()).startsWith("Cannot compare by seed: ");
    assertThat(run(SWEEP, "--by", "model.dept").err())
        .startsWith("Cannot make rows by model.dept: expected one of model.attention, ");
    Cli.Result engine = run(SWEEP, "--engine", "toi");
    assertThat(engine.err()).startsWith("Cannot find engine toi: expected one of ");
    assertThat(engine.code()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aFolderThatAnotherDriverWritesToIsRefused() throws IOException {
    try (FolderResultsStore other =
        FolderResultsStore.open(
            folder.resolve("out").toString(),
            SWEEP,
            new Configuration(),
            // That of Cli.
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
      Cli.Result result = run(SWEEP, "--slots", "2");

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .startsWith("Cannot write to ")
          .contains("; stop it (kvsweep stop " + folder.resolve("out") + ") or choose another");
      assertThat(other.ended()).isEmpty();
    }
  }

  @Test
  void aFolderOfAnotherSweepIsSharedOnlyByAWordOfTheUser() throws IOException {
    try (SampleFolder other = SampleFolder.open(folder.resolve("out"), "others", 1)) {
      other.complete(5);
    }
    String[] options = {"--slots", "2", "--set", "task.length=16", "--seeds", "1", "--name", "one"};

    Cli.Result refused = run(SWEEP, options);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot run one in "
                + folder.resolve("out")
                + ": the folder has 5 trials of sweep others and none of this one; ");
    assertThat(folder.resolve("out/sweep.yaml")).content().startsWith("name: others\n");
    Cli.Result extended =
        run(SWEEP, Stream.concat(Stream.of(options), Stream.of("--extend")).toArray(String[]::new));
    assertThat(extended.code()).isZero();
    assertThat(extended.err())
        .contains("/out is of sweep others: 0 of its 5 trials are also of one.")
        .contains("3 trials, 0 done before");
    assertThat(extended.out())
        .startsWith("one: 3 trials, 3 completed\n")
        .contains("5 more trials are in the folder, not in the current sweep file.");
    assertThat(folder.resolve("out/sweep.yaml"))
        .content()
        .startsWith("# " + folder.resolve("toys.yaml") + " with --set task.length=16 --name one")
        .contains("\nname: one\n", "\n  length: 16\n", "\nseeds: 1\n", "\nengine: toy\n");
    assertThat(folder.resolve("out/command.txt"))
        .content()
        .contains("--set task.length=16 --seeds 1 --name one --extend");
    assertThat(run(SWEEP, options).err()).as("it is the folder of this sweep now").isEmpty();
  }

  @Test
  void insideSparkSubmitTheMasterIsThatOfSparkSubmit() throws IOException {
    System.setProperty("spark.master", "local[3]");
    try {
      Cli.Result refused = run(SWEEP, "--slots", "2");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .startsWith("Cannot choose a master: spark-submit has chosen local[3], got local[2]\n");

      Cli.Result result = run(SWEEP);
      assertThat(result.code()).isZero();
      assertThat(result.err()).contains("0 done before; 3 slots");
    } finally {
      System.clearProperty("spark.master");
    }
  }

  @Test
  void missingDataAreSaidBeforeAnythingStarts() throws IOException {
    Cli.Result result = run("name: images\ntask: {name: mnist}\n");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("Cannot find " + folder.resolve("mnist/train-images-idx3-ubyte"))
        .contains("This gets it: kvsweep data fetch mnist --data " + folder);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(folder.resolve(ToyEngine.TRAINED)).doesNotExist();
  }

  @Test
  void changedDataAreNeverMixedAndDamagedOnesFoundBeforeSparkStarts() throws IOException {
    String sweep =
        """
        name: texts
        task: {name: characters, file: text.txt, context: 8}
        model: {attention: qkv, width: 8, depth: 1, heads: 1}
        training: {steps: 2, batch-size: 2, evaluate-every: 0}
        seeds: 1
        """;
    Path text = Files.write(folder.resolve("text.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    Cli.Result latin = run(sweep, "--engine", "dl4j", "--slots", "1");
    assertThat(latin.code()).isEqualTo(2);
    assertThat(latin.err()).startsWith("Cannot read text.txt: expected UTF-8, got ");
    assertThat(folder.resolve("out/trials")).doesNotExist();

    Files.writeString(text, "to be or not to be\n".repeat(40));
    assertThat(run(sweep, "--engine", "dl4j", "--slots", "1").code()).isZero();
    Files.writeString(text, "the quick brown fox jumps over a lazy dog\n".repeat(20));
    String[] plan = {
      "plan",
      folder.resolve("toys.yaml").toString(),
      "--out",
      folder.resolve("out").toString(),
      "--data",
      folder.toString()
    };
    assertThat(Cli.run(plan).out())
        .endsWith("A run trains 0 trials, and 1 again whose data have changed.\n");
    String twoSeeds = sweep.replace("seeds: 1", "seeds: 2");
    Cli.Result changed = run(twoSeeds, "--engine", "dl4j", "--slots", "1");

    assertThat(changed.code()).isZero();
    assertThat(changed.err())
        .contains("The data files have changed since 1 trial ended: training again")
        .contains("2 trials, 0 done before");
    assertThat(changed.out())
        .startsWith("texts: 2 trials, 2 completed\n")
        .containsPattern("parameters +[0-9,]+\n");
    assertThat(folder.resolve("out/trials")).isDirectoryContaining("glob:**.json.other-data");
    Files.delete(text);
    Cli.Result gone = run(twoSeeds, "--engine", "dl4j", "--slots", "1");
    assertThat(gone.out()).as("nothing is left to train").isEqualTo(changed.out());
    assertThat(gone.code()).isZero();
  }

  private Cli.Result run(String sweep, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("toys.yaml"), sweep);
    List<String> words =
        new ArrayList<>(
            List.of(
                "run", file.toString(),
                "--out", folder.resolve("out").toString(),
                "--data", folder.toString(),
                "--conf", "spark.ui.enabled=false"));
    if (!List.of(more).contains("--engine")) {
      words.addAll(List.of("--engine", ToyEngine.NAME));
    }
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0]));
  }

  private List<String> trained() throws IOException {
    return Files.readAllLines(folder.resolve(ToyEngine.TRAINED));
  }
}
