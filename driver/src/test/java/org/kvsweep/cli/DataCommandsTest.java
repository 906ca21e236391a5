package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.ArrayUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.cli.progress.FetchProgress;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.data.Dataset;
import org.kvsweep.data.Download;
import org.kvsweep.task.data.PublishedFile;
import org.kvsweep.task.data.PublishedFiles;
import picocli.CommandLine;

class DataCommandsTest {
  @TempDir private Path data;

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[] {"list", "fetch", "verify", "features"}) {
      Cli.Result help = Cli.run("data", command, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.out())
          .startsWith("Usage: kvsweep data " + command)
          .contains("Examples:\n  kvsweep data " + command, "--data=DIR");
    }
    assertThat(Cli.run("data").err()).startsWith("Missing required subcommand");
  }

  @Test
  void theListSaysWhichFilesAreThereInTheFolderOfTheEnvironment() throws IOException {
    Path folder = Files.createDirectories(data.resolve("mnist"));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), new byte[1]);

    Cli.Result list = Cli.run(Map.of("KVSWEEP_DATA", data.toString()), "data", "list");

    assertThat(list.code()).isZero();
    assertThat(list.out())
        .isEqualTo(
            """
            Data folder: %s

            data set           files  unpacked  terms
            mnist             1 of 4   55.0 MB  none stated
            fashion-mnist     0 of 4   55.0 MB  MIT
            cifar-10          0 of 6    184 MB  cite Krizhevsky 2009
            cifar-100         0 of 2    184 MB  cite Krizhevsky 2009
            tiny-shakespeare  0 of 1   1.12 MB  none stated
            multi30k          0 of 6   4.18 MB  research only
            """
                .formatted(data));
  }

  @Test
  void verifyNamesWhatIsWrongAndWhatMendsIt() throws IOException {
    Path folder = Files.createDirectories(data.resolve("tiny-shakespeare"));
    Files.writeString(folder.resolve("input.txt"), "to be");

    Cli.Result verify = Cli.run("data", "verify", "--data", data.toString());

    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.out())
        .isEqualTo(
            """
            tiny-shakespeare/input.txt: wrong: expected 1115394 bytes, got 5
            To download what is missing or wrong: kvsweep data fetch tiny-shakespeare --data %s
            """
                .formatted(data));
    Cli.Result named = Cli.run("data", "verify", "mnist", "--data", data.toString());
    assertThat(named.code()).isEqualTo(1);
    assertThat(named.out()).contains("mnist/train-images-idx3-ubyte: missing\n");
  }

  @Test
  void verifySaysWhereItLookedAtNothing() {
    Path typo = data.resolve("typo");
    Cli.Result absent = Cli.run("data", "verify", "--data", typo.toString());
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.out()).isEqualTo("There is no folder %s (--data).\n".formatted(typo));
    Cli.Result variable = Cli.run(Map.of("KVSWEEP_DATA", typo.toString()), "data", "verify");
    assertThat(variable.code()).isEqualTo(1);
    assertThat(variable.out()).isEqualTo("There is no folder %s (KVSWEEP_DATA).\n".formatted(typo));
    Cli.Result named = Cli.run("data", "verify", "mnist", "--data", typo.toString());
    assertThat(named.code()).isEqualTo(1);
    assertThat(named.out()).isEqualTo(absent.out());

    Cli.Result empty = Cli.run("data", "verify", "--data", data.toString());
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.out()).isEqualTo("No data set has files in %s.\n".formatted(data));
  }

  @Test
  void unknownNamesAndAddressesAreUsageErrors() {
    Cli.Result unknown = Cli.run("data", "fetch", "mnits", "--data", data.toString());
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith(
            "Cannot find a data set: expected one of mnist, fashion-mnist, cifar-10, cifar-100,"
                + " tiny-shakespeare, multi30k, got mnits");
    Cli.Result mirror =
        Cli.run("data", "fetch", "mnist", "--mirror", "ftp://x", "--data", data.toString());
    assertThat(mirror.code()).isEqualTo(2);
    assertThat(mirror.err()).startsWith("Cannot use --mirror: expected an address that begins");
    for (String address : new String[] {"http://data_server/datasets", "http:intranet/x"}) {
      Cli.Result host =
          Cli.run("data", "fetch", "mnist", "--mirror", address, "--data", data.toString());
      assertThat(host.code()).isEqualTo(2);
      assertThat(host.err()).startsWith("Cannot use --mirror: expected the name of a host");
    }
    Cli.Result port =
        Cli.run(
            "data",
            "fetch",
            "mnist",
            "--mirror",
            "http://127.0.0.1:99999",
            "--data",
            data.toString());
    assertThat(port.code()).isEqualTo(2);
    assertThat(port.err()).startsWith("Cannot use --mirror: expected a port of at most 65535, got");
  }

  @Test
  void fetchTriesTheMirrorFirstAndGoesOnWithOtherDataSetsAfterAFailure() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/own/poems/a.txt", exchange -> answer(exchange, 200, "to be"));
    server.createContext("/published/b.txt", exchange -> answer(exchange, 200, "or"));
    server.createContext("/", exchange -> answer(exchange, 404, ""));
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();

    Cli.Result lost = fetch(address, "lost", "poems", "--mirror", address + "/own");
    Cli.Result again = fetch(address, "poems");

    server.stop(0);
    assertThat(lost.code()).isEqualTo(1);
    assertThat(lost.err())
        .contains(
            "lost: Cannot fetch b.txt: %1$s/own/lost/b.txt: HTTP 404; %1$s/published/b.txt: expected"
                    .formatted(address)
                + " 6 bytes, got 2",
            "a.txt from 127.0.0.1, 5 B\na.txt: checked\npoems: fetched into "
                + data.resolve("poems"));
    assertThat(data.resolve("poems/a.txt")).hasContent("to be");
    assertThat(data.resolve("lost")).doesNotExist();
    assertThat(again.code()).isZero();
    assertThat(again.err()).isEqualTo("poems: complete\n");
  }

  /** With two data sets of one file each, published at that address. */
  private Cli.Result fetch(String address, String... words) {
    DataCatalog catalog =
        new DataCatalog(
            List.of(dataset("lost", "b.txt", address), dataset("poems", "a.txt", address)),
            new PublishedFiles(
                List.of(
                    new PublishedFile("lost", "b.txt", 6, Optional.empty()),
                    new PublishedFile("poems", "a.txt", 5, Optional.empty()))));
    CommandLine command =
        new CommandLine(new DataFetchCommand(Map.of(), catalog, new MovableClock()));
    StringWriter err = new StringWriter();
    int code =
        command
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .execute(ArrayUtils.addAll(words, "--data", data.toString()));
    return new Cli.Result(code, "", err.toString());
  }

  private static Dataset dataset(String name, String file, String address) {
    Download download =
        new Download(
            file,
            List.of(URI.create(address + "/published/" + file)),
            Optional.empty(),
            Download.Kind.PLAIN,
            List.of(file));
    return new Dataset(name, "none", List.of(download));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void featuresAreImportedForTheTaskAnomaly() {
    Cli.Result result =
        Cli.run(
            "data",
            "features",
            "toy",
            "--train",
            npy("features-f4"),
            npy("labels-i8"),
            "--test",
            npy("features-f8"),
            npy("labels-u1"),
            "--data",
            data.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            6 vectors to train, 6 to test. In a sweep file:
            task: {name: anomaly, features: toy, feature-width: 3}
            """);
    assertThat(data.resolve("anomaly/toy-train.features")).exists();
    assertThat(data.resolve("anomaly/toy-test.features")).exists();
    assertThat(Cli.run("data", "features", "a/b", "--train", "x", "y", "--test", "x", "y").err())
        .startsWith("Cannot name features: expected letters, digits");
  }

  @Test
  void featuresOfBothPartsAreReplacedTogetherOrNotAtAll() throws IOException {
    featuresAreImportedForTheTaskAnomaly();
    Path anomaly = data.resolve("anomaly");
    byte[] train = Files.readAllBytes(anomaly.resolve("toy-train.features"));
    byte[] test = Files.readAllBytes(anomaly.resolve("toy-test.features"));
    Path narrow = oneVector("narrow.npy", "1, 1");
    Path label = oneVector("label.npy", "1,");

    Cli.Result labels = features(narrow, label, narrow, Path.of(npy("labels-short")));
    Cli.Result widths =
        features(narrow, label, Path.of(npy("features-f8")), Path.of(npy("labels-u1")));

    assertThat(labels.code()).isEqualTo(1);
    assertThat(labels.err()).contains("expected the dimensions [1], one for each vector, got [3]");
    assertThat(widths.code()).isEqualTo(1);
    assertThat(widths.err())
        .startsWith(
            "Cannot use %s and %s together: expected vectors of one width, got 1 and 3"
                .formatted(narrow, npy("features-f8")));
    assertThat(anomaly.resolve("toy-train.features")).hasBinaryContent(train);
    assertThat(anomaly.resolve("toy-test.features")).hasBinaryContent(test);
    assertThat(anomaly).isDirectoryNotContaining("glob:**.part");
  }

  private Cli.Result features(Path train, Path trainLabels, Path test, Path testLabels) {
    return Cli.run(
        "data",
        "features",
        "toy",
        "--train",
        train.toString(),
        trainLabels.toString(),
        "--test",
        test.toString(),
        testLabels.toString(),
        "--data",
        data.toString());
  }

  /** A file of NumPy's that holds a single 0. */
  private Path oneVector(String name, String shape) throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (%s), }\n".formatted(shape);
    String file = "\u0093NUMPY\u0001\0%c\0%s\0".formatted(header.length(), header);
    return Files.write(data.resolve(name), file.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatIsToBeCopiedIntoASweepFileHasAsciiDigitsUnderAnyLocale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      featuresAreImportedForTheTaskAnomaly();
    } finally {
      Locale.setDefault(usual);
    }
  }

  private static String npy(String name) {
    URL file = DataCommandsTest.class.getResource("/npy/" + name + ".npy");
    return Path.of(URI.create(file.toString())).toString();
  }

  @Test
  void progressIsALineNowAndThenInLogsAndOneThatChangesOnTerminals() {
    StringWriter log = new StringWriter();
    assertThat(downloadOn(log, false))
        .isEqualTo(
            """
            x.gz from example.org, 2.00 MB
            x.gz: 50 % of 2.00 MB, 100 kB/s
            """);
    StringWriter screen = new StringWriter();
    assertThat(downloadOn(screen, true))
        .startsWith("x.gz from example.org, 2.00 MB\nx.gz: 10 % of 2.00 MB, 200 kB/s\r     ")
        .endsWith("\r")
        .contains("\rx.gz: 50 % of 2.00 MB, 100 kB/s");
  }

  @Test
  void progressOfADownloadGoesOnWhereTheClockIsSetBack() {
    StringWriter log = new StringWriter();
    MovableClock clock = new MovableClock();
    try (FetchProgress progress = new FetchProgress(new PrintWriter(log), false, clock)) {
      progress.started(URI.create("http://example.org/a/x.gz"), 0, 2_000_000);
      clock.advance(Duration.ofHours(-1));
      progress.progressed(200_000, 2_000_000);
      clock.advance(Duration.ofSeconds(10));
      progress.progressed(1_000_000, 2_000_000);
    }

    assertThat(log.toString()).endsWith("\nx.gz: 50 % of 2.00 MB, 100 kB/s\n");
  }

  private static String downloadOn(StringWriter out, boolean terminal) {
    MovableClock clock = new MovableClock();
    try (FetchProgress progress = new FetchProgress(new PrintWriter(out), terminal, clock)) {
      progress.started(URI.create("http://example.org/a/x.gz"), 0, 2_000_000);
      clock.advance(Duration.ofSeconds(1));
      progress.progressed(200_000, 2_000_000);
      clock.advance(Duration.ofSeconds(9));
      progress.progressed(1_000_000, 2_000_000);
      progress.progressed(1_100_000, 2_000_000);
    }
    return out.toString();
  }
}
