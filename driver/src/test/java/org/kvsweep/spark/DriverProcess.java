package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kvsweep.ChildProcess;

/** {@code kvsweep run} as a process of its own, with executors that are processes too. */
final class DriverProcess {
  private DriverProcess() {}

  /** Runs that sweep with two executors of one core. */
  static ChildProcess run(Path sweep, Path out, Path data) throws IOException {
    return run("local-cluster[2,1,1024]", sweep, out, data, List.of());
  }

  /** Runs that sweep on that master, with more options of {@code run}. */
  static ChildProcess run(String master, Path sweep, Path out, Path data, List<String> more)
      throws IOException {
    Path log = Files.createTempFile(data, "driver", ".log");
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java")));
    command.addAll(ChildProcess.BRIEF);
    command.add("-Xmx512m");
    command.add("-Dlog4j2.configurationFile=classpath:kvsweep-log4j2.properties");
    command.addAll(List.of(LocalCluster.OTHER_DIGITS.split(" ")));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(List.of("-cp", LocalCluster.classPath(), "org.kvsweep.cli.Main", "run"));
    command.addAll(List.of(sweep.toString(), "--out", out.toString(), "--data", data.toString()));
    command.addAll(List.of("--engine", SurvivorEngine.NAME));
    command.addAll(List.of("--master", master));
    LocalCluster.executorSettings()
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(more);
    return ChildProcess.start(new ProcessBuilder(command), log);
  }
}
