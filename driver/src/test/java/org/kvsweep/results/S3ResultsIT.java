package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;

/** Results on S3, through the S3A of Hadoop and a server in a process of its own. */
class S3ResultsIT extends RemoteStoreContract {
  private static final String BUCKET = "sweeps";
  private static final Pattern LISTENS = Pattern.compile("\\{127\\.0\\.0\\.1:(\\d+)}");

  @TempDir private static Path folder;
  private static ChildProcess server;
  private static String endpoint;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    Path properties =
        Files.writeString(
            folder.resolve("s3proxy.conf"),
            """
            s3proxy.authorization=none
            s3proxy.endpoint=http://127.0.0.1:0
            jclouds.provider=transient
            jclouds.identity=local
            jclouds.credential=local
            """);
    server =
        ChildProcess.start(
            new ProcessBuilder(
                ChildProcess.jdk("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/s3-server.jar",
                "--properties",
                properties.toString()),
            folder.resolve("log"));
    endpoint = "http://127.0.0.1:" + server.await(LISTENS).group(1);
    HttpRequest makeBucket =
        HttpRequest.newBuilder(URI.create(endpoint + "/" + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(makeBucket, HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.end();
  }

  @Override
  String root() {
    return "s3a://" + BUCKET + "/results/";
  }

  @Override
  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", endpoint);
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", "local");
    hadoop.set("fs.s3a.secret.key", "local");
    hadoop.set("fs.s3a.buffer.dir", folder.resolve("buffer").toString());
    return hadoop;
  }
}
