package org.kvsweep.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kvsweep.ChildProcess;

/**
 * A standalone master and its workers, each a process on this machine, and a Spark installation
 * made of the jars that Maven brought. Closing ends all of them.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final Path folder;
  private final Path home;
  private final List<ChildProcess> processes = new ArrayList<>();
  private final String master;

  /** Starts a master; its files and those of the workers go to that folder. */
  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = SparkHome.install(folder.resolve("spark"));
    ChildProcess process =
        start("master", List.of(), "master.Master", "--port", "0", "--webui-port", "0");
    this.master = process.await(MASTER).group();
  }

  String master() {
    return master;
  }

  /** What SPARK_HOME has to be. */
  Path home() {
    return home;
  }

  /** A worker with two cores, once the master knows it. */
  ChildProcess addWorker(String name, String... options) throws IOException, InterruptedException {
    return addWorker(name, 2, options);
  }

  /** A worker with so many cores, once the master knows it. */
  ChildProcess addWorker(String name, int cores, String... options)
      throws IOException, InterruptedException {
    List<String> jvm = new ArrayList<>(List.of(options));
    jvm.add("-Dspark.worker.cleanup.enabled=false");
    ChildProcess worker =
        start(
            name,
            jvm,
            "worker.Worker",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "4g",
            "--work-dir",
            work(name).toString(),
            master);
    worker.await(REGISTERED);
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
    return launch(name, command).exitCode();
  }

  /** Runs a plain spark-submit with the application jar; its output goes to a file of that name. */
  int sparkSubmit(String name, String master, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/spark-submit").toString()));
    command.addAll(List.of("--master", master, "--class", "org.kvsweep.cli.Main"));
    command.add("target/kvsweep.jar");
    command.addAll(arguments);
    return launch(name, command).exitCode();
  }

  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"), StandardCharsets.UTF_8);
  }

  private ChildProcess start(String name, List<String> options, String type, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java")));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(ChildProcess.BRIEF);
    command.addAll(options);
    command.addAll(List.of("-Xmx512m", "-cp", home.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy." + type, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    return launch(name, command);
  }

  private ChildProcess launch(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = new HashMap<>(builder.environment());
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    ChildProcess process = ChildProcess.start(builder, folder.resolve(name + ".log"));
    processes.add(process);
    return process;
  }

  @Override
  public void close() throws IOException {
    // Workers end their executors when they are asked to end; the master goes last.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).end();
    }
  }
}
