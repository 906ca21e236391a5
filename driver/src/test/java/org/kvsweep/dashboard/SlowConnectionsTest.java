package org.kvsweep.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.Patience;
import org.kvsweep.cli.Main;

/** In a process of its own: the limits are for the first server of a process to set. */
class SlowConnectionsTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:([0-9]+)/");

  private final List<Socket> sockets = new ArrayList<>();
  @TempDir private Path root;
  private ChildProcess dashboard;
  private int port;

  @BeforeEach
  void serve() throws Exception {
    dashboard =
        ChildProcess.start(
            new ProcessBuilder(
                ChildProcess.jdk("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "dashboard",
                root.toString(),
                "--port",
                "0"),
            root.resolve("log"));
    port = Integer.parseInt(dashboard.await(ADDRESS).group(1));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    dashboard.end();
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    socket.setSoTimeout(Math.toIntExact(Patience.LIMIT.toMillis()));
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  private static boolean isEnded(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      in.readAllBytes();
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private int status() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/list.json"))
            .timeout(Patience.LIMIT)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void halfARequestBlocksNobodyAndIsEndedAfterAWhile() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slow.add(send("GET /list.json HTTP/1.1\r\nHost: localhost\r\nX: "));
    }
    slow.add(send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx"));

    assertThat(status()).isEqualTo(200);
    assertThat(slow.get(0).getInputStream().available()).isZero();
    for (Socket socket : slow) {
      assertThat(isEnded(socket)).isTrue();
    }

    // Whatever comes beyond the most that it takes is ended at once.
    for (int i = 0; i < 300; i++) {
      send("");
    }
    assertThat(isEnded(sockets.get(sockets.size() - 1))).isTrue();
  }
}
