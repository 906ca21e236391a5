package org.kvsweep.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;

class PlanCommandTest {
  @TempDir private Path folder;

  @Test
  void cellsTrialsCostAndTimeAreShown() throws IOException {
    Path file =
        write(
            """
            name: echoes
            task: {name: toy-echo, length: [16, 512]}
            model: {attention: [qkv, kv-pos], width: 128, depth: 4}
            seeds: 3
            """);

    Cli.Result plan = Cli.run("plan", file.toString(), "--slots", "4", "--gflops", "10");

    assertThat(plan.code()).isZero();
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .isEqualTo(
            """
            echoes: 4 cells, 12 trials

            cell                        seeds  parameters  FLOPs a step  steps  FLOPs a trial   memory  time a trial
            toy-echo qkv length=16          3     196,608        2.42 G     10         24.2 G  3.15 MB         2.4 s
            toy-echo kv-pos length=16       3     131,072        1.61 G     10         16.1 G  2.10 MB         1.6 s
            toy-echo qkv length=512         3     196,608        77.3 G     10          773 G  3.15 MB    1 min 17 s
            toy-echo kv-pos length=512      3     131,072        51.5 G     10          515 G  2.10 MB          52 s

            In all 3.99 TFLOP, about 2 min 09 s on 4 slots at 10 GFLOP/s a slot.
            The speed is assumed (--gflops sets it); evaluation and the start of Spark add to the time.
            Memory beside the Java heap: up to 3.15 MB a slot, 12.6 MB on 4 slots.
            With 3 seeds, the comparison of the table is likely (80 %) to find a difference of 3.3 standard deviations between seeds.
            For one standard deviation, it takes about 10 seeds.
            """);
  }

  @Test
  void whatSoManySeedsCanShowIsSaid() throws IOException {
    String sweep =
        """
        name: seeds
        task: {name: [reverse, swap], length: [16, 32]}
        model: {attention: %s, width: 64, depth: [1, 2]}
        seeds: %s
        """;

    assertThat(plan(sweep.formatted("[qkv, kv, kv-pos]", "5")))
        .contains("With 5 seeds, each of the 4 comparisons of the table is likely (80 %) to find")
        .contains("For one standard deviation, it takes about");
    assertThat(
            plan(
                sweep.formatted("[qkv, kv, kv-pos]", "5")
                    + "training: {precision: [float, bfloat16]}\n"))
        .as("each precision has rows of its own")
        .contains("With 5 seeds, each of the 8 comparisons of the table is likely");
    assertThat(plan(sweep.formatted("[qkv, kv, kv-pos]", "1")))
        .contains("One seed says nothing about chance: the table will call no difference");
    assertThat(plan(sweep.formatted("qkv", "5"))).as("one side").doesNotContain("of the table");
    assertThat(plan(sweep.formatted("[qkv, kv]", "{first: 3, most: 5}")))
        .as("results decide how many seeds there will be")
        .doesNotContain("of the table");
  }

  @Test
  void whatSoManySeedsCanShowOfRankedCellsIsSaid() throws IOException {
    String rows =
        IntStream.range(0, 40).mapToObj(row -> row + "," + row % 2 + "\n").collect(joining());
    Files.writeString(folder.resolve("parity.csv"), "number,odd\n" + rows);

    String ranked =
        """
        name: ranked
        task: {name: table, file: parity.csv, target: odd}
        model: {width: [4, 8, 16], depth: 1}
        seeds: 50
        """;
    assertThat(plan(ranked + "training: {batch-size: 4}\ndistribute: [none, data]\n"))
        .as("each cell with the best of as many workers")
        .contains("With 50 seeds, each of the 4 comparisons of the table is likely");
    assertThat(plan(ranked + "training: {batch-size: 8}\n"))
        .as("each cell with the best")
        .contains("With 50 seeds, each of the 2 comparisons of the table is likely (80 %) to find")
        .doesNotContain("For one standard deviation");
  }

  private String plan(String sweep) throws IOException {
    return Cli.run("plan", write(sweep).toString()).out().replaceAll("\\s+", " ");
  }

  @Test
  void aMatrixThatKernelsCannotHoldIsSaidBeforeItIsTrained() throws IOException {
    String sweep =
        """
        name: long
        task: {name: reverse, length: 1024, train: 1000}
        model: {width: 64, depth: 1, heads: 4}
        training: {batch-size: %s}
        """;

    assertThat(Cli.run("plan", write(sweep.formatted("[64, 128, 256]")).toString()).out())
        .contains(
            "2 trials will fail on a CPU: a matrix of 4,294,967,296 bytes, where kernels take up to"
                + " 2,147,483,647; a smaller training.batch-size fits, up to 127.");
    assertThat(Cli.run("plan", write(sweep.formatted("127")).toString()).out())
        .doesNotContain("will fail");
  }

  @Test
  void aNarrowTerminalSeesFewerColumns() throws IOException {
    Path file =
        write(
            """
            name: echoes
            task: {name: toy-echo, length: [16, 512]}
            model: {attention: [qkv, kv-pos], width: 128, depth: 4}
            """);

    assertThat(narrow(80, file))
        .contains(
            "cell                        seeds  parameters  steps   memory  time a trial",
            "toy-echo qkv length=16          1     196,608     10  3.15 MB         2.4 s");
    assertThat(narrow(60, file))
        .contains(
            "cell               parameters   memory  time a trial",
            "qkv length=16         196,608  3.15 MB         2.4 s");
  }

  private static String narrow(int columns, Path file) {
    return Cli.run(
            Map.of("COLUMNS", Integer.toString(columns)), "plan", file.toString(), "--gflops", "10")
        .out();
  }

  @Test
  void figuresAreExactWhereTheDataAreThereAndSaidToBeEstimatesElsewhere() throws IOException {
    Path sweep =
        write(
            """
            name: own
            task: {name: characters, file: own.txt, context: 8}
            model: {attention: [qkv, kv], width: 16, depth: 1, heads: 2}
            training: {epochs: 1, batch-size: 4}
            """);

    String unread = Cli.run("plan", sweep.toString(), "--data", folder.toString()).out();
    assertThat(unread)
        .contains(
            "about 5.54 k",
            "Memory beside the Java heap: up to about ",
            "Figures with \"about\" are those of usual data");

    Files.writeString(folder.resolve("own.txt"), "to be or not to be\n".repeat(40));
    String read = Cli.run("plan", sweep.toString(), "--data", folder.toString()).out();
    assertThat(read).contains("3,656").doesNotContain("about 5");
    assertThat(read).doesNotContain("Figures with");
  }

  @Test
  void theSpeedIsTheUsualOneForTheSizeUnlessItIsGiven() throws IOException {
    Path small = write("name: a\ntask: {name: toy-echo, length: 1}\nmodel: {width: 32}\n");
    // 6 x 3 x 32^2 x 128 operations a block and step, far below the smallest that was measured.
    assertThat(Cli.run("plan", small.toString(), "--slots", "1").out())
        .contains("about 0.0 s on 1 slot at the usual speed of one core.");
    Path large =
        write("name: a\ntask: {name: toy-echo, length: 512}\nmodel: {width: 1024, depth: 8}\n");
    // 6 x 3 x 8 x 1024^2 x 512 x 128 = 9.9 TFLOP in each of 10 steps, at 94 GFLOP/s.
    assertThat(Cli.run("plan", large.toString(), "--slots", "1").out())
        .contains("In all 99.0 TFLOP, about 17 min 33 s on 1 slot at the usual speed of one core.");
  }

  @Test
  void whatHappensBeyondTrainingIsSaid() throws IOException {
    Path file =
        write(
            """
            name: halving
            task: {name: toy-echo}
            model: {depth: {from: 1, to: 4}}
            training: {epochs: 9}
            search: {method: random, samples: 3}
            early-stopping: {method: asha}
            exclude: [{model.depth: 4}]
            """);

    assertThat(Cli.run("plan", file.toString()).out())
        .contains(
            "3 samples, drawn at random with seed 0, each in every attention and seed: model.depth"
                + " from 1 to 4.\n",
            "Left out where model.depth is 4: ",
            "Stopped early (asha): at 11 % and 33 %",
            "at most about ");
  }

  @Test
  void aLargeGridIsNotShownInFullUnlessAskedFor() throws IOException {
    String lengths =
        IntStream.rangeClosed(1, 150).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    Path file = write("name: many\ntask: {name: toy-echo, length: [" + lengths + "]}\n");

    assertThat(Cli.run("plan", file.toString()).out().lines())
        .contains("... and 50 more cells (--all shows them)")
        .anyMatch(line -> line.contains("length=100 "))
        .noneMatch(line -> line.contains("length=101 "));
    assertThat(Cli.run("plan", file.toString(), "--all").out()).contains("length=150 ");
  }

  @Test
  void dataAreLookedForAndReadWhereARunWouldReadThem() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path sweep = write("name: a\ntask: {name: characters, file: own.txt, context: 8}\n");

    Cli.Result missing = Cli.run("plan", sweep.toString(), "--data", data.toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.out()).startsWith("a: 1 cell");
    assertThat(missing.err())
        .startsWith("Cannot find own.txt, which task.file names: looked for ")
        .contains(folder.resolve("own.txt") + " and " + data.resolve("own.txt"));

    Path steering = Files.writeString(folder.resolve("\u001b[2K.txt"), "to be\n".repeat(200));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(elsewhere.resolve("own.txt"), steering);
    Path hiding = Files.copy(sweep, elsewhere.resolve("sweep.yaml"));
    assertThat(Cli.run("plan", hiding.toString(), "--data", data.toString()).err())
        .as("whatever the name of a file tries on the terminal")
        .startsWith("Reads ")
        .doesNotContain("\u001b");

    Files.writeString(data.resolve("own.txt"), "to be or not to be\n".repeat(40));
    Cli.Result found = Cli.run("plan", sweep.toString(), "--data", data.toString());
    assertThat(found.code()).isZero();
    assertThat(found.err()).isEmpty();

    Path images = write("name: b\ntask: {name: mnist}\n");
    Cli.Result notFetched = Cli.run("plan", images.toString(), "--data", data.toString());
    assertThat(notFetched.err()).contains("This gets it: kvsweep data fetch mnist --data " + data);
    assertThat(notFetched.code()).as("a run would be refused").isEqualTo(2);
    assertThat(notFetched.out()).startsWith("b: 1 cell");
    assertThat(notFetched.err()).doesNotContain("There is no folder");
  }

  @Test
  void aDataFolderThatIsNotThereIsSaidWhereFilesAreMissing() throws IOException {
    Path images = write("name: b\ntask: {name: mnist}\n");
    Path none = folder.resolve("none");

    Cli.Result option = Cli.run("plan", images.toString(), "--data", none.toString());
    assertThat(option.code()).isEqualTo(2);
    assertThat(option.err()).startsWith("There is no folder " + none + " (--data).\nCannot find ");
    assertThat(Cli.run(Map.of("KVSWEEP_DATA", none.toString()), "plan", images.toString()).err())
        .startsWith("There is no folder " + none + " (KVSWEEP_DATA).\n");
    Path echo = write("name: c\ntask: {name: toy-echo}\n");
    assertThat(Cli.run("plan", echo.toString(), "--data", none.toString()).err()).isEmpty();
  }

  @Test
  void whatIsDoneAndWhatARunWouldAddIsSaid() throws IOException {
    Path results = folder.resolve("echoes");
    try (SampleFolder sample = SampleFolder.open(results, "echoes", 1)) {
      sample.complete(3).end(ToySweep.failed()).end(ToySweep.diverged());
    }

    Cli.Result plan = Cli.run("plan", results.toString(), "--slots", "1");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.code()).isZero();
    assertThat(plan.out())
        .startsWith("echoes: 12 cells, 12 trials\n")
        .endsWith(
            "\nIn %s, 5 of 12 trials have ended: 3 completed, 1 diverged, 1 failed, 7 missing.\nA run trains 7 trials.\n"
                .formatted(results));
    assertThat(Cli.run("plan", results.toString(), "--retry", "failed,diverged").out())
        .endsWith("A run trains 7 trials, and 2 again that ended without a result.\n");
    Cli.Result deeper =
        Cli.run("plan", results.toString(), "--set", "model.depth=[2, 3]", "--seeds", "2");
    assertThat(deeper.out())
        .startsWith("echoes: 12 cells, 24 trials\n")
        .contains("A run trains 22 trials", "3 trials more in the folder are not of this sweep.");
    Path other = write("name: other\ntask: {name: toy-parrot}\n");
    assertThat(Cli.run("plan", other.toString(), "--out", results.toString()).out())
        .contains("Cannot run other in " + results + ": the folder has 5 trials of sweep echoes");
    assertThat(Cli.run("plan", folder.toString()).err())
        .startsWith("Cannot read results from " + folder);
    Cli.Result wrong = Cli.run("plan", results.toString(), "--set", "model.depth=0");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("--set model.depth=0: model.depth: expected a whole ");
  }

  @Test
  void aResultsFolderIsNamedAsElsewhere() throws IOException {
    Path results = folder.resolve("echoes");
    try (SampleFolder sample = SampleFolder.open(results, "echoes", 1)) {
      sample.complete(3);
    }

    for (String place : List.of("file:" + results, results.toUri().toString())) {
      Cli.Result plan = Cli.run("plan", place);
      assertThat(plan.err()).isEmpty();
      assertThat(plan.out())
          .startsWith("echoes: 12 cells, 12 trials\n")
          .contains("\nIn " + place + ", 3 of 12 trials have ended");
    }
  }

  @Test
  void figuresThatNoMachineHasDoNotWrap() throws IOException {
    String sweep =
        """
        name: huge
        task: {name: reverse, length: 4096, train: 1000000}
        model: {attention: qkv, width: 1024, depth: 96, heads: 128}
        training: {epochs: 1, batch-size: %d}
        """;

    String thousand = plan(write(sweep.formatted(1_000)), "--slots", "1000000");
    String million = plan(write(sweep.formatted(1_000_000)), "--slots", "1000000");

    assertThat(thousand)
        .contains("39.6 P  1,000         39.6 E", "859 TB a slot, 859 EB on 1,000,000 slots.")
        .contains("a matrix of 8,589,934,592,000 bytes");
    assertThat(million)
        .as("no more operations than a long holds")
        .contains("9.22 E      1         9.22 E", "859 PB a slot, 859 ZB on 1,000,000 slots.")
        .contains("a matrix of 8,589,934,592,000,000 bytes");
  }

  @Test
  void trialsOfSeveralWorkersTakeAsManySlots() throws IOException {
    String sweep =
        """
        name: a
        task: {name: reverse, length: 16, train: 4096}
        model: {attention: kv, width: 16, depth: 1, heads: 2}
        training: {epochs: 1, batch-size: 64%s}
        seeds: 8
        """;
    Path alone = write(sweep.formatted(""));
    String[] options = {"--slots", "4", "--gflops", "0.001"};
    double seconds = secondsOf(plan(alone, options));

    Path together = write(sweep.formatted(", distribute: data, workers: 4"));

    // Two trials a slot, one after the other; then eight, each with a fourth of the steps.
    assertThat(secondsOf(plan(together, options))).isCloseTo(seconds, within(0.03 * seconds));
    assertThat(plan(together, "--slots", "2")).contains("A run needs 4 slots: ");
    assertThat(plan(together, options)).doesNotContain("A run needs");
  }

  private static String plan(Path file, String... options) {
    List<String> words = new ArrayList<>(List.of("plan", file.toString()));
    words.addAll(List.of(options));
    return Cli.run(words.toArray(String[]::new)).out();
  }

  private static double secondsOf(String plan) {
    Matcher time =
        Pattern.compile("FLOP, about (?:(\\d+) h )?(?:(\\d+) min ?)?(?:(\\d+) s)? on")
            .matcher(plan);
    assertThat(time.find()).as(plan).isTrue();
    double seconds = 0;
    for (int part = 1; part <= 3; part++) {
      seconds = 60 * seconds + (time.group(part) == null ? 0 : Integer.parseInt(time.group(part)));
    }
    return seconds;
  }

  @Test
  void slotsAndSpeedHaveToBeThoseOfAMachine() throws IOException {
    Path file = write("name: a\ntask: {name: toy-echo}\n");

    Cli.Result slots = Cli.run("plan", file.toString(), "--slots", "0");
    assertThat(slots.code()).isEqualTo(2);
    assertThat(slots.err()).startsWith("Cannot use --slots: expected at least 1, got 0\n");
    Cli.Result speed = Cli.run("plan", file.toString(), "--gflops", "-1");
    assertThat(speed.err())
        .startsWith("Cannot use --gflops: expected more than 0, at most 1000000000, got -1.0\n");
    assertThat(Cli.run("plan", file.toString(), "--gflops", "1.7e308").err())
        .startsWith("Cannot use --gflops: expected more than 0, at most 1000000000, got 1.7E308\n");
    assertThat(Cli.run("plan", file.toString(), "--gflops", "1e9").code()).isZero();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("sweep.yaml"), text);
  }
}
