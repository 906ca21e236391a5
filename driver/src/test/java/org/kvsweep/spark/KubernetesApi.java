package org.kvsweep.spark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * An API server of Kubernetes in memory: the one that its Java client has for tests, and
 * server-side apply, which that one lacks and Spark submits with, and the state of new pods. Who
 * shows a token has the rights of pods, everybody else has all.
 */
final class KubernetesApi extends KubernetesCrudDispatcher implements AutoCloseable {
  /** Keeps a deleted pod until whoever runs it has taken this from its finalizers. */
  static final String RUNNING = "kvsweep.org/running";

  private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

  private final MockWebServer server = new MockWebServer();
  private final AccessRights ofPods;

  /**
   * Starts it on 127.0.0.1.
   *
   * @param ofPods what those may do that show a token
   */
  KubernetesApi(AccessRights ofPods) throws IOException {
    this.ofPods = ofPods;
    LOG.setLevel(Level.WARNING); // it would write a line for each request
    server.setDispatcher(this);
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  String address() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    boolean fromPod = request.getHeader("Authorization") != null;
    return fromPod && !ofPods.allow(request)
        ? new MockResponse().setResponseCode(HttpURLConnection.HTTP_FORBIDDEN)
        : super.dispatch(request);
  }

  /** Creates a resource; a pod waits to be run from then on. */
  @Override
  public MockResponse handleCreate(RecordedRequest request) {
    String path = request.getPath();
    if (!path.endsWith("/pods")) {
      return super.handleCreate(request);
    }
    Pod pod = Serialization.unmarshal(request.getBody().readUtf8(), Pod.class);
    pod.getMetadata().getFinalizers().add(RUNNING);
    pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
    return super.handleCreate(request("POST", path, Serialization.asJson(pod)));
  }

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    String type = String.valueOf(request.getHeader("Content-Type"));
    return type.startsWith("application/apply-patch+yaml")
        ? apply(request.getRequestUrl(), request.getBody().readUtf8())
        : super.handlePatch(request);
  }

  /** Creates what is not there, and replaces what is: it has one owner, who says all of it. */
  private MockResponse apply(HttpUrl url, String yaml) {
    String path = url.encodedPath();
    String json =
        Serialization.asJson(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
    return handleGet(path).getStatus().contains(Integer.toString(HttpURLConnection.HTTP_NOT_FOUND))
        ? handleCreate(request("POST", path.substring(0, path.lastIndexOf('/')), json))
        : handleUpdate(request("PUT", path, json));
  }

  private static RecordedRequest request(String method, String path, String json) {
    Buffer body = new Buffer().writeUtf8(json);
    String line = "%s %s HTTP/1.1".formatted(method, path);
    Headers headers = Headers.of("Content-Type", "application/json");
    return new RecordedRequest(line, headers, List.of(), body.size(), body, 0, new Socket());
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
  }
}
