package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real signals to a process of its own. */
@Timeout(300)
class InterruptedRunIT {
  @TempDir private Path folder;
  private Process running;

  @AfterEach
  void end() {
    if (running != null) {
      running.destroyForcibly();
    }
  }

  @Test
  void afterAnInterruptTheSweepGoesOnWhereItWas() throws Exception {
    Path sweep =
        Files.writeString(
            folder.resolve("parrots.yaml"),
            "name: parrots\ntask: {name: toy-parrot, echoes: [1, 2, 7]}\n");
    startWithoutHangUps(sweep);
    waitForNote("going on");

    signal("HUP");
    signal("INT");

    assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String log = Files.readString(folder.resolve("log"));
    assertThat(running.exitValue()).as(log).isEqualTo(130);
    assertThat(log)
        .containsOnlyOnce("Stopping: running trials have 10 s.")
        .contains("parrots: 3 trials, 2 completed, 1 missing")
        .contains("Interrupted; run the same command again to go on.");

    start(Files.writeString(sweep, "name: parrots\ntask: {name: toy-parrot, echoes: [1, 2, 3]}\n"));
    assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exitValue()).isZero();
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
    waitForNote("going on");

    signal("HUP");
    signal("HUP");

    assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exitValue()).isEqualTo(129);
    assertThat(folder.resolve("out/trials")).doesNotExist();
  }

  private void start(Path sweep) throws IOException {
    start(List.of(), sweep);
  }

  /** As nohup does. */
  private void startWithoutHangUps(Path sweep) throws IOException {
    start(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"), sweep);
  }

  private void start(List<String> by, Path sweep) throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", sweep.toString(), "--out", folder.resolve("out").toString()));
    command.addAll(
        List.of("--engine", ToyEngine.NAME, "--data", folder.toString(), "--slots", "1"));
    running =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "log"))
            .start();
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void waitForNote(String note) throws Exception {
    while (!notes().contains(note)) {
      assertThat(running.waitFor(100, TimeUnit.MILLISECONDS))
          .as(Files.readString(folder.resolve("log")))
          .isFalse();
    }
  }

  private List<String> notes() throws IOException {
    Path trained = folder.resolve(ToyEngine.TRAINED);
    return Files.exists(trained) ? Files.readAllLines(trained) : List.of();
  }
}
