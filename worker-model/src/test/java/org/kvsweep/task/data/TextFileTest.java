package org.kvsweep.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  @Test
  void isFoundPlainOrGzippedInTheFolderOrElsewhere() throws IOException {
    Files.createDirectories(folder.resolve("set"));
    Files.writeString(folder.resolve("set/plain.txt"), "größer\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("set/packed.txt.gz")))) {
      out.write("a\r\nb".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(TextFile.read(folder, "set/plain.txt", seen -> {})).isEqualTo("größer\n");
    assertThat(TextFile.lines(folder, "set/packed.txt", seen -> {})).containsExactly("a", "b");
    String elsewhere = folder.resolve("set/plain.txt").toAbsolutePath().toString();
    assertThat(TextFile.read(Path.of("nowhere"), elsewhere, seen -> {})).isEqualTo("größer\n");
  }

  @Test
  void aFileInTheFolderItselfNeedsNoSlash() throws IOException {
    Files.writeString(folder.resolve("own.txt"), "text");
    assertThat(TextFile.read(folder, "own.txt", seen -> {})).isEqualTo("text");
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Files.write(folder.resolve("latin.txt"), "größer".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TextFile.read(folder, "latin.txt", seen -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read latin.txt: expected UTF-8, got 0xF6 as byte 3 of line 1");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TextFile.read(folder, "set/none.txt", seen -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder.resolve("set/none.txt").toString());
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> TextFile.read(folder, "/", seen -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read a text: expected a file, got /");
  }
}
