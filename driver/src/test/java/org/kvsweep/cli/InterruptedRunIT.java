package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;

/** Real signals to a process of its own. */
class InterruptedRunIT {
  @TempDir private Path folder;
  private ChildProcess running;

  @AfterEach
  void end() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void afterAnInterruptTheSweepGoesOnWhereItWas() throws Exception {
    Path sweep =
        Files.writeString(
            folder.resolve("parrots.yaml"),
            "name: parrots\ntask: {name: toy-parrot, echoes: [1, 2, 7]}\n");
    startWithoutHangUps(sweep);
    awaitNote("going on");

    running.signal("HUP");
    running.signal("INT");

    assertThat(running.exitCode()).as(running.log()).isEqualTo(130);
    assertThat(running.log())
        .containsOnlyOnce("Stopping: running trials have 10 s to save their state.")
        .contains("parrots: 3 trials, 2 completed, 1 missing")
        .contains("Interrupted; run the same command again to continue.");

    start(Files.writeString(sweep, "name: parrots\ntask: {name: toy-parrot, echoes: [1, 2, 3]}\n"));
    assertThat(running.exitCode()).as(running.log()).isZero();
    assertThat(notes().stream().filter(note -> !note.equals("going on")))
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  @Test
  void aTerminalThatClosesEndsTheSweepLikewise() throws Exception {
    start(
        Files.writeString(
            folder.resolve("parrots.yaml"),
            "name: parrots\ntask: {name: toy-parrot, echoes: 7}\n"));
    awaitNote("going on");

    running.signal("HUP");
    running.signal("HUP");

    assertThat(running.exitCode()).as(running.log()).isEqualTo(129);
    assertThat(folder.resolve("out/trials")).doesNotExist();
  }

  /** As where a laptop is closed and opened again; Spark's patience is shorter here. */
  @Test
  void aSweepGoesOnAfterTheMachineHasSlept() throws Exception {
    Path sweep =
        Files.writeString(
            folder.resolve("parrots.yaml"), "name: parrots\ntask: {name: toy-parrot, echoes: 7}\n");
    start(
        List.of(),
        sweep,
        "spark.executor.heartbeatInterval=1s",
        "spark.network.timeout=5s",
        "spark.network.timeoutInterval=1s",
        "spark.executor.heartbeat.maxFailures=1");
    awaitNote("going on");

    running.signal("STOP");
    assertThat(running.endsWithin(8_000)).isFalse();
    running.signal("CONT");

    assertThat(running.endsWithin(8_000)).as(running.log()).isFalse();
    running.signal("INT");
    assertThat(running.exitCode()).as(running.log()).isEqualTo(130);
    assertThat(notes()).containsExactly("going on");
  }

  private void start(Path sweep) throws IOException {
    start(List.of(), sweep);
  }

  /** As nohup does. */
  private void startWithoutHangUps(Path sweep) throws IOException {
    start(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"), sweep);
  }

  private void start(List<String> by, Path sweep, String... settings) throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(ChildProcess.jdk("java"));
    command.addAll(ChildProcess.BRIEF);
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", sweep.toString(), "--out", folder.resolve("out").toString()));
    command.addAll(
        List.of("--engine", ToyEngine.NAME, "--data", folder.toString(), "--slots", "1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    for (String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    running = ChildProcess.start(new ProcessBuilder(command), folder.resolve("log"));
  }

  private void awaitNote(String note) throws Exception {
    running.await("noted " + note, () -> notes().contains(note));
  }

  private List<String> notes() throws IOException {
    Path trained = folder.resolve(ToyEngine.TRAINED);
    return Files.exists(trained) ? Files.readAllLines(trained) : List.of();
  }
}
