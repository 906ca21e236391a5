package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.ChildProcess;
import org.kvsweep.LocalMachine;

/**
 * HDFS and YARN, each daemon a process on this machine: a NameNode, a DataNode, a ResourceManager
 * and NodeManagers. Closing ends all of them, with their containers.
 */
final class YarnCluster implements AutoCloseable {
  private static final String HDFS = "org.apache.hadoop.hdfs.server.";
  private static final String YARN = "org.apache.hadoop.yarn.server.";
  private static final String NODE_MANAGER = YARN + "nodemanager.NodeManager";
  private static final Pattern FORMATTED = Pattern.compile("successfully formatted");
  private static final Pattern SERVING = Pattern.compile("Serving GETs|IPC Server listener on");
  private static final Pattern BLOCKS_REPORTED = Pattern.compile("Successfully sent block report");
  private static final Pattern ACTIVE = Pattern.compile("Transitioned to active state");
  private static final Pattern REGISTERED = Pattern.compile("Registered with ResourceManager");
  private static final String ANY = "127.0.0.1:0";

  private final Path folder;
  private final Path home;
  private final Path conf;
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, ChildProcess> processes = new LinkedHashMap<>();

  /** A cluster without daemons; their files will go to that folder. */
  YarnCluster(Path folder) throws IOException {
    this.folder = folder;
    this.home = SparkHome.install(folder.resolve("spark"));
    for (String jar : List.of("spark-yarn.jar", "hadoop-yarn-server-web-proxy.jar")) {
      Files.createSymbolicLink(
          home.resolve("jars").resolve(jar), Path.of("target/hadoop", jar).toAbsolutePath());
    }
    Files.createFile(home.resolve("RELEASE")); // by which Spark knows that it is installed
    setAddresses();
    this.conf = configuration("conf", Map.of());
  }

  /** Starts HDFS and a ResourceManager. */
  void start() throws IOException, InterruptedException {
    start("format", conf, HDFS + "namenode.NameNode", "-format", "-nonInteractive")
        .await(FORMATTED);
    start("namenode", conf, HDFS + "namenode.NameNode").await(SERVING);
    start("datanode", conf, HDFS + "datanode.DataNode").await(BLOCKS_REPORTED);
    start("resourcemanager", conf, YARN + "resourcemanager.ResourceManager").await(ACTIVE);
  }

  private void setAddresses() throws IOException {
    settings.put("fs.defaultFS", "hdfs://127.0.0.1:" + LocalMachine.freePort());
    settings.put("hadoop.tmp.dir", folder.resolve("tmp").toString());
    settings.put("hadoop.http.filter.initializers", "");
    settings.put("dfs.replication", "1");
    settings.put("dfs.permissions.enabled", "false");
    for (String key :
        List.of(
            "dfs.namenode.http-address",
            "dfs.datanode.address",
            "dfs.datanode.http.address",
            "dfs.datanode.ipc.address",
            "yarn.resourcemanager.webapp.address",
            "yarn.nodemanager.address",
            "yarn.nodemanager.localizer.address",
            "yarn.nodemanager.webapp.address")) {
      settings.put(key, ANY);
    }
    settings.put("yarn.resourcemanager.hostname", "127.0.0.1");
    settings.put("yarn.nodemanager.hostname", "127.0.0.1");
    for (String service : List.of("", "scheduler.", "resource-tracker.", "admin.")) {
      settings.put(
          "yarn.resourcemanager." + service + "address", "127.0.0.1:" + LocalMachine.freePort());
    }
    settings.put("yarn.nodemanager.resource.memory-mb", "24576");
    settings.put("yarn.scheduler.maximum-allocation-mb", "24576");
    settings.put("yarn.scheduler.minimum-allocation-mb", "128");
    settings.put("yarn.nodemanager.resource.cpu-vcores", "8");
    settings.put("yarn.nodemanager.vmem-check-enabled", "false");
    settings.put("yarn.nodemanager.disk-health-checker.enable", "false");
    settings.put("yarn.nm.liveness-monitor.expiry-interval-ms", "10000");
    settings.put("yarn.scheduler.capacity.root.queues", "default");
    settings.put("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    watchMemory();
    offerGpus();
  }

  /** Nodes end containers whose processes use more memory than they have asked for. */
  private void watchMemory() {
    settings.put("yarn.nodemanager.pmem-check-enabled", "true");
    settings.put("yarn.nodemanager.container-monitor.interval-ms", "500");
    // True, as Hadoop 3 has it unless told otherwise, leaves it to cgroups, which are not used
    // here.
    settings.put("yarn.nodemanager.resource.memory.enforced", "false");
  }

  /** Each node has one GPU to give away, without Hadoop's plugin, which would look for it. */
  private void offerGpus() {
    settings.put("yarn.resource-types", "yarn.io/gpu");
    settings.put("yarn.nodemanager.resource-type.yarn.io/gpu", "1");
    settings.put(
        "yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
  }

  /** Writes a folder of Hadoop's configuration with the settings of the cluster and these. */
  private Path configuration(String name, Map<String, String> more) throws IOException {
    Path written = Files.createDirectories(folder.resolve(name));
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    String xml =
        all.entrySet().stream()
            .map(
                each ->
                    "<property><name>%s</name><value>%s</value></property>\n"
                        .formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
    for (String file :
        List.of(
            "core-site.xml",
            "hdfs-site.xml",
            "yarn-site.xml",
            "capacity-scheduler.xml",
            "resource-types.xml",
            "node-resources.xml")) {
      Files.writeString(written.resolve(file), xml);
    }
    Files.writeString(
        written.resolve("log4j2.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d %p %c{1}: %m%n%ex
        """);
    return written;
  }

  /** Starts a node that runs containers, and returns once the ResourceManager knows it. */
  ChildProcess addNode(String name) throws IOException, InterruptedException {
    Path own =
        configuration(
            name + ".conf",
            Map.of(
                "yarn.nodemanager.local-dirs", folder.resolve(name + ".local").toString(),
                "yarn.nodemanager.log-dirs", logFolder(name).toString(),
                "yarn.nodemanager.admin-env",
                    "PATH=" + programs(name) + ":" + System.getenv("PATH")));
    ChildProcess node = start(name, own, NODE_MANAGER);
    node.await(REGISTERED);
    return node;
  }

  /** Returns the folder that is first on the path of that node's containers. */
  Path programs(String node) throws IOException {
    return Files.createDirectories(folder.resolve(node + ".bin"));
  }

  private Path logFolder(String node) {
    return folder.resolve(node + ".logs");
  }

  /** Returns an address in HDFS. */
  String address(String path) {
    return settings.get("fs.defaultFS") + path;
  }

  /** Returns the configuration of clients. */
  Configuration clientConfiguration() {
    Configuration client = new Configuration();
    client.set("fs.defaultFS", settings.get("fs.defaultFS"));
    return client;
  }

  /** Starts a program of this project's folder with this Spark and this cluster. */
  ChildProcess submit(String name, String program, List<String> arguments) throws IOException {
    return submit(name, program, Map.of(), arguments);
  }

  /** Starts such a program with more in its environment. */
  ChildProcess submit(
      String name, String program, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("../" + program));
    command.addAll(arguments);
    return launch(name, conf, environment, command);
  }

  /** Returns what the containers of that node have written. */
  String logs(String node) throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(logFolder(node))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        logs.append(file).append('\n').append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  /** Returns a running container of that node whose command names that class. */
  Optional<ProcessHandle> container(String node, String type) {
    return processes
        .get(node)
        .descendants()
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .filter(each -> each.info().commandLine().orElse("").contains(type))
        .findFirst();
  }

  /** Ends a node as a power cut does, with its containers. */
  void cut(String node) throws InterruptedException {
    ChildProcess process = processes.remove(node);
    List<ProcessHandle> containers = process.descendants().toList();
    process.kill();
    containers.forEach(ProcessHandle::destroyForcibly);
  }

  private ChildProcess start(String name, Path configuration, String type, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java")));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(ChildProcess.BRIEF);
    String classes =
        String.join(":", configuration.toString(), "target/hadoop/*", home.resolve("jars") + "/*");
    command.addAll(List.of("-Xmx512m", "-cp", classes, type));
    command.addAll(List.of(arguments));
    return launch(name, configuration, Map.of(), command);
  }

  private ChildProcess launch(
      String name, Path configuration, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", home.toString(),
                "SPARK_LOCAL_IP", "127.0.0.1",
                "HADOOP_CONF_DIR", configuration.toString(),
                "JAVA_HOME", System.getProperty("java.home")));
    builder.environment().putAll(environment);
    ChildProcess process = ChildProcess.start(builder, folder.resolve(name + ".log"));
    processes.put(name, process);
    return process;
  }

  @Override
  public void close() throws IOException {
    List<ChildProcess> all = new ArrayList<>(processes.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      List<ProcessHandle> containers = all.get(i).descendants().toList();
      all.get(i).end();
      containers.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
