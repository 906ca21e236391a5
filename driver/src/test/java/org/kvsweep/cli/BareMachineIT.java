package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;

/**
 * Commands where little is given, as in a container or on a laptop off its network: the user has no
 * name and no home, the name of the machine does not resolve, and there is no network.
 */
class BareMachineIT {
  private static final List<String> BARE =
      List.of(
          "unshare",
          "-r",
          "-n",
          "-u",
          "sh",
          "-c",
          "ip link set lo up && hostname build-box.unknown"
              + " && exec unshare -U --map-user=12345 --map-group=12345 \"$@\"",
          "sh");

  @TempDir private Path folder;

  /** Runs commands one after the other, as long as each ends well. */
  static final class Commands {
    public static void main(String[] lines) {
      for (String line : lines) {
        int code = Main.run(line.split(" ", -1));
        System.err.println("ended with " + code + ": " + line);
        if (code != ExitCode.OK) {
          System.exit(code);
        }
      }
    }
  }

  @Test
  void commandsNeedNeitherAUsersNameNorAHostNameNorAHome() throws Exception {
    assumeThat(runs("true")).as("a Linux with user namespaces").isTrue();
    Path out = folder.resolve("out");
    Path sweep =
        Files.writeString(folder.resolve("toys.yaml"), "name: toys\ntask: {name: toy-echo}\n");
    Path work = Files.createDirectory(folder.resolve("work"));
    Path data = Files.createDirectory(folder.resolve("data"));

    String log =
        commands(
            work,
            "plan " + sweep,
            "run " + sweep + " --engine toy --slots 1 --out " + out + " --data " + data,
            "report " + out,
            "export " + out + " --to parquet,tensorboard",
            "data list");

    assertThat(log.lines().filter(line -> line.startsWith("ended with 0"))).as(log).hasSize(5);
    assertThat(log)
        .contains("toys: 1 trial, 1 completed")
        .doesNotContain("\tat ", "Exception", "WARN ");
    assertThat(work).as("the folder it was started in").isEmptyDirectory();
    assertThat(out.resolve("export-parquet/trials.parquet")).isNotEmptyDirectory();
  }

  /** What the commands print, in a process that has a number for a user and no home. */
  private String commands(Path work, String... lines) throws IOException, InterruptedException {
    List<String> java = new ArrayList<>();
    java.add(ChildProcess.jdk("java"));
    java.add("-XX:TieredStopAtLevel=1");
    java.add("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")));
    java.add("-Dlog4j2.configurationFile=classpath:kvsweep-log4j2.properties");
    java.addAll(ChildProcess.moduleOptions());
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), Commands.class.getName()));
    java.addAll(Arrays.asList(lines));
    List<String> command = new ArrayList<>(BARE);
    command.addAll(java);
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().keySet().removeAll(List.of("HOME", "USER", "SPARK_LOCAL_IP"));
    try (ChildProcess process = ChildProcess.start(builder, folder.resolve("log"))) {
      int unused = process.exitCode();
      return process.log();
    }
  }

  private static boolean runs(String program) throws InterruptedException {
    List<String> command = new ArrayList<>(BARE);
    command.add(program);
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noUnshare) {
      return false;
    }
  }
}
