package org.kvsweep.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code kvsweep run} as a process of its own, with executors that are processes too. */
final class DriverProcess implements AutoCloseable {
  private static final int MINUTES = 3;

  private final Process process;
  private final Path log;

  private DriverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Runs that sweep with two executors of one core. */
  static DriverProcess run(Path sweep, Path out, Path data) throws IOException {
    return run("local-cluster[2,1,1024]", sweep, out, data, List.of());
  }

  /** Runs that sweep on that master, with more options of {@code run}. */
  static DriverProcess run(String master, Path sweep, Path out, Path data, List<String> more)
      throws IOException {
    Path log = Files.createTempFile(data, "driver", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It starts often and never runs long.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.add("-Dlog4j2.configurationFile=classpath:kvsweep-log4j2.properties");
    command.addAll(List.of(LocalCluster.OTHER_DIGITS.split(" ")));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add"))
        .forEach(command::add);
    command.addAll(List.of("-cp", LocalCluster.classPath(), "org.kvsweep.cli.Main", "run"));
    command.addAll(List.of(sweep.toString(), "--out", out.toString(), "--data", data.toString()));
    command.addAll(List.of("--engine", SurvivorEngine.NAME));
    command.addAll(List.of("--master", master));
    LocalCluster.executorSettings()
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new DriverProcess(process, log);
  }

  /** Waits until it has printed that so many times; false if it ended before. */
  boolean awaitLine(String part, int times) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (count(part) < times) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        return count(part) >= times;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not " + times + " times " + part + ":\n" + log());
      }
    }
    return true;
  }

  /** Waits for so long at most; true if it has ended. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  private long count(String part) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(part)).count();
  }

  /** Its exit code, once it has ended. */
  int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new AssertionError("still running:\n" + log());
    }
    return process.exitValue();
  }

  void signal(String name) {
    Processes.signal(process.pid(), name);
  }

  /** Ends it as the system does, without a chance to say goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
