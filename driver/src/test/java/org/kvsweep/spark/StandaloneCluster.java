package org.kvsweep.spark;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone master and its workers, each a process on this machine, and a Spark installation
 * made of the jars that Maven brought. Closing ends all of them.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final Path folder;
  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  /** Starts a master; its files and those of the workers go to that folder. */
  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = install(folder.resolve("spark"));
    Process process =
        start("master", List.of(), "master.Master", "--port", "0", "--webui-port", "0");
    this.master = await(process, "master", MASTER);
  }

  String master() {
    return master;
  }

  /** What SPARK_HOME has to be. */
  Path home() {
    return home;
  }

  /** A worker with two cores, once the master knows it. */
  Process addWorker(String name, String... options) throws IOException, InterruptedException {
    List<String> jvm = new ArrayList<>(List.of(options));
    jvm.add("-Dspark.worker.cleanup.enabled=false");
    Process worker =
        start(
            name,
            jvm,
            "worker.Worker",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "2",
            "--memory",
            "4g",
            "--work-dir",
            work(name).toString(),
            master);
    await(worker, name, REGISTERED);
    return worker;
  }

  /** The folder that the worker of that name keeps applications and drivers in. */
  Path work(String worker) {
    return folder.resolve(worker + ".work");
  }

  /** What executors and drivers of that worker have written to their logs. */
  String logs(String worker) throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(work(worker))) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
        logs.append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  /** Runs ./kvsweep with this Spark; its output goes to a file of that name. */
  int kvsweep(String name, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("../kvsweep"));
    command.addAll(arguments);
    return launch(name, command).waitFor();
  }

  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"), StandardCharsets.UTF_8);
  }

  private Process start(String name, List<String> options, String type, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(opens());
    command.addAll(options);
    command.addAll(List.of("-Xmx512m", "-cp", home.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy." + type, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    return launch(name, command);
  }

  private Process launch(String name, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    Map<String, String> environment = new HashMap<>(builder.environment());
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String await(Process process, String name, Pattern line)
      throws IOException, InterruptedException {
    Matcher found = line.matcher(log(name));
    while (!found.find()) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " has ended: " + log(name));
      }
      found = line.matcher(log(name));
    }
    return found.group();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> opens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add"))
        .toList();
  }

  /** As Spark's own download is laid out: jars, and spark-submit, which asks Spark's launcher. */
  private static Path install(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    String classPath = Files.readString(Path.of("target/spark.classpath")).strip();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        mapfile -d '' -t words < <("$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" \\
          org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
        words[1]=${words[1]#$'\\n'}
        exec "${words[@]:1}"
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  @Override
  public void close() {
    // Workers end their executors when they are asked to end; the master goes last.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroy();
    }
    processes.forEach(process -> process.onExit().join());
  }
}
