package org.kvsweep.spark;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kvsweep.ChildProcess;

/**
 * The one container of a pod as a process on this machine, with a mount namespace of its own, in
 * which it finds the image and its volumes where a container would. Network, processes and limits
 * are those of the machine; instead of an address of its own it has one of the loopback range.
 */
final class PodProcess implements AutoCloseable {
  /** Gives a command mounts of its own. It takes itself for root, as only root may mount. */
  static final List<String> OWN_MOUNTS = List.of("unshare", "--map-root-user", "--mount");

  /** What Kubernetes grants a pod unless it asks for another time. */
  private static final long GRACE_MILLIS = 30_000;

  private static final Path SCRIPT = Path.of("src/test/resources/kubernetes/pod.sh");

  private final Pod pod;
  private final Container container;
  private final String address;
  private final Path folder;
  private final ChildProcess process;
  private volatile boolean outOfMemory;
  private volatile boolean evicted;

  /**
   * Starts it.
   *
   * @param pod as the API server has it
   * @param configMaps those that its volumes name
   * @param address of the pod
   * @param image the folders that its image lays over those of this machine
   * @param folder for what the pod has to itself
   * @param hosts the names of the cluster, in the form of {@code /etc/hosts}
   */
  PodProcess(
      Pod pod,
      Map<String, ConfigMap> configMaps,
      String address,
      Path image,
      Path folder,
      Path hosts)
      throws IOException {
    this.pod = pod;
    this.container = pod.getSpec().getContainers().get(0);
    this.address = address;
    this.folder = Files.createDirectories(folder);
    Files.write(folder.resolve("mounts"), mounts(configMaps));
    List<String> command = new ArrayList<>(OWN_MOUNTS);
    command.addAll(List.of(SCRIPT.toAbsolutePath().toString(), image.toString()));
    command.addAll(List.of(folder.toString(), hosts.toString()));
    List<String> own = container.getCommand();
    command.addAll(own.isEmpty() ? List.of("/opt/entrypoint.sh") : own);
    command.addAll(container.getArgs());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment());
    this.process = ChildProcess.start(builder, folder.resolve("log"));
  }

  /** Lays out its volumes; returns lines of a folder and the place where it is mounted. */
  private List<String> mounts(Map<String, ConfigMap> configMaps) throws IOException {
    Map<String, Path> volumes = new HashMap<>();
    for (var volume : pod.getSpec().getVolumes()) {
      Path own = Files.createDirectories(folder.resolve("volumes").resolve(volume.getName()));
      volumes.put(volume.getName(), own);
      if (volume.getConfigMap() != null) {
        Map<String, String> data = configMaps.get(volume.getConfigMap().getName()).getData();
        for (var item : volume.getConfigMap().getItems()) {
          Files.writeString(own.resolve(item.getPath()), data.get(item.getKey()));
        }
      }
    }
    Path account = Files.createDirectories(folder.resolve("account"));
    Files.writeString(
        account.resolve("token"), String.valueOf(pod.getSpec().getServiceAccountName()));
    return Stream.concat(
            Stream.of(account + " /var/run/secrets/kubernetes.io/serviceaccount"),
            container.getVolumeMounts().stream()
                .map(mount -> volumes.get(mount.getName()) + " " + mount.getMountPath()))
        .toList();
  }

  /** Returns what the image sets, what the pod sets, and what stands in for its network. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_HOME", "/opt/spark");
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("SPARK_LOCAL_IP", address);
    container.getEnv().forEach(each -> environment.put(each.getName(), value(each)));
    return environment;
  }

  private String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue() == null ? "" : variable.getValue();
    }
    String field = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (field) {
      case "status.podIP" -> address;
      case "metadata.name" -> name();
      default -> throw new AssertionError("no field " + field);
    };
  }

  String name() {
    return pod.getMetadata().getName();
  }

  String address() {
    return address;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return process.log();
  }

  /** Waits for its end, and returns what a kubelet then says of the pod. */
  PodStatus ended() throws IOException, InterruptedException {
    int code = process.exitCode();
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(outOfMemory ? "OOMKilled" : code == 0 ? "Completed" : "Error")
            .endTerminated()
            .build();
    return status(evicted || code != 0 ? "Failed" : "Succeeded", "False", state);
  }

  /** Returns what a kubelet says of the pod while its process runs. */
  PodStatus running() {
    ContainerState state = new ContainerStateBuilder().withNewRunning().endRunning().build();
    return status("Running", "True", state);
  }

  private PodStatus status(String phase, String ready, ContainerState state) {
    return new PodStatusBuilder()
        .withPhase(phase)
        .withPodIP(address)
        .withReason(evicted ? "Evicted" : null)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .addNewContainerStatus()
        .withName(container.getName())
        .withImage(container.getImage())
        .withState(state)
        .endContainerStatus()
        .build();
  }

  /** Ends it as whoever deletes a pod does: by its hook, then by signals. */
  void delete() throws IOException, InterruptedException {
    Lifecycle lifecycle = container.getLifecycle();
    if (lifecycle != null && lifecycle.getPreStop() != null) {
      runHook(lifecycle.getPreStop().getExec().getCommand());
    }
    terminate();
  }

  /** Ends it as a node does that runs short of something: by signals alone. */
  void evict() throws IOException, InterruptedException {
    evicted = true;
    terminate();
  }

  /** Ends it as the kernel does when the container has used up its memory. */
  void killForMemory() throws InterruptedException {
    outOfMemory = true;
    process.kill();
  }

  /** Ends it as the loss of its node does. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Ends it, if it is still there. */
  @Override
  public void close() {
    process.close();
  }

  private void runHook(List<String> command) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    List<String> all = new ArrayList<>(List.of("nsenter", "--user", "--mount"));
    all.addAll(List.of("--preserve-credentials", "--target", pid, "--"));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().put("POD_PROCESS", pid);
    try (ChildProcess hook = ChildProcess.start(builder, folder.resolve("hook.log"))) {
      boolean unused = hook.endsWithin(GRACE_MILLIS);
    }
  }

  private void terminate() throws IOException, InterruptedException {
    if (process.isAlive()) {
      process.signal("TERM");
    }
    if (!process.endsWithin(GRACE_MILLIS)) {
      process.kill();
    }
  }
}
