package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.speed.MeasuredSpeeds;
import org.kvsweep.speed.StepShape;
import org.kvsweep.speed.StepSpeed;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialJson;
import picocli.CommandLine;

class BenchCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeASweep() throws IOException {
    file = folder.resolve("sweep.yaml");
    Files.writeString(
        file,
        """
        name: parrots
        engine: toy
        task: {name: toy-parrot, echoes: 7}
        model: {attention: [qkv, kv]}
        training: {learning-rate: [0.1, 0.2]}
        seeds: 2
        """);
  }

  private Map<String, String> environment() {
    return Map.of("XDG_CACHE_HOME", folder.toString(), "COLUMNS", "80");
  }

  private Cli.Result bench(int cores, String... more) {
    BenchCommand command =
        new BenchCommand(
            TaskCatalog::load,
            environment(),
            Clock.fixed(NOW, ZoneOffset.UTC),
            precision -> 1e18,
            "Some CPU",
            cores);
    List<String> words = new ArrayList<>(List.of(file.toString(), "--data", folder.toString()));
    words.addAll(List.of(more));
    if (!words.contains("--seconds")) {
      words.addAll(List.of("--seconds", "0.01"));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler(new UsageError())
            .setExecutionExceptionHandler(new UnexpectedError(() -> false))
            .execute(words.toArray(String[]::new));
    return new Cli.Result(code, out.toString(), err.toString());
  }

  @Test
  void cellsWithEqualStepsAreMeasuredOnceAndShownWithTheirShareOfThePeak() {
    Cli.Result bench = bench(2);

    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.err())
        .contains("Measuring 2 kinds of steps, alone and two side by side: about ")
        .contains("toy-parrot kv learning-rate=0.1 (2 of 2): ");
    assertThat(bench.out())
        .startsWith("parrots on Some CPU, a core for each trial:\n\nsteps like ")
        .contains("steps like", "cells", "a step", "GFLOP/s", "of peak", "2 at once")
        .containsPattern("toy-parrot qkv learning-rate=0.1 +2 +0\\.00 ms .* % +\\d+\\.\\d\\d\n")
        .contains("Peak of a core on large products: 1.00 G GFLOP/s in float.\n");
    assertThat(bench.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aPlanUsesWhatWasMeasuredHereAndSaysSo() throws IOException {
    String[] plan = {"plan", file.toString(), "--data", folder.toString()};
    assertThat(Cli.run(environment(), plan).out()).contains("at the usual speed of one core.");

    List<PlannedTrial> trials = SweepFile.read(file, TaskCatalog.load()).trials();
    keep(trials.get(0));
    assertThat(Cli.run(environment(), plan).out())
        .contains("at the speed measured here, or the usual one.")
        .contains("The speed of a part was measured here on 2026-11-28 (kvsweep bench); ");
    trials.forEach(this::keep);
    assertThat(Cli.run(environment(), plan).out())
        .contains(" at the speed measured here.\nThe speed was measured here on 2026-11-28")
        // 10 steps of a second, or of two beside another trial.
        .contains(" 20 s\n");
    assertThat(Cli.run(environment(), "plan", file.toString(), "--slots", "1").out())
        .contains(" 10 s\n", "about 1 min 20 s on 1 slot");
    assertThat(Cli.run(environment(), "plan", file.toString(), "--gflops", "1").out())
        .contains("The speed is assumed (--gflops sets it)");
  }

  private void keep(PlannedTrial trial) {
    try {
      MeasuredHere.file(environment())
          .add(
              new MeasuredSpeeds(
                  Map.of(StepShape.of(trial), new StepSpeed(1, OptionalDouble.of(2), NOW))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsMeasuredIsKeptUnlessOtherWorkDisturbedIt() {
    Cli.Result bench = bench(1);

    boolean kept = bench.err().contains("Kept for kvsweep plan in " + folder);
    assertThat(MeasuredHere.file(environment()).read().steps().isEmpty()).isEqualTo(!kept);
    assertThat(kept || bench.err().contains("Other work took time of the cores, so 2 of 2 figures"))
        .as(bench.err())
        .isTrue();
  }

  @Test
  void withOneCoreNothingRunsSideBySideAndJsonHasTheFigures() {
    Cli.Result bench = bench(1, "--json", "--set", "model.attention=kv");

    assertThat(bench.code()).isZero();
    assertThat(bench.err()).contains("Measuring 1 kind of steps: about ");
    var json = TrialJson.parse(bench.out());
    assertThat(json.path("peakFlopsPerSecond").path("float").asDouble()).isEqualTo(1e18);
    assertThat(json.path("steps")).hasSize(1);
    var step = json.path("steps").get(0);
    assertThat(step.path("like").asText()).isEqualTo("toy-parrot kv learning-rate=0.1");
    assertThat(step.path("seconds").asDouble()).isPositive();
    assertThat(step.path("shareOfPeak").asDouble())
        .isEqualTo(step.path("flopsPerSecond").asDouble() / 1e18);
    assertThat(step.has("sideBySideSeconds")).isFalse();
    assertThat(bench(1).out()).contains("Nothing was measured side by side: this machine has one");
  }

  @Test
  void whatCannotBeTrainedIsSaidAndTheRestIsMeasured() {
    Cli.Result bench = bench(2, "--set", "task.echoes=[1, 7]", "--set", "model.attention=kv");

    assertThat(bench.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(bench.err())
        .contains(
            "Cannot measure toy-parrot kv echoes=1 learning-rate=0.1 (1 of 2): it ends before")
        .contains("toy-parrot kv echoes=7 learning-rate=0.1 (2 of 2): ");
    assertThat(bench.out()).contains("echoes=7 ").doesNotContain("echoes=1 ");
  }

  @Test
  void dataBesideTheSweepFileAreFoundAsARunFindsThem() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("own.txt"), "to be or not to be\n".repeat(40));
    file = home.resolve("own.yaml");
    Files.writeString(
        file,
        """
        name: own
        task: {name: characters, file: own.txt, context: 8}
        model: {attention: kv, width: 16, depth: 1, heads: 2}
        training: {epochs: 1, batch-size: 4}
        """);

    Cli.Result bench = bench(1);

    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out()).containsPattern("characters kv +1 +[\\d.]+ ms");
  }

  @Test
  void aTrialOfSeveralWorkersIsMeasuredAsOneOfThem() throws IOException {
    Files.writeString(
        file,
        """
        name: together
        task: {name: copy, length: 8, train: 640}
        model: {attention: kv, width: 16, depth: 1, heads: 2}
        training: {epochs: 1, batch-size: 16, distribute: data, workers: 2}
        """);

    Cli.Result bench = bench(1);

    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out()).containsPattern("copy kv +1 +[\\d.]+ ms");
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(bench(1, "--seconds", "0").err())
        .startsWith("Cannot use --seconds: expected more than 0, at most 3600, got 0.0");
    assertThat(bench(1, "--set", "model.widht=3").err()).contains("widht");
  }
}
