package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag$;

class DataCopiesTest {
  private static final String DRIVERS = "/data/of/the/driver";

  /** Half of a letter, which no file name has in any locale. */
  private static final String NO_LETTER = "\uD800";

  @TempDir Path temporary;

  /** What a broadcast brings, without Spark. */
  private static final class Brought extends Broadcast<byte[]> {
    private static final long serialVersionUID = 1;

    private final String text;

    Brought(String text) {
      super(1, ClassTag$.MODULE$.apply(byte[].class));
      this.text = text;
    }

    @Override
    public byte[] getValue() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void doUnpersist(boolean blocking) {}

    @Override
    public void doDestroy(boolean blocking) {}
  }

  private static DataShipment shipment(String text) {
    return new DataShipment(
        List.of(
            new DataShipment.Item(
                DRIVERS, "part/text.txt", text.length(), "no hash", List.of(new Brought(text)))),
        "");
  }

  @Test
  void copiesLieBelowTheFolderOfTheApplicationAndGoWithTheExecutor() throws IOException {
    try (DataCopies copies = new DataCopies(() -> temporary)) {
      Path copy = copies.folder(DRIVERS, shipment("abc"));

      assertThat(copy.getParent()).isEqualTo(temporary);
      assertThat(copy.resolve("part/text.txt")).hasContent("abc");
      assertThat(copies.folder(DRIVERS, shipment("abc"))).as("made once").isEqualTo(copy);
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aFolderWithLettersThatThisLocaleHasNotIsNotThere() throws IOException {
    String named = "/data/" + NO_LETTER; // as ü in a POSIX locale
    DataShipment.Item file =
        new DataShipment.Item(named, "text.txt", 3, "no hash", List.of(new Brought("abc")));
    try (DataCopies copies = new DataCopies(() -> temporary)) {
      assertThat(copies.folder(named, DataShipment.NONE))
          .as("for trials that read no file")
          .hasToString("/data/?");

      Path copy = copies.folder(named, new DataShipment(List.of(file), ""));

      assertThat(copy.resolve("text.txt")).hasContent("abc");
    }
    try (DataCopies copies = new DataCopies(() -> temporary)) {
      assertThatThrownBy(() -> copies.folder(named, new DataShipment(List.of(file), "so")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot find the data: /data/?/text.txt is not there");
    }
  }
}
