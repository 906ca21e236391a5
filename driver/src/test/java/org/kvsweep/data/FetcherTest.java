package org.kvsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;
import org.kvsweep.data.Download.Kind;
import org.kvsweep.data.FileState.Standing;
import org.kvsweep.task.data.Checksum;
import org.kvsweep.task.data.PublishedFile;
import org.kvsweep.task.data.PublishedFiles;

class FetcherTest {
  private static final byte[] IMAGES = random(200_000, 1);
  private static final byte[] LABELS = random(500, 2);
  private static final byte[] PACKED_IMAGES = gzip(IMAGES);
  private static final byte[] PACKED_LABELS = gzip(LABELS);

  @TempDir private Path data;
  private FileServer server;
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    server.at("/images.gz", FileServer.content(PACKED_IMAGES));
    server.at("/labels.gz", FileServer.content(PACKED_LABELS));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Fetcher fetcher(PublishedFiles published) {
    return new Fetcher(data, published, new Heard(heard), wait -> {}, Patience.LIMIT);
  }

  private Fetcher fetcher() {
    return fetcher(toy());
  }

  private static PublishedFiles toy() {
    return new PublishedFiles(
        List.of(
            new PublishedFile("toy", "images", IMAGES.length, Optional.of(sha256(IMAGES))),
            new PublishedFile("toy", "labels", LABELS.length, Optional.of(sha256(LABELS)))));
  }

  private Dataset toyAt(String... mirrors) {
    return new Dataset(
        "toy",
        "none",
        List.of(
            gzipped("images", PACKED_IMAGES, mirrors), gzipped("labels", PACKED_LABELS, mirrors)));
  }

  private Download gzipped(String file, byte[] content, String... mirrors) {
    List<URI> places = Stream.of(mirrors).map(mirror -> server.uri(mirror + file + ".gz")).toList();
    return new Download(file + ".gz", places, Optional.of(md5(content)), Kind.GZIP, List.of(file));
  }

  @Test
  void aDataSetAppearsWholeAndIsNotFetchedAgain() throws Exception {
    assertThat(fetcher().fetch(toyAt("/"))).isEqualTo(2);

    assertThat(files("toy")).containsExactly("images.gz", "labels.gz");
    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
    assertThat(states(toy(), "toy")).containsExactly(Standing.GOOD, Standing.GOOD);
    assertThat(data.resolve(".fetch/toy")).doesNotExist();
    int requests = server.requests().size();
    assertThat(fetcher().fetch(toyAt("/"))).isZero();
    assertThat(server.requests()).hasSize(requests);
  }

  @Test
  void nothingAppearsIfOneFileCannotBeHad() {
    server.at("/labels.gz", FileServer.status(404));

    assertThatThrownBy(() -> fetcher().fetch(toyAt("/")))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot fetch labels.gz: %s: HTTP 404".formatted(server.uri("/labels.gz")));
    assertThat(data.resolve("toy")).doesNotExist();
  }

  @Test
  void theNextMirrorIsAskedWhenOneFails() throws Exception {
    server.at("/a/images.gz", FileServer.status(403));
    server.at("/b/images.gz", FileServer.content(gzip(LABELS)));
    server.at("/c/images.gz", FileServer.content(PACKED_IMAGES));
    server.at("/a/labels.gz", FileServer.content(PACKED_LABELS));

    fetcher().fetch(toyAt("/a/", "/b/", "/c/"));

    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
    assertThat(heard)
        .contains("failed /a/images.gz HTTP 403")
        .anyMatch(line -> line.startsWith("failed /b/images.gz expected the checksum MD5 "));
  }

  @Test
  void aDeadMirrorIsTriedAgainBeforeTheNext() throws Exception {
    server.at("/a/images.gz", FileServer.status(503));
    server.at("/b/images.gz", FileServer.content(PACKED_IMAGES));
    server.at("/a/labels.gz", FileServer.content(PACKED_LABELS));

    fetcher().fetch(toyAt("/a/", "/b/"));

    assertThat(server.requests().stream().filter(one -> one.path().equals("/a/images.gz")))
        .hasSize(4);
    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
  }

  @Test
  void aConnectionThatBreaksIsTakenUpWhereItBroke() throws Exception {
    server.at("/images.gz", FileServer.cutAfter(70_000, PACKED_IMAGES));

    fetcher().fetch(toyAt("/"));

    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
    List<String> ranges =
        server.requests().stream()
            .filter(one -> one.path().equals("/images.gz"))
            .map(FileServer.Request::range)
            .toList();
    assertThat(ranges).startsWith((String) null).hasSizeGreaterThan(2);
    assertThat(ranges.subList(1, ranges.size())).allMatch(range -> range.matches("bytes=\\d+-"));
  }

  @Test
  void whatAnEarlierRunLeftIsUsed() throws Exception {
    leaveBehind("images.gz", Arrays.copyOf(PACKED_IMAGES, 12_345));

    fetcher().fetch(toyAt("/"));

    assertThat(server.requests()).contains(new FileServer.Request("/images.gz", "bytes=12345-"));
    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
  }

  @Test
  void aServerThatKnowsNoRangesSendsAllAgain() throws Exception {
    leaveBehind("images.gz", Arrays.copyOf(PACKED_IMAGES, 12_345));
    server.at("/images.gz", FileServer.wholeContent(PACKED_IMAGES));

    fetcher().fetch(toyAt("/"));

    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
  }

  @Test
  void aMirrorWhoseRangeIsNoNumberOfBytesIsLeftForTheNext() throws Exception {
    leaveBehind("images.gz", Arrays.copyOf(PACKED_IMAGES, 12_345));
    server.at(
        "/a/images.gz",
        exchange -> {
          String from = "9".repeat(20);
          exchange.getResponseHeaders().set("Content-Range", "bytes %s-%s/*".formatted(from, from));
          exchange.sendResponseHeaders(206, -1);
        });
    server.at("/b/images.gz", FileServer.content(PACKED_IMAGES));
    server.at("/a/labels.gz", FileServer.content(PACKED_LABELS));

    fetcher().fetch(toyAt("/a/", "/b/"));

    assertThat(heard)
        .anyMatch(line -> line.startsWith("failed /a/images.gz asked for bytes from "));
    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
  }

  @Test
  void whatIsWholeAlreadyIsOnlyChecked() throws Exception {
    leaveBehind("images.gz", PACKED_IMAGES);

    fetcher().fetch(toyAt("/"));

    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
  }

  @Test
  void aWrongBeginningIsThrownAway() throws Exception {
    leaveBehind("images.gz", random(12_345, 9));
    leaveBehind("labels.gz", random(PACKED_LABELS.length + 7, 9));

    fetcher().fetch(toyAt("/"));

    assertThat(data.resolve("toy/images.gz")).hasBinaryContent(PACKED_IMAGES);
    assertThat(data.resolve("toy/labels.gz")).hasBinaryContent(PACKED_LABELS);
  }

  private void leaveBehind(String name, byte[] content) throws IOException {
    Path staging = Files.createDirectories(data.resolve(".fetch/toy"));
    Files.write(staging.resolve(name + ".part"), content);
  }

  @Test
  void aWrongChecksumNamesWhatWasExpectedAndFound() {
    byte[] other = gzip(random(200_000, 3));
    server.at("/images.gz", FileServer.content(other));

    assertThatThrownBy(() -> fetcher().fetch(toyAt("/")))
        .hasMessage(
            "Cannot fetch images.gz: %s: expected the checksum %s, got %s"
                .formatted(server.uri("/images.gz"), md5(PACKED_IMAGES), md5(other)));
    assertThat(data.resolve("toy")).doesNotExist();
    assertThat(data.resolve(".fetch/toy/images.gz.part")).doesNotExist();
  }

  @Test
  void theSameContentPackedAnewIsRight() throws Exception {
    byte[] stored = storedGzip(LABELS);
    server.at("/labels.gz", FileServer.content(stored));

    fetcher().fetch(toyAt("/"));

    assertThat(stored).isNotEqualTo(PACKED_LABELS);
    assertThat(data.resolve("toy/labels.gz")).hasBinaryContent(stored);
    assertThat(states(toy(), "toy")).containsOnly(Standing.GOOD);
  }

  @Test
  void aServerThatSendsTooMuchIsLeft() {
    server.at("/images.gz", FileServer.content(new byte[IMAGES.length + (17 << 20)]));

    assertThatThrownBy(() -> fetcher().fetch(toyAt("/")))
        .hasMessageContaining("expected at most 16977216 bytes, got 18025792");
  }

  @Test
  void aSilentServerIsLeftForTheNextMirror() {
    // Both, as a busy machine would make one that answers be silent for so long too.
    server.at("/a/images.gz", server.stallAfter(1000, PACKED_IMAGES));
    server.at("/b/images.gz", server.stallAfter(1000, PACKED_IMAGES));
    Fetcher impatient =
        new Fetcher(data, toy(), new Heard(heard), wait -> {}, Duration.ofMillis(300));

    assertThatThrownBy(() -> impatient.fetch(toyAt("/a/", "/b/")))
        .hasMessageContainingAll("/a/images.gz: ", "/b/images.gz: ");
    assertThat(heard).anyMatch(line -> line.contains("nothing came for 300 ms"));
    assertThat(server.requests())
        .extracting(FileServer.Request::path)
        .startsWith("/a/images.gz")
        .endsWith("/b/images.gz");
  }

  @Test
  void inAFolderThatTheUserFilledOnlyWhatIsMissingOrWrongIsFetched() throws Exception {
    Path folder = Files.createDirectories(data.resolve("toy"));
    Files.write(folder.resolve("labels"), LABELS);
    Files.write(folder.resolve("images"), random(200_000, 4));
    Files.writeString(folder.resolve("notes.txt"), "mine");

    assertThat(fetcher().fetch(toyAt("/"))).isEqualTo(1);

    assertThat(files("toy")).containsExactly("images.gz", "labels", "notes.txt");
    assertThat(server.requests()).extracting(FileServer.Request::path).containsOnly("/images.gz");
    assertThat(states(toy(), "toy")).containsOnly(Standing.GOOD);
  }

  @Test
  void ofManyAtOnceOneFetchesAndTheOthersWait() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> fetches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Fetcher own =
          new Fetcher(data, toy(), new Heard(heard), wait -> Thread.sleep(1), Patience.LIMIT);
      fetches.add(threads.submit(() -> own.fetch(toyAt("/"))));
    }
    List<Integer> downloads = new ArrayList<>();
    for (Future<Integer> fetch : fetches) {
      downloads.add(fetch.get());
    }
    threads.shutdown();

    assertThat(downloads).containsExactlyInAnyOrder(2, 0, 0, 0);
    assertThat(server.requests()).hasSize(2);
    assertThat(states(toy(), "toy")).containsOnly(Standing.GOOD);
  }

  @Test
  void anArchiveIsUnpackedAndItsFilesGetChecksums() throws Exception {
    byte[] archive =
        archive(file("some-folder/images", IMAGES), file("some-folder/readme.html", LABELS));
    server.at("/all.tar.gz", FileServer.content(archive));
    PublishedFiles published =
        new PublishedFiles(
            List.of(new PublishedFile("packed", "images", IMAGES.length, Optional.empty())));

    fetcher(published).fetch(packed(archive));

    assertThat(files("packed")).containsExactly("SHA256SUMS", "images");
    assertThat(data.resolve("packed/SHA256SUMS")).hasContent(sha256(IMAGES).hex() + "  images");
    assertThat(states(published, "packed")).containsExactly(Standing.GOOD);
    byte[] tampered = IMAGES.clone();
    tampered[77] ^= 1;
    Files.write(data.resolve("packed/images"), tampered);
    assertThat(states(published, "packed")).containsExactly(Standing.BAD);
    // As an editor on Windows saves it.
    Files.writeString(
        data.resolve("packed/SHA256SUMS"), "\uFEFF" + sha256(IMAGES).hex() + " *images\r\n");
    assertThat(states(published, "packed")).containsExactly(Standing.BAD);
    Files.delete(data.resolve("packed/SHA256SUMS"));
    assertThat(states(published, "packed")).containsExactly(Standing.UNCHECKED);
  }

  @Test
  void anArchiveWhoseEntriesWouldLeaveTheFolderIsRefused() {
    for (String name : List.of("../../evil", "/tmp/evil", "a/../../images", "..\\images")) {
      assertThatThrownBy(() -> fetchArchive(archive(file(name, IMAGES), file("images", IMAGES))))
          .hasMessageContaining("its entry " + name)
          .hasMessageContaining("would leave the folder");
    }
    assertThat(data.getParent().resolve("evil")).doesNotExist();
    assertThat(data.resolve("packed")).doesNotExist();
  }

  @Test
  void linksInArchivesAreNotFollowed() {
    TarArchiveEntry link = new TarArchiveEntry("images", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");

    assertThatThrownBy(() -> fetchArchive(archive(new Entry(link, new byte[0]))))
        .hasMessageContaining("it lacks images");
  }

  @Test
  void anArchiveWithATooLargeOrDoubledFileIsRefused() {
    assertThatThrownBy(() -> fetchArchive(archive(file("images", random(200_001, 5)))))
        .hasMessageContaining("expected at most 200000 bytes, got 200001");
    assertThatThrownBy(
            () -> fetchArchive(archive(file("a/images", IMAGES), file("b/images", IMAGES))))
        .hasMessageContaining("it has images twice");
  }

  @Test
  void anArchiveWithAnotherChecksumIsNotUnpacked() {
    byte[] archive = archive(file("images", IMAGES));
    server.at("/all.tar.gz", FileServer.content(archive(file("images", random(200_000, 6)))));

    assertThatThrownBy(() -> fetcher(images()).fetch(packed(archive)))
        .hasMessageContaining("expected the checksum " + md5(archive));
    assertThat(data.resolve("packed")).doesNotExist();
  }

  private void fetchArchive(byte[] archive) throws IOException, InterruptedException {
    server.at("/all.tar.gz", FileServer.content(archive));
    fetcher(images()).fetch(packed(archive));
  }

  private static PublishedFiles images() {
    return new PublishedFiles(
        List.of(new PublishedFile("packed", "images", IMAGES.length, Optional.of(sha256(IMAGES)))));
  }

  private Dataset packed(byte[] archive) {
    Download download =
        new Download(
            "all.tar.gz",
            List.of(server.uri("/all.tar.gz")),
            Optional.of(md5(archive)),
            Kind.TAR_GZ,
            List.of("images"));
    return new Dataset("packed", "none", List.of(download));
  }

  private List<String> files(String dataset) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(dataset))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<Standing> states(PublishedFiles published, String dataset) throws IOException {
    return new DatasetFolder(data, dataset, published)
        .verify().stream().map(FileState::standing).toList();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(TarArchiveEntry header, byte[] content) {}

  private static Entry file(String name, byte[] content) {
    TarArchiveEntry header = new TarArchiveEntry(name, true);
    header.setSize(content.length);
    return new Entry(header, content);
  }

  private static byte[] archive(Entry... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Entry entry : entries) {
        tar.putArchiveEntry(entry.header());
        tar.write(entry.content());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** In two members, as other programs may write it. */
  private static byte[] storedGzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(gzip(Arrays.copyOf(content, 100)));
    bytes.writeBytes(gzip(Arrays.copyOfRange(content, 100, content.length)));
    return bytes.toByteArray();
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Checksum md5(byte[] content) {
    return of(Checksum.md5("0".repeat(32)), content);
  }

  private static Checksum sha256(byte[] content) {
    return of(Checksum.sha256("0".repeat(64)), content);
  }

  private static Checksum of(Checksum kind, byte[] content) {
    MessageDigest digest = kind.digest();
    digest.update(content);
    return kind.of(digest);
  }

  /** Writes down what it hears. */
  private record Heard(List<String> lines) implements FetchListener {
    @Override
    public void waiting(String dataset) {
      lines.add("waiting " + dataset);
    }

    @Override
    public void started(URI from, long have, long total) {
      lines.add("started " + from.getPath() + " " + have + " of " + total);
    }

    @Override
    public void progressed(long have, long total) {}

    @Override
    public void failed(URI from, String reason) {
      lines.add("failed " + from.getPath() + " " + reason);
    }

    @Override
    public void finished(Download download) {
      lines.add("finished " + download.name());
    }
  }
}
