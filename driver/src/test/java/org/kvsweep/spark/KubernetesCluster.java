package org.kvsweep.spark;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kvsweep.ChildProcess;

/**
 * What of Kubernetes one machine can stand in for: an API server in memory, and the pods on it as
 * processes. Closing ends all of them.
 */
final class KubernetesCluster implements AutoCloseable {
  static final String NAMESPACE = "sweeps";

  /** The client of Kubernetes, among the jars of the tests. */
  private static final Pattern OF_CLIENT =
      Pattern.compile(
          "(kubernetes-(client|httpclient|model)|zjsonpatch|okhttp|okio"
              + "|logging-interceptor|jackson-dataformat-yaml|snakeyaml).*\\.jar");

  private final Path folder;
  private final Path image;
  private final KubernetesApi api;
  private final KubernetesClient client;
  private final Kubelet kubelet;
  private final List<ChildProcess> processes = new ArrayList<>();

  /**
   * Returns whether a process may have folders of its own laid over those of this machine, and the
   * tests run on the line of Spark whose module for Kubernetes they have.
   */
  static boolean canRun(Path scratch) throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")
        || !org.apache.spark.package$.MODULE$.SPARK_VERSION().startsWith("3.5.")) {
      return false;
    }
    List<Path> folders =
        Stream.of("lower", "upper", "work", "place").map(scratch::resolve).toList();
    for (Path each : folders) {
      Files.createDirectory(each);
    }
    List<String> command = new ArrayList<>(PodProcess.OWN_MOUNTS);
    command.addAll(List.of("mount", "-t", "overlay", "scratch", "-o"));
    command.add("lowerdir=%s,upperdir=%s,workdir=%s".formatted(folders.toArray()));
    command.add(folders.get(3).toString());
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  KubernetesCluster(Path folder) throws IOException {
    this.folder = folder;
    this.image = installImage(folder.resolve("image"));
    this.api = new KubernetesApi(AccessRights.of(Path.of("../cluster/kubernetes/rbac.yaml")));
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(api.address()).build();
    this.client = new KubernetesClientBuilder().withConfig(config).build();
    // Another network for each API server, so that pods of two clusters can have the same ports.
    String network = "127.%d.%d".formatted(api.port() >> 8, api.port() & 255);
    this.kubelet = new Kubelet(client, image, folder.resolve("pods"), network);
  }

  /** Lays out what {@code cluster/kubernetes/Dockerfile} and the image below it put into /opt. */
  private static Path installImage(Path image) throws IOException {
    Path home = SparkHome.install(image.resolve("opt/spark"));
    for (String file : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(file);
      if (OF_CLIENT.matcher(jar.getFileName().toString()).matches()) {
        Files.createSymbolicLink(home.resolve("jars").resolve(jar.getFileName()), jar);
      }
    }
    Files.createSymbolicLink(
        home.resolve("jars/spark-kubernetes.jar"),
        Path.of("target/kubernetes/spark-kubernetes.jar").toAbsolutePath());
    Files.createDirectory(home.resolve("work-dir"));
    for (String script : List.of("entrypoint.sh", "decom.sh")) {
      Path file = Path.of("src/test/resources/kubernetes", script).toAbsolutePath();
      Files.createSymbolicLink(image.resolve("opt").resolve(script), file);
    }
    Path own = Files.createDirectory(image.resolve("opt/kvsweep"));
    Files.createSymbolicLink(
        own.resolve("kvsweep.jar"), Path.of("target/kvsweep.jar").toAbsolutePath());
    return image;
  }

  /** Starts {@code cluster/kubernetes/submit.sh}. */
  ChildProcess submit(Path sweep, Path results, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("../cluster/kubernetes/submit.sh"));
    command.addAll(List.of(api.address(), sweep.toString(), results.toUri().toString()));
    // In a cluster a pod finds its API server by a name, on the port of TLS.
    command.addAll(List.of("--conf", "spark.kubernetes.driver.master=" + api.address()));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KVSWEEP_IMAGE", "registry.example.com/kvsweep:test");
    builder.environment().put("KVSWEEP_NAMESPACE", NAMESPACE);
    builder.environment().put("KVSWEEP_UPLOADS", folder.resolve("uploads").toUri().toString());
    builder.environment().put("SPARK_HOME", image.resolve("opt/spark").toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
    ChildProcess process =
        ChildProcess.start(builder, folder.resolve("submit-%d.log".formatted(processes.size())));
    processes.add(process);
    return process;
  }

  /** Returns the pod of the driver. */
  PodProcess driver() {
    return running("driver").findFirst().orElseThrow();
  }

  /** Returns the pod of an executor to which the driver has given a trial. */
  Optional<PodProcess> training() throws IOException {
    String log = driver().log();
    return running("executor")
        .filter(pod -> log.contains(" on " + pod.address() + "\n"))
        .findFirst();
  }

  private Stream<PodProcess> running(String role) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("spark-role", role)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(pod -> kubelet.process(pod.getMetadata().getName()))
        .filter(pod -> pod != null && pod.isAlive());
  }

  /** Asks the API server to delete that pod, as {@code kubectl delete} does. */
  void delete(PodProcess pod) {
    client.pods().inNamespace(NAMESPACE).withName(pod.name()).delete();
  }

  String logs() throws IOException {
    return kubelet.logs();
  }

  @Override
  public void close() throws IOException {
    processes.forEach(ChildProcess::close);
    kubelet.close();
    client.close();
    api.close();
  }
}
