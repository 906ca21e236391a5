package org.kvsweep.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kvsweep.kernel.cpu.UnusedVectors;

/**
 * Starts the driver that {@code spark-submit} has started once more, with the Vector API of the
 * JDK, which a running JVM can't load. Executors get it by a Spark setting; where trials run in the
 * driver itself, as with the master {@code local[2]}, this is the only way.
 *
 * @param words the command line of the second process
 */
record VectorDriver(List<String> words) {
  private static final String SPARK_SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final String FIRST = "kvsweep.firstDriver";
  private static final String THREADS = "OMP_NUM_THREADS";

  VectorDriver {
    words = List.copyOf(words);
  }

  /** Returns the second driver for this process; empty if spark-submit did not start it. */
  static Optional<VectorDriver> ofThisProcess() {
    return System.getProperty(FIRST) == null
        ? of(commandLine(), ProcessHandle.current().pid())
        : Optional.empty();
  }

  static Optional<VectorDriver> of(List<String> first, long pid) {
    if (!first.contains(SPARK_SUBMIT)) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(first);
    words.addAll(1, List.of(UnusedVectors.REMEDY, "-D%s=%d".formatted(FIRST, pid)));
    return Optional.of(new VectorDriver(words));
  }

  /** The Java program and its arguments; empty where the system does not say. */
  private static List<String> commandLine() {
    try {
      // Java's own view of it ends after 4096 bytes.
      Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
      String line = new String(Files.readAllBytes(COMMAND_LINE), charset);
      return List.of(line.replaceFirst("\0$", "").split("\0", -1));
    } catch (IOException | IllegalArgumentException noLinux) {
      ProcessHandle.Info info = ProcessHandle.current().info();
      List<String> words = new ArrayList<>(info.command().stream().toList());
      info.arguments().map(Arrays::asList).ifPresent(words::addAll);
      return words;
    }
  }

  /** Runs it with the input and output of this process, and returns its exit code. */
  int run() throws IOException, InterruptedException {
    ProcessBuilder program = new ProcessBuilder(words).inheritIO();
    program.environment().putIfAbsent(THREADS, "1");
    try (AwaitedProcess awaited = AwaitedProcess.start(program)) {
      return awaited.process().waitFor();
    }
  }

  /** Has that done when the first driver ends that waits for this one, if there is one. */
  static void whenTheFirstEnds(Runnable action) {
    Optional<CompletableFuture<Void>> unused =
        Optional.ofNullable(Long.getLong(FIRST))
            .flatMap(ProcessHandle::of)
            .map(first -> first.onExit().thenRun(action));
  }
}
