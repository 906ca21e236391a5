package org.kvsweep.spark;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kvsweep.Patience;

/**
 * Runs the pods of a cluster: starts the process of each pod that appears, says how it is, and ends
 * it when its pod is deleted. It also stands in for the cluster's names, and for what removes the
 * resources whose owner is gone.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {
  private final KubernetesClient client;
  private final Path image;
  private final Path folder;
  private final Path hosts;
  private final String network;
  private final AtomicInteger addresses = new AtomicInteger(1);
  private final Map<String, PodProcess> processes = new ConcurrentHashMap<>();
  private final Set<String> leaving = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Watch watch;

  /**
   * Begins to run pods.
   *
   * @param client of the API server
   * @param image the folders of the one image that there is
   * @param folder for what pods have to themselves; it is made
   * @param network the first three numbers of the addresses of pods
   */
  Kubelet(KubernetesClient client, Path image, Path folder, String network) throws IOException {
    this.client = client;
    this.image = image;
    this.folder = Files.createDirectories(folder);
    this.network = network;
    this.hosts = Files.copy(Path.of("/etc/hosts"), folder.resolve("hosts"));
    this.watch = client.pods().inAnyNamespace().watch(this);
  }

  /** Returns the process of a pod that runs. */
  PodProcess process(String pod) {
    return processes.get(pod);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    switch (action) {
      case ADDED -> threads.execute(() -> run(pod));
      case MODIFIED -> {
        if (isLeaving(pod) && leaving.add(pod.getMetadata().getUid())) {
          threads.execute(() -> end(pod));
        }
      }
      case DELETED -> threads.execute(() -> deleteOwned(pod));
      case ERROR, BOOKMARK -> {}
    }
  }

  private static boolean isLeaving(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new AssertionError("the watch of pods has ended", cause);
  }

  private void run(Pod pod) {
    String name = pod.getMetadata().getName();
    try {
      String address = network + "." + addresses.incrementAndGet();
      Map<String, ConfigMap> configMaps = configMaps(pod);
      addNames(pod, address);
      PodProcess process =
          new PodProcess(pod, configMaps, address, image, folder.resolve(name), hosts);
      processes.put(name, process);
      say(pod, process.running());
      say(pod, process.ended());
      processes.remove(name);
      if (isLeaving(resource(pod).get())) {
        release(pod);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Pod pod) {
    PodProcess process = processes.get(pod.getMetadata().getName());
    try {
      if (process == null) {
        release(pod);
      } else {
        process.delete();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PodResource resource(Pod pod) {
    return client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName());
  }

  private void say(Pod pod, PodStatus status) {
    insist(
        () ->
            resource(pod)
                .editStatus(
                    each -> {
                      each.setStatus(status);
                      return each;
                    }));
  }

  private synchronized void release(Pod pod) {
    if (resource(pod).get() != null) {
      insist(
          () ->
              resource(pod)
                  .edit(
                      each -> {
                        each.getMetadata().getFinalizers().remove(KubernetesApi.RUNNING);
                        return each;
                      }));
    }
  }

  /** Repeats a change as long as others change the same resource meanwhile. */
  private static void insist(Supplier<Pod> change) {
    for (; ; ) {
      try {
        Pod unused = change.get();
        return;
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw refused;
        }
      }
    }
  }

  /** Waits for the config maps of a pod: who makes a pod makes them too, but maybe later. */
  private Map<String, ConfigMap> configMaps(Pod pod) {
    Map<String, ConfigMap> found = new HashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        String name = volume.getConfigMap().getName();
        found.put(
            name,
            client
                .configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .waitUntilCondition(
                    map -> map != null, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      }
    }
    return found;
  }

  /** Makes the names of services that choose this pod known to the others. */
  private synchronized void addNames(Pod pod, String address) throws IOException {
    String namespace = pod.getMetadata().getNamespace();
    for (Service service : client.services().inNamespace(namespace).list().getItems()) {
      Map<String, String> chosen = service.getSpec().getSelector();
      if (pod.getMetadata().getLabels().entrySet().containsAll(chosen.entrySet())) {
        String name = service.getMetadata().getName();
        Files.writeString(
            hosts, "%s %s.%s.svc\n".formatted(address, name, namespace), StandardOpenOption.APPEND);
      }
    }
  }

  private void deleteOwned(Pod owner) {
    String namespace = owner.getMetadata().getNamespace();
    List<HasMetadata> owned =
        Stream.of(
                client.pods().inNamespace(namespace).list().getItems(),
                client.services().inNamespace(namespace).list().getItems(),
                client.configMaps().inNamespace(namespace).list().getItems())
            .<HasMetadata>flatMap(List::stream)
            .filter(each -> isOwned(each, owner))
            .toList();
    owned.forEach(each -> client.resource(each).delete());
  }

  private static boolean isOwned(HasMetadata resource, Pod owner) {
    return resource.getMetadata().getOwnerReferences().stream()
        .anyMatch(each -> each.getUid().equals(owner.getMetadata().getUid()));
  }

  /** Returns what the pods that are or were there have written. */
  String logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.map(each -> each.resolve("log")).filter(Files::exists).sorted().toList()) {
        logs.append(file).append('\n').append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  @Override
  public void close() {
    watch.close();
    processes.values().forEach(PodProcess::close);
    threads.shutdownNow();
  }
}
