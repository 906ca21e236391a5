package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.EndedTrials.FileVersion;

/** What the files of every file system keep to. */
abstract class FolderFilesContract {
  @TempDir Path temporary;

  /** Files in {@code temporary/results}, which need not exist. */
  final FolderFiles files() throws IOException {
    return files(temporary.resolve("results"));
  }

  /** Files in that folder, which need not exist. */
  abstract FolderFiles files(Path folder) throws IOException;

  @Test
  void readsWhatWasCreated() throws IOException {
    assertThat(files().create("a/b.json", "naïve\n")).isTrue();

    assertThat(files().read("a/b.json")).contains("naïve\n");
    assertThat(files().read("a/c.json")).isEmpty();
  }

  @Test
  void createsAFileOnce() throws IOException {
    files().create("a/b.json", "first");

    assertThat(files().create("a/b.json", "second")).isFalse();
    assertThat(files().read("a/b.json")).contains("first");
  }

  @Test
  void replacesAFileWhetherItExistsOrNot() throws IOException {
    files().replace("b.json", "first");
    files().replace("b.json", "second");

    assertThat(files().read("b.json")).contains("second");
  }

  @Test
  void bytesComeBackAsTheyWere() throws IOException {
    byte[] bytes = {0, (byte) 0xff, 10, 13, (byte) 0xc3};
    assertThat(files().open("a/b.zip")).isEmpty();

    files().replace("a/b.zip", new byte[70]);
    files().replace("a/b.zip", bytes);

    try (InputStream in = files().open("a/b.zip").orElseThrow()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void tellsTheSizesOfFiles() throws IOException {
    files().create("a/1", "text");
    files().replace("a/2", new byte[70]);
    files().create("a/b/3", "");

    assertThat(files().sizes("a")).isEqualTo(Map.of("1", 4L, "2", 70L));
    assertThat(files().sizes("none")).isEmpty();
  }

  @Test
  void listsAllThatHasANameThere() throws IOException {
    files().create("a/2", "");
    files().create("a/1", "");
    files().create("a/b/3", "");

    assertThat(files().names("a")).containsExactly("1", "2", "b");
    assertThat(files().names("none")).isEmpty();
  }

  @Test
  void listsTheFolderItself() throws IOException {
    assertThat(files().names("")).isEmpty();

    files().create("1", "");
    files().create("a/2", "");

    assertThat(files().names("")).containsExactly(".tmp", "1", "a");
  }

  @Test
  void movesAndDeletes() throws IOException {
    files().create("a/1", "text");
    files().move("a/1", "a/2");

    assertThat(files().read("a/1")).isEmpty();
    assertThat(files().read("a/2")).contains("text");

    files().delete("a/2");
    files().delete("a/2");
    assertThat(files().names("a")).isEmpty();
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("results/a/1"));

    assertThatExceptionOfType(ForeignFileException.class)
        .isThrownBy(() -> files().read("a/1"))
        .withMessageEndingWith("a/1: expected a file, got a folder");
    assertThatExceptionOfType(ForeignFileException.class).isThrownBy(() -> files().open("a/1"));
    assertThat(files().sizes("a")).isEmpty();
    assertThat(files().create("a/1", "text")).isFalse();

    files().delete("a/1");
    assertThat(folder).as("a folder is never deleted").isEmptyDirectory();

    files().move("a/1", "a/2");
    assertThat(files().create("a/1", "text")).isTrue();
    assertThat(files().names("a")).containsExactly("1", "2");
  }

  @Test
  void namesWhatItCannotWrite() throws IOException {
    Files.createDirectories(temporary.resolve("results"));
    Files.writeString(temporary.resolve("results/.tmp"), "a file of this name");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> files().create("a/1.json", "text"))
        .withMessageMatching("Cannot write .*a/1\\.json: .*\\.tmp.*");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> files().replace("report.html", "text"))
        .withMessageMatching("Cannot write .*report\\.html: .*\\.tmp.*");
    assertThat(temporary.resolve("results/.tmp")).hasContent("a file of this name");
  }

  @Test
  void namesTheFileOfAFullDisk() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                files()
                    .write(
                        "report.html",
                        out -> {
                          throw new IOException("No space left on device");
                        }))
        .withMessageMatching("Cannot write .*results/report\\.html: No space left on device");
  }

  @Test
  void leavesNothingBeside() throws IOException {
    files().create("a/1", "text");
    files().create("a/1", "text");
    files().replace("a/2", "text");
    files().replace("a/2", "text");

    try (Stream<Path> all = Files.walk(temporary.resolve("results"))) {
      assertThat(all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("1", "2");
    }
  }

  @Test
  void refusesToReadAFileThatIsFarTooLarge() throws IOException {
    files().create("large", "");
    try (var file =
        new java.io.RandomAccessFile(temporary.resolve("results/large").toFile(), "rw")) {
      file.setLength(FolderFiles.LARGEST_BYTES + 1);
    }

    assertThatExceptionOfType(ForeignFileException.class)
        .isThrownBy(() -> files().read("large"))
        .withMessageContaining("large: expected at most 67108864 bytes, got 67108865");
  }

  @Test
  void readsBytesThatAreNoText() throws IOException {
    files().create("b", "");
    Files.write(temporary.resolve("results/b"), new byte[] {'a', (byte) 0xff, 'b'});

    assertThat(files().read("b")).contains("a\uFFFDb");
    assertThat("a\uFFFDb".getBytes(StandardCharsets.UTF_8)).hasSize(5);
  }

  @Test
  void keepsFilesOfAnyBytes() throws IOException {
    byte[] bytes = {0, (byte) 0xff, 'a', '\n'};
    files().write("a/b", out -> out.write(bytes));

    assertThat(files().size("a/b")).isEqualTo(4);
    try (InputStream in = files().open("a/b").orElseThrow()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(files().open("a/c")).isEmpty();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> files().size("a/c"));
  }

  @Test
  void aWriteThatFailsInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
    files().write("a", out -> out.write('x'));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                files()
                    .write(
                        "a",
                        out -> {
                          out.write(new byte[100_000]);
                          throw new IOException("No space left on device");
                        }));

    assertThat(files().read("a")).contains("x");
    try (Stream<Path> all = Files.walk(temporary.resolve("results"))) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void hasAVersionOfAllThatIsThereAndAnotherOfWhatWasReplaced() throws IOException {
    files().create("a/b", "text");
    files().create("a/c", "text");
    files().create("a/folder/d", "text");
    Map<String, FileVersion> before = files().versions("a");

    files().replace("a/b", "longer text");

    Map<String, FileVersion> after = files().versions("a");
    assertThat(after).containsOnlyKeys("b", "c", "folder");
    assertThat(after.get("b")).isNotEqualTo(before.get("b"));
    assertThat(after.get("c")).isEqualTo(before.get("c"));
    assertThat(files().versions("none")).isEmpty();
  }

  @Test
  void hasAnAddressThatOthersFindItBy() throws IOException {
    for (String name : List.of("results", "50 %20 naïve #1 [2]?", "run-10:15")) {
      FolderFiles files = files(temporary.resolve(name));
      files.create("a", name);

      FolderFiles other = FolderFiles.open(files.address(), new Configuration());

      assertThat(other.read("a")).contains(name);
    }
  }
}
