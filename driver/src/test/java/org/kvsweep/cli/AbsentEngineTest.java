package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.api.Kvsweep;
import org.kvsweep.report.SampleFolder;

/** Results of an engine whose jar is not on the class path: they are read, and not gone on with. */
class AbsentEngineTest {
  private static final String SWEEP =
      """
      name: engines
      task: {name: toy-echo, length: 16}
      model: {depth: 1}
      engine: [dl4j, torch]
      compare: training.engine
      seeds: 3
      """;

  private static final String REFUSAL =
      ": training.engine: expected one of dl4j, fake, sleeping, survivor, toy, got torch; it has a"
          + " jar of its own: make it by ./mvnw -Ptorch -DskipTests package";

  @TempDir private Path root;
  private String folder;

  @BeforeEach
  void train() throws IOException {
    folder = root.resolve("engines").toString();
    try (SampleFolder sample = SampleFolder.open(root.resolve("engines"), SWEEP)) {
      sample.complete(6);
    }
  }

  private static Cli.Result run(String... words) {
    return Cli.run(Map.of("COLUMNS", "120"), words);
  }

  @Test
  void theReportComparesTheEngines() throws IOException {
    Cli.Result report = run("report", folder);

    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.err()).isEmpty();
    assertThat(report.out())
        .contains("engines: 6 trials, 6 completed", "engine dl4j", "engine torch")
        .doesNotContain("outside", "attention");
    assertThat(Files.readString(root.resolve("engines/report.html"))).contains("engine torch");
    assertThat(run("report", folder, folder, "--compare", "training.engine").err()).isEmpty();
    assertThat(Kvsweep.read(folder, new Configuration(false)).trials()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "watch", "best", "export --to tensorboard"})
  void itIsReadByThe(String command) {
    Cli.Result read = run((command + " " + folder).split(" "));

    assertThat(read.code()).as(read.err()).isZero();
    assertThat(read.err()).doesNotContain("expected");
  }

  @Test
  void theLogOfATrialNamesItsEngine() {
    List<String> ids =
        run("list", folder)
            .out()
            .lines()
            .skip(1)
            .map(line -> StringUtils.substringBefore(line, " "))
            .toList();
    assertThat(ids.stream().map(id -> run("log", folder + "/" + id).out()))
        .filteredOn(log -> log.contains("engine torch"))
        .hasSize(3);
  }

  @Test
  void theBestSettingsAreWrittenAsASweepFile() {
    Cli.Result best = run("best", folder, "--yaml");

    assertThat(best.out()).as(best.err()).contains("engine", "torch");
  }

  @Test
  void nothingIsTrainedOrPlannedWithoutIt() throws IOException {
    Path file = Files.writeString(root.resolve("again.yaml"), SWEEP);
    for (String command : List.of("run", "plan", "bench", "submit --master local --dry-run")) {
      Cli.Result refused = run((command + " " + file).split(" "));

      assertThat(refused.code()).as(command).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("again.yaml:4" + REFUSAL);
    }
    assertThat(run("plan", folder).err()).contains("sweep.yaml:4" + REFUSAL);
    Files.writeString(file, SWEEP.replace("torch", "torhc"));
    assertThat(run("run", file.toString()).err())
        .contains("again.yaml:4: training.engine: expected one of dl4j, ", ", got torhc");
  }

  @Test
  void aSavedNameThatNoEngineHasReachesNoTerminalAndNoPage() throws IOException {
    Path saved = root.resolve("engines/sweep.yaml");
    Files.writeString(saved, SWEEP.replace("torch", "\"\\e[2J<script>\""));

    Cli.Result report = run("report", folder);

    assertThat(report.err())
        .contains("sweep.yaml:4: training.engine: expected a name of at most 40 small letters")
        .doesNotContain("\u001b");
    assertThat(report.out()).contains("6 completed").doesNotContain("\u001b");
    assertThat(Files.readString(root.resolve("engines/report.html"))).doesNotContain("[2J<script>");
  }
}
