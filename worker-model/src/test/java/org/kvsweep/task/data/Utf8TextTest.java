package org.kvsweep.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String read(String text) {
    return Utf8Text.read(bytes(text), "it");
  }

  private static Utf8Lines stream(byte[] bytes) {
    return new Utf8Lines(new ByteArrayInputStream(bytes), "standard input");
  }

  private static List<String> lines(String text) {
    Utf8Lines lines = stream(bytes(text));
    List<String> all = new ArrayList<>();
    try {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        all.add(line.get());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b\nc\n\nd", "a b\r\nc\r\n\r\nd", "a b\r\r\nc\r\r\n\r\nd", "a\rb\nc\n\nd"})
  void linesEndAtALineFeedAndOtherCarriageReturnsAreSpaces(String text) {
    assertThat(read(text)).isEqualTo("a b\nc\n\nd");
    assertThat(lines(text)).containsExactly("a b", "c", "", "d");
  }

  @Test
  void whereNoLineFeedIsLinesOfAFileEndAtCarriageReturns() {
    assertThat(read("a\rb\r")).isEqualTo("a\nb\n");
    // Whether one will come can't be known of a stream.
    assertThat(lines("a\rb")).containsExactly("a b");
  }

  @Test
  void noOtherCharacterEndsALine() {
    String text = "a\u2028b\u0085c\fd\u000be\0f";
    assertThat(read(text)).isEqualTo(text);
    assertThat(lines(text)).containsExactly(text);
  }

  @Test
  void aMarkAtTheStartIsNotText() {
    assertThat(read("\uFEFFa\uFEFF\n\uFEFFb")).isEqualTo("a\uFEFF\n\uFEFFb");
    assertThat(lines("\uFEFFa\uFEFF\n\uFEFFb")).containsExactly("a\uFEFF", "\uFEFFb");
    assertThat(lines("\uFEFF")).containsExactly("");
    assertThat(lines("")).isEmpty();
  }

  @Property(tries = 300)
  void aFileWithALineFeedAndAStreamHaveTheSameLines(
      @ForAll @CharRange(from = 'a', to = 'b') @Chars({'\r', '\n'}) @StringLength(max = 12)
          String text) {
    assertThat(lines(text + "\n")).isEqualTo(read(text + "\n").lines().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16IsRefusedByName(String charset) {
    byte[] text = "\uFEFFein Hund\n".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> Utf8Text.read(text, "it"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read it: expected UTF-8, got UTF-16");
    assertThatThrownBy(() -> stream(text).next())
        .hasMessage("Cannot read standard input: expected UTF-8, got UTF-16");
  }

  @Test
  void whereBytesAreNotUtf8IsSaid() throws IOException {
    byte[] latin = "ein Hund\nder läuft\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Utf8Text.read(latin, "x.de"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read x.de: expected UTF-8, got 0xE4 as byte 6 of line 2");
    Utf8Lines lines = stream(latin);
    assertThat(lines.next()).contains("ein Hund");
    assertThatThrownBy(lines::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read standard input: expected UTF-8, got 0xE4 as byte 6 of line 2");
    // Cut off in a character, and half of a pair of UTF-16.
    assertThatThrownBy(() -> Utf8Text.read(new byte[] {'a', (byte) 0xC3}, "it"))
        .hasMessageContaining("0xC3 as byte 2 of line 1");
    assertThatThrownBy(() -> Utf8Text.decode(new byte[] {(byte) 0xED, (byte) 0xA0, 0}, "it"))
        .hasMessageContaining("0xED as byte 1 of line 1");
  }

  @Test
  void aStreamThatNeverEndsALineIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }
        };
    assertThatThrownBy(() -> new Utf8Lines(endless, "standard input").next())
        .hasMessage(
            "Cannot read standard input: expected at most 1048576 bytes a line, got more in line 1");
  }

  @Test
  void aLongRunOfCarriageReturnsTakesNoLongerThanAnyText() {
    assertThat(read("\n" + "\r".repeat(1_000_000) + "x")).hasSize(1_000_002);
    assertThat(lines("\r".repeat(1_000_000) + "x")).hasSize(1);
  }
}
