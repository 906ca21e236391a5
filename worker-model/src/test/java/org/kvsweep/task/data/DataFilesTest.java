package org.kvsweep.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.trial.DataChecksums;

class DataFilesTest {
  private static final byte[] CONTENT = "to be or not to be".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path data;
  private Path folder;
  private DataFiles files;

  @BeforeEach
  void publishOneFile() throws IOException {
    folder = Files.createDirectory(data.resolve("poems"));
    Checksum checksum = Checksum.sha256("0".repeat(64)).of(digest());
    PublishedFile file =
        new PublishedFile("poems", "hamlet.txt", CONTENT.length, Optional.of(checksum));
    files = new DataFiles(data, "poems", new PublishedFiles(List.of(file)));
  }

  private static MessageDigest digest() {
    MessageDigest digest = Checksum.sha256("0".repeat(64)).digest();
    digest.update(CONTENT);
    return digest;
  }

  private void gzip(String name, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(content);
    }
  }

  @Test
  void aPlainAndAGzippedFileReadAlike() throws IOException {
    gzip("hamlet.txt.gz", CONTENT);
    assertThat(files.bytes("hamlet.txt", 100)).isEqualTo(CONTENT);

    Files.delete(folder.resolve("hamlet.txt.gz"));
    Files.write(folder.resolve("hamlet.txt"), CONTENT);
    assertThat(files.bytes("hamlet.txt", 100)).isEqualTo(CONTENT);
    assertThat(files.names()).containsExactly("hamlet.txt");
  }

  @Test
  void whatWasReadHasTheSameChecksumPlainAndGzippedAndHoweverMuchTheReaderTook()
      throws IOException {
    String sha256 = Checksum.SHA_256.of(digest()).hex();
    gzip("hamlet.txt.gz", CONTENT);
    files.read("hamlet.txt", in -> in.read());
    assertThat(files.seen().sha256()).containsExactly(Map.entry("poems/hamlet.txt", sha256));

    Files.write(data.resolve("bare.txt"), CONTENT);
    DataFiles bare = new DataFiles(data, "");
    assertThat(bare.seen()).isEqualTo(DataChecksums.NONE);
    bare.bytes("bare.txt", 100);
    assertThat(bare.seen().sha256()).containsExactly(Map.entry("bare.txt", sha256));
    assertThat(bare.pathOf("bare.txt")).isEqualTo("bare.txt");
  }

  @Test
  void aMissingFileSaysHowToGetIt() {
    assertThatThrownBy(() -> files.bytes("hamlet.txt", 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot find %s, neither plain nor gzipped. This gets it: kvsweep data fetch poems"
                    .formatted(folder.resolve("hamlet.txt"))
                + " --data "
                + data);
    assertThat(files.has("hamlet.txt")).isFalse();
    assertThat(new DataFiles(data.resolve("nowhere"), "poems").names()).isEmpty();
  }

  @Test
  void aTamperedFileNamesBothChecksums() throws IOException {
    byte[] tampered = CONTENT.clone();
    tampered[3] ^= 1;
    gzip("hamlet.txt.gz", tampered);
    Checksum expected = Checksum.sha256("0".repeat(64)).of(digest());

    assertThatThrownBy(() -> files.bytes("hamlet.txt", 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot read %s: expected the checksum %s, got SHA-256 "
                .formatted(folder.resolve("hamlet.txt.gz"), expected))
        .hasMessageEndingWith("This gets it anew: kvsweep data fetch poems --data " + data);
  }

  @Test
  void aCutGzipFileIsRefused() throws IOException {
    gzip("hamlet.txt.gz", CONTENT);
    byte[] packed = Files.readAllBytes(folder.resolve("hamlet.txt.gz"));
    for (int length : new int[] {0, 5, packed.length - 9, packed.length - 1}) {
      Files.write(folder.resolve("hamlet.txt.gz"), Arrays.copyOf(packed, length));
      assertThatThrownBy(() -> files.bytes("hamlet.txt", 100))
          .as("cut at %d", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot read " + folder.resolve("hamlet.txt.gz") + ": ")
          .hasMessageNotContaining("null");
    }
  }

  @Test
  void aFileOfTheUsersOwnHasAnySizeUpToTheLimit() throws IOException {
    Files.write(folder.resolve("hamlet.txt"), new byte[50]);
    assertThat(files.bytes("hamlet.txt", 50)).hasSize(50);
    assertThatThrownBy(() -> files.bytes("hamlet.txt", 49))
        .hasMessageContaining("expected at most 49 bytes, got more");
  }

  @Test
  void theTableThatComesWithKvsweepNamesSixDataSets() {
    PublishedFiles published = PublishedFiles.load();

    assertThat(published.datasets())
        .containsExactly(
            "mnist", "fashion-mnist", "cifar-10", "cifar-100", "tiny-shakespeare", "multi30k");
    assertThat(published.of("mnist")).hasSize(4);
    assertThat(published.of("cifar-10").get(0).checksum())
        .contains(Checksum.md5("5dd7e06a14cb22eb9f671a540d1b7c25"));
    assertThat(published.of("cifar-100").get(0).checksum()).isEmpty();
  }
}
