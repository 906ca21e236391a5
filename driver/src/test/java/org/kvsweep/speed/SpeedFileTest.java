package org.kvsweep.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

class SpeedFileTest {
  private static final StepShape SMALL = new StepShape("small");
  private static final StepShape LARGE = new StepShape("large");
  private static final StepSpeed FAST =
      new StepSpeed(0.002, OptionalDouble.of(0.0021), Instant.parse("2026-01-02T03:04:05Z"));
  private static final StepSpeed SLOW =
      new StepSpeed(1.5, OptionalDouble.empty(), Instant.parse("2026-02-02T03:04:05Z"));

  @TempDir private Path folder;
  private SpeedFile file;

  @BeforeEach
  void measureOnce() throws IOException {
    file = file("A CPU", "1.0");
    file.add(new MeasuredSpeeds(Map.of(SMALL, FAST)));
  }

  private SpeedFile file(String cpu, String build) {
    return new SpeedFile(folder.resolve("kvsweep"), cpu, build, () -> "fused");
  }

  @Test
  void whatIsMeasuredLaterIsAdded() throws IOException {
    file.add(new MeasuredSpeeds(Map.of(LARGE, SLOW)));

    assertThat(file.read().steps())
        .containsExactlyInAnyOrderEntriesOf(Map.of(SMALL, FAST, LARGE, SLOW));
    assertThat(FAST.stepsOfTwo().orElseThrow()).isBetween(1.90, 1.91);
    assertThat(SLOW.seconds(8)).isEqualTo(1.5);
    try (Stream<Path> files = Files.list(file.path().getParent())) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void anotherCpuHasItsOwnFileAndAnotherBuildReplacesIt() throws IOException {
    assertThat(file("Another CPU", "1.0").read()).isEqualTo(MeasuredSpeeds.NONE);
    assertThat(file("A CPU", "1.1").read()).isEqualTo(MeasuredSpeeds.NONE);
    assertThat(new SpeedFile(file.path().getParent(), "A CPU", "1.0", () -> "plain").read())
        .isEqualTo(MeasuredSpeeds.NONE);

    file("A CPU", "1.1").add(new MeasuredSpeeds(Map.of(LARGE, SLOW)));

    assertThat(file("A CPU", "1.1").read().steps()).containsOnlyKeys(LARGE);
    assertThat(file.read()).isEqualTo(MeasuredSpeeds.NONE);
  }

  @Test
  void trialsWithLongSettingsAreToldApartToo() throws IOException {
    String columns = "a-column, ".repeat(2000);
    StepShape one = StepShape.of(table(columns + "one"));
    StepShape other = StepShape.of(table(columns + "other"));

    file.add(new MeasuredSpeeds(Map.of(one, FAST, other, SLOW)));

    assertThat(file.read().of(table(columns + "one"))).contains(FAST);
    assertThat(file.read().of(table(columns + "other"))).contains(SLOW);
    assertThat(file.read().of(table("one"))).isEmpty();
    assertThat(StepShape.of(table("one")).text())
        .as("what files have that are there already")
        .isEqualTo(
            """
            {"model":{},"seed":0,"task":{"ignore":"one"},"training":{}} 1 parameters, 3 operations""");
  }

  private static PlannedTrial table(String ignored) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, "table", "ignore", ignored)),
            new Settings(Map.of()),
            new Settings(Map.of("epochs", 2L)),
            1);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 2, 3, 4, 5));
  }

  @Test
  void aHostileFileCountsAsNothingMeasured() throws IOException {
    String good = Files.readString(file.path());
    for (String hostile :
        new String[] {
          "",
          "[]",
          "[".repeat(100_000),
          good.replace("0.002,", "-1,"),
          good.replace("0.002,", "\"NaN\","),
          good.replace("0.002,", "1e300,"),
          good.replace("0.0021", "\"Infinity\""),
          good.replace("2026-01-02", "tomorrow"),
          good.replace("\"small\"", "\"" + "x".repeat(30_000) + "\""),
          good.replace("\"small\"", "7"),
          good + good
        }) {
      Files.writeString(file.path(), hostile);
      assertThat(file.read()).as(hostile).isEqualTo(MeasuredSpeeds.NONE);
    }
    Files.writeString(file.path(), good + " ".repeat(10_000_001));
    assertThat(file.read()).isEqualTo(MeasuredSpeeds.NONE);

    file.add(new MeasuredSpeeds(Map.of(LARGE, SLOW)));
    assertThat(file.read().steps()).containsOnlyKeys(LARGE);
  }
}
