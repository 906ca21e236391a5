package org.kvsweep.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.trial.PlainText;

/**
 * A call of {@code spark-submit}.
 *
 * @param program to run
 * @param options of spark-submit, settings aside
 * @param settings of Spark, by key
 * @param jar of the application, a path or URI
 * @param arguments of the application
 */
record SparkSubmit(
    Path program,
    List<String> options,
    Map<String, String> settings,
    String jar,
    List<String> arguments) {
  private static final String JVM_OPTIONS = "SPARK_SUBMIT_OPTS";

  SparkSubmit {
    options = List.copyOf(options);
    settings = new LinkedHashMap<>(settings);
    arguments = List.copyOf(arguments);
  }

  /**
   * Finds spark-submit as Spark's own scripts do.
   *
   * @throws IOException if there is none; the message says where it was looked for
   */
  static Path find(Map<String, String> environment) throws IOException {
    String home = environment.getOrDefault("SPARK_HOME", "");
    if (!home.isEmpty()) {
      Path program = Path.of(home, "bin", "spark-submit");
      if (!Files.isExecutable(program)) {
        throw new IOException(
            "Cannot find spark-submit: SPARK_HOME is set, expected an executable file, got "
                + program);
      }
      return program;
    }
    return onPath(environment.getOrDefault("PATH", ""))
        .orElseThrow(
            () ->
                new IOException(
                    "Cannot find spark-submit: expected SPARK_HOME to be set or spark-submit on"
                        + " PATH, got neither (pip install 'pyspark==3.5.*' brings one)"));
  }

  /** The program for a command that is only printed: its name alone where there is none here. */
  static Path toPrint(Map<String, String> environment) {
    try {
      return find(environment);
    } catch (IOException notHere) {
      return Path.of("spark-submit");
    }
  }

  private static Optional<Path> onPath(String path) {
    for (String folder : StringUtils.split(path, File.pathSeparatorChar)) {
      Path program = Path.of(folder, "spark-submit");
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--class", Main.class.getName()));
    command.addAll(options);
    settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.add(jar);
    command.addAll(arguments);
    return command;
  }

  /** Runs it with this process's input and output, and returns its exit code. */
  int run() throws IOException, InterruptedException {
    return run(command());
  }

  /** Runs it likewise in client mode, where the driver runs inside it. */
  int runWithDriver() throws IOException, InterruptedException {
    return run(StandardError.setAsideFor(command()));
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    try (AwaitedProcess awaited = AwaitedProcess.start(new ProcessBuilder(command).inheritIO())) {
      return awaited.process().waitFor();
    }
  }

  /**
   * Runs it in cluster mode, and returns 1 if it ends with 0 although the driver has failed, or it
   * has not said how the driver ended.
   *
   * @param driver whose end it logs
   * @param errors takes what it says
   */
  int run(LoggedDriver driver, PrintWriter errors) throws IOException, InterruptedException {
    ProcessBuilder program =
        new ProcessBuilder(command()).inheritIO().redirectError(ProcessBuilder.Redirect.PIPE);
    // A log of warnings says nothing of the driver. The user's own option comes later and wins.
    program.environment().merge(JVM_OPTIONS, LoggedDriver.LOG, (users, log) -> log + " " + users);
    LoggedDriver.Watch watch = driver.watch();
    try (AwaitedProcess awaited = AwaitedProcess.start(program);
        BufferedReader lines = awaited.process().errorReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        errors.println(PlainText.lines(line));
        errors.flush();
        watch.read(line);
      }
      int code = awaited.process().waitFor();
      Optional<String> complaint = code == 0 ? watch.complaint() : Optional.empty();
      complaint.ifPresent(errors::println);
      return complaint.isPresent() ? 1 : code;
    }
  }
}
