package org.kvsweep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class DashboardServerTest {
  private static final String TOKEN = "a-long-secret";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final HttpClient client = HttpClient.newHttpClient();
  private final MovableClock clock = new MovableClock();
  @TempDir private Path root;
  private SampleFolder running;
  private DashboardServer server;

  @BeforeEach
  void serve() throws IOException {
    running = SampleFolder.open(root.resolve("running"), "running", 2).complete(12);
    try (SampleFolder done = SampleFolder.open(root.resolve("team/done"), "done", 1)) {
      done.complete(12);
    }
    server = SampleServer.over(root, clock, Optional.empty());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    running.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    return client.send(
        headers.length == 0 ? request.build() : request.headers(headers).build(),
        BodyHandlers.ofString());
  }

  private JsonNode data(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TrialJson.parse(response.body());
  }

  /** The status of a request as it is written, which the client would not send. */
  private String status(String request) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, server.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return in.readLine();
    }
  }

  private void letTimePass() {
    clock.advance(Duration.ofSeconds(30));
  }

  @Test
  void listsTheSweepsBelowTheRoot() throws Exception {
    JsonNode sweeps = data("/list.json").get("sweeps");

    assertThat(sweeps)
        .extracting(s -> s.get("folder").asText())
        .containsExactly("running", "team/done");
    assertThat(sweeps.get(0).get("state").asText()).isEqualTo("running");
    assertThat(sweeps.get(0).at("/outcomes/missing").asInt()).isEqualTo(12);
    assertThat(sweeps.get(1).get("state").asText()).isEqualTo("complete");
    assertThat(sweeps.get(1).at("/leads/0/verdicts/one seed").asInt()).isEqualTo(1);
    assertThat(get("/").body()).contains("<title>kvsweep</title>", "connect-src 'self'");
  }

  @Test
  void tellsOfTrialsThatAreSetAside() throws Exception {
    assertThat(data("/list.json").at("/sweeps/0/waiting").asInt()).isZero();

    running.setAside(3);
    letTimePass();

    assertThat(data("/list.json").at("/sweeps/0/waiting").asInt()).isEqualTo(3);
    assertThat(data("/compare.json?sweep=running").at("/results/waiting").asInt()).isEqualTo(3);
  }

  @Test
  void tellsOfTrialsThatRunApartFromTheReport() throws Exception {
    running.run(2, 3);
    letTimePass();

    JsonNode line = data("/list.json").at("/sweeps/0");
    assertThat(line.get("running").asInt()).isEqualTo(2);
    assertThat(line.get("share").asDouble()).isEqualTo(1.0);
    assertThat(line.get("secondsLeft").asInt()).isEqualTo(300);
    JsonNode both = data("/running.json?sweep=running&sweep=team%2Fdone").get("running");
    assertThat(both).hasSize(2);
    assertThat(both.get(0).get("task").asText()).isEqualTo("toy-echo");
    assertThat(both.get(0).get("secondsLeft").asInt()).isEqualTo(90);
    assertThat(both.get(0).get("loss")).hasSize(3);
    assertThat(data("/sweep.json?sweep=running").has("running")).isFalse();
    assertThat(get("/running.json?sweep=none").statusCode()).isEqualTo(404);

    String before = data("/sweep.json?sweep=running").at("/live/version").asText();
    running.run(3, 1);
    letTimePass();
    assertThat(data("/running.json?sweep=running").get("running")).hasSize(3);
    assertThat(data("/sweep.json?sweep=running").at("/live/version").asText()).isEqualTo(before);
  }

  @Test
  void aSweepWithFailuresIsNotSimplyComplete() throws Exception {
    try (SampleFolder broken = SampleFolder.open(root.resolve("broken"), "broken", 1)) {
      broken.complete(11).end(SampleSweep.failed());
    }
    letTimePass();

    JsonNode line = data("/list.json").at("/sweeps/0");
    assertThat(line.get("state").asText()).isEqualTo("with failures");
    assertThat(line.get("best")).hasSize(6);
    assertThat(line.at("/best/0/task").asText()).isEqualTo("toy-echo length=16");
    assertThat(line.at("/best/0/side").asText()).isEqualTo("qkv");
    assertThat(line.at("/best/0/cells").asInt()).isEqualTo(2);
    assertThat(line.get("bestLeftOut").asInt()).isZero();
  }

  @Test
  void saysHowManyBestSettingsALineLeavesOut() throws Exception {
    SampleFolder.ofManyTasks(root.resolve("many")).complete(18).close();
    letTimePass();

    JsonNode line = data("/list.json").at("/sweeps/0");

    assertThat(line.get("best")).hasSize(6);
    assertThat(line.get("bestLeftOut").asInt()).isEqualTo(12);
  }

  @Test
  void showsTheReportOfASweepAndOfSeveralTogether() throws Exception {
    assertThat(get("/sweep?sweep=running").body()).contains("<title>running: kvsweep</title>");
    JsonNode both = data("/compare.json?sweep=running&sweep=team%2Fdone");

    assertThat(both.at("/results/sweep").asText()).isEqualTo("running and done");
    assertThat(both.get("bySweep")).hasSize(2);
    assertThat(both.at("/bySweep/1/results/tasks/0/task").asText()).isEqualTo("toy-echo");
    assertThat(both.at("/bySweep/1/url").asText()).isEqualTo("sweep?sweep=team%2Fdone");
  }

  @Test
  void filtersAndGroupsAsTheCommandDoes() throws Exception {
    JsonNode some =
        data("/sweep.json?sweep=running&filter=depth%3D1&group-by=length&baseline=kv")
            .get("results");

    assertThat(some.get("baseline").asText()).isEqualTo("kv");
    assertThat(some.get("tasks")).hasSize(2);
    assertThat(some.get("trials")).hasSize(6);
    HttpResponse<String> wrong = get("/sweep?sweep=running&filter=depth%3D9");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).startsWith("Cannot filter by model.depth=9: expected one of 1, 2");
  }

  @Test
  void tellsWhenThereIsNewsAndOnlyThen() throws Exception {
    HttpResponse<String> first = get("/sweep.json?sweep=running");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    letTimePass();
    assertThat(get("/sweep.json?sweep=running", "If-None-Match", tag).statusCode()).isEqualTo(304);
    running.complete(1);
    letTimePass();
    HttpResponse<String> second = get("/sweep.json?sweep=running", "If-None-Match", tag);

    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(TrialJson.parse(second.body()).at("/results/trials")).hasSize(13);
    assertThat(data("/list.json").at("/sweeps/0/outcomes/completed").asInt()).isEqualTo(13);
  }

  @Test
  void aSweepWhoseFolderWasRemovedIsNotThereUntilItComesBack() throws Exception {
    String tag = get("/sweep.json?sweep=team%2Fdone").headers().firstValue("ETag").orElseThrow();
    Path folder = root.resolve("team/done");
    Path elsewhere = root.resolveSibling(root.getFileName() + "-elsewhere");
    Files.move(folder, elsewhere);
    letTimePass();

    assertThat(get("/sweep.json?sweep=team%2Fdone", "If-None-Match", tag).statusCode())
        .isEqualTo(404);
    assertThat(get("/compare.json?sweep=running&sweep=team%2Fdone").statusCode()).isEqualTo(404);
    assertThat(get("/sweep.json?sweep=running").statusCode()).isEqualTo(200);

    Files.move(elsewhere, folder);
    letTimePass();
    assertThat(data("/sweep.json?sweep=team%2Fdone").at("/results/trials")).hasSize(12);
  }

  @Test
  void longAnswersAreCompressedForThoseWhoTakeThem() throws Exception {
    String plain = get("/sweep.json?sweep=running", "Accept-Encoding", "br, gzip;q=0").body();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/sweep.json?sweep=running"))
            .header("Accept-Encoding", "deflate, gzip;q=0.9")
            .build();
    HttpResponse<byte[]> packed = client.send(request, BodyHandlers.ofByteArray());

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
    assertThat(packed.body().length).isLessThan(plain.length() / 3);
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
    String tag = packed.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> same =
        get("/sweep.json?sweep=running", "Accept-Encoding", "gzip", "If-None-Match", tag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(get("/none", "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void aSweepThatCanNotBeReadDoesNotHideTheOthers() throws Exception {
    Files.createDirectories(root.resolve("newer"));
    Files.writeString(root.resolve("newer/format.json"), "{\"format\":99}");

    JsonNode sweeps = data("/list.json").get("sweeps");

    assertThat(sweeps).hasSize(3);
    assertThat(sweeps.get(0).get("problem").asText()).contains("expected format 1 or 2, got 99");
  }

  @Test
  void servesNoOtherFileAndChangesNothing() throws Exception {
    Files.writeString(root.resolve("secret.txt"), "secret");

    for (String path :
        new String[] {
          "/secret.txt",
          "/../secret.txt",
          "/sweep?sweep=..%2F..",
          "/sweep?sweep=running%2Ftrials",
          "/sweep?sweep=running%00",
          "/running/format.json"
        }) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/sweep").statusCode()).isEqualTo(400);
    assertThat(get("/sweep?sweep=running&baseline=x").statusCode()).isEqualTo(400);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
            .POST(BodyPublishers.ofString("x"))
            .build();
    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    assertThat(status("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 400 ");
  }

  @Test
  void namesFromFilesReachThePageAsDataOnly() throws Exception {
    String evil = "</script><script>alert(1)</script>";
    running.end(new TrialOutcome.Failed(TrialRun.none(), FailureKind.HANG, evil, evil));
    Path folder = Files.createDirectory(root.resolve("<img src=x onerror=alert(1)>"));
    Files.writeString(folder.resolve("format.json"), "{\"format\":1}");
    letTimePass();

    assertThat(get("/sweep?sweep=running").body()).doesNotContain("<script>alert");
    assertThat(get("/").body()).doesNotContain("<img").contains("\\u003cimg src=x");
  }

  @Test
  void withoutATokenOnlyItsOwnNamesAreAnswered() throws Exception {
    assertThat(status("GET /list.json HTTP/1.1\r\nHost: evil.example\r\n\r\n")).contains(" 403 ");
    assertThat(status("GET /list.json HTTP/1.1\r\nHost: localhost:1\r\n\r\n")).contains(" 200 ");
    assertThat(status("GET /list.json HTTP/1.1\r\nHost: [::1]:1\r\n\r\n")).contains(" 200 ");
    assertThatThrownBy(
            () ->
                DashboardServer.start(null, new InetSocketAddress("0.0.0.0", 0), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot open the dashboard on 0.0.0.0 without a token");
  }

  @Test
  void withATokenWhoDoesNotKnowItSeesNothing() throws Exception {
    server.close();
    server = SampleServer.over(root, clock, Optional.of(TOKEN));

    for (String path : new String[] {"/", "/list.json", "/sweep?sweep=running", "/x"}) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(401);
      assertThat(get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(get(path, "Cookie", "kvsweep-" + server.port() + "=wrong").statusCode())
          .isEqualTo(401);
    }
    assertThat(get("/?token=wrong").statusCode()).isEqualTo(401);
    assertThat(get("/list.json", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    HttpResponse<String> shown = get("/sweep?token=" + TOKEN + "&sweep=running");
    assertThat(shown.statusCode()).isEqualTo(303);
    assertThat(shown.headers().firstValue("Location")).contains("./sweep?sweep=running");
    String cookie = shown.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
    HttpResponse<String> page =
        get("/sweep?sweep=running", "Cookie", "other=1; " + cookie.split(";", 2)[0]);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).doesNotContain(TOKEN);
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThatThrownBy(
            () ->
                DashboardServer.start(
                    null, new InetSocketAddress(LOOPBACK, server.port()), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            ":" + server.port() + ": Address already in use; choose another port");
  }

  @Test
  void withoutATokenNothingGoesIntoThePagesOfOtherSites() throws Exception {
    String site = "Sec-Fetch-Site";
    String into = "Sec-Fetch-Dest";
    HttpResponse<String> image = get("/", site, "cross-site", into, "image");
    assertThat(image.statusCode()).isEqualTo(403);
    assertThat(image.body()).isEqualTo("Without a token, other sites have no access.\n");
    assertThat(get("/list.json", site, "cross-site", into, "empty").statusCode()).isEqualTo(403);
    assertThat(get("/list.json", site, "same-origin", into, "empty").statusCode()).isEqualTo(200);
    assertThat(get("/", site, "cross-site", into, "document").statusCode())
        .as("a link that was followed")
        .isEqualTo(200);
  }

  @Test
  void aLongAddressIsRefused() throws Exception {
    HttpResponse<String> refused =
        get("/sweep.json?sweep=running&filter=depth%3D1." + "0".repeat(20_000));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .startsWith(
            "Cannot read the address: expected at most 16384 characters in its query, got ");
  }
}
