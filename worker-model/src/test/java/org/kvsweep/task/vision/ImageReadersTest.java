package org.kvsweep.task.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ImageReadersTest {

  @Test
  void imagesAndLabelsComeAsTheyLieInIdxFiles() throws IOException {
    ImageCollector collector = new ImageCollector(4, 10, 3);
    IdxReader.readImages(idx(0x803, 2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 200), 2, collector);
    IdxReader.readLabels(idx(0x801, 2, 1, 2), collector);

    Images images = collector.images();

    assertThat(images.count()).isEqualTo(2);
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.label(1)).isEqualTo(2);
    assertThat(images.block(1)[images.offset(1)]).isEqualTo((byte) 5);
    assertThat(images.block(1)[images.offset(1) + 3]).isEqualTo((byte) 200);
  }

  @Test
  void moreImagesThanABlockHoldsStayInOrder() throws IOException {
    int count = 2 * Images.BLOCK_IMAGES + 3;
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i % 251;
    }
    ImageCollector collector = new ImageCollector(1, count, 256);
    IdxReader.readImages(idx(0x803, new int[] {count, 1, 1}, numbers), 1, collector);
    IdxReader.readLabels(idx(0x801, new int[] {count}, numbers), collector);

    Images images = collector.images();

    for (int i = 0; i < count; i++) {
      assertThat(images.block(i)[images.offset(i)] & 0xFF).isEqualTo(i % 251);
      assertThat(images.label(i)).isEqualTo(i % 251);
    }
  }

  @Test
  void theFineLabelOfCifar100IsTheSecond() throws IOException {
    ImageCollector collector = new ImageCollector(2, 10, 100);
    CifarReader.read(bytes(19, 42, 7, 8, 3, 99, 9, 10), 2, collector);

    Images images = collector.images();

    assertThat(images.count()).isEqualTo(2);
    assertThat(images.label(0)).isEqualTo(42);
    assertThat(images.label(1)).isEqualTo(99);
    assertThat(images.block(1)[images.offset(1)]).isEqualTo((byte) 9);
  }

  @Test
  void whatIsWrongWithAnIdxFileIsSaid() {
    assertThatImages(idx(0x801, 2))
        .hasMessage("expected 2051 as the magic number of images, got 2049");
    assertThatImages(bytes(0, 0)).hasMessage("expected a header, got the end after [0, 0]");
    assertThatImages(idx(0x803, 0, 2, 2))
        .hasMessage("expected a number of items of at least 1, got 0");
    assertThatImages(idx(0x803, -5, 2, 2))
        .hasMessage("expected a number of items of at least 1, got -5");
    assertThatImages(idx(0x803, 1, 2, 3)).hasMessage("expected 2 as the width of an image, got 3");
    assertThatImages(idx(0x803, 2, 2, 2, 1, 2, 3, 4, 5))
        .hasMessage("expected 4 bytes of image 1, got 1 before the end");
    assertThatImages(idx(0x803, 1, 2, 2, 1, 2, 3, 4, 5))
        .hasMessage("expected the end after as many items as the header says, 1, got more");
    assertThatImages(idx(0x803, 11, 2, 2)).hasMessageContaining("expected 4 bytes of image 0");
    assertThatThrownBy(
            () ->
                IdxReader.readImages(idx(0x803, 3, 1, 1, 7, 8, 9), 1, new ImageCollector(1, 2, 3)))
        .hasMessage("expected at most 2 images, got more");
  }

  @Test
  void whatIsWrongWithLabelsIsSaid() {
    assertThatThrownBy(
            () -> IdxReader.readLabels(idx(0x801, 2, 1, 3), new ImageCollector(4, 10, 3)))
        .hasMessage("expected labels from 0 to 2, got 3 for image 1");
    assertThatThrownBy(() -> IdxReader.readLabels(idx(0x801, 2, 1), new ImageCollector(4, 10, 3)))
        .hasMessage("expected the label of image 1, got the end");
    assertThatThrownBy(
            () -> IdxReader.readLabels(idx(0x801, 3, 1, 1, 1), new ImageCollector(4, 2, 3)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected at most 2 images, got the label of another");
    ImageCollector unequal = new ImageCollector(1, 10, 3);
    assertThatThrownBy(
            () -> {
              IdxReader.readImages(idx(0x803, 1, 1, 1, 9), 1, unequal);
              IdxReader.readLabels(idx(0x801, 2, 1, 1), unequal);
              unequal.checkLabels();
            })
        .hasMessage("expected as many labels as images, 1, got 2");
  }

  @Test
  void whatIsWrongWithACifarFileIsSaid() {
    ImageCollector collector = new ImageCollector(2, 2, 10);
    assertThatThrownBy(() -> CifarReader.read(bytes(), 1, collector))
        .hasMessage("expected images, got an empty file");
    assertThatThrownBy(() -> CifarReader.read(bytes(1), 2, collector))
        .hasMessage("expected the label of image 0, got the end");
    assertThatThrownBy(() -> CifarReader.read(bytes(1, 5), 1, new ImageCollector(2, 2, 10)))
        .hasMessage("expected 2 bytes of image 0, got 1 before the end");
    assertThatThrownBy(
            () ->
                CifarReader.read(bytes(1, 5, 5, 1, 6, 6, 1, 7, 7), 1, new ImageCollector(2, 2, 10)))
        .hasMessage("expected at most 2 images, got the label of another");
  }

  @Test
  void imagesOfASecondFileAreCountedFromItsStart() throws IOException {
    ImageCollector collector = new ImageCollector(1, 10, 10);
    CifarReader.read(bytes(1, 5, 2, 6), 1, collector);
    assertThatThrownBy(() -> CifarReader.read(bytes(1, 5, 10, 6), 1, collector))
        .hasMessage("expected labels from 0 to 9, got 10 for image 1");
    assertThatThrownBy(() -> CifarReader.read(bytes(1), 1, collector))
        .hasMessage("expected 1 bytes of image 0, got 0 before the end");
  }

  private static AbstractThrowableAssert<?, ?> assertThatImages(ByteArrayInputStream in) {
    return assertThatThrownBy(() -> IdxReader.readImages(in, 2, new ImageCollector(4, 10, 3)))
        .isInstanceOf(IOException.class);
  }

  private static ByteArrayInputStream bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new ByteArrayInputStream(bytes);
  }

  /** As many dimensions as the magic number says, then bytes. */
  private static ByteArrayInputStream idx(int magic, int... numbers) {
    int dimensions = Math.min(numbers.length, magic & 0xFF);
    return idx(
        magic,
        Arrays.copyOf(numbers, dimensions),
        Arrays.copyOfRange(numbers, dimensions, numbers.length));
  }

  private static ByteArrayInputStream idx(int magic, int[] dimensions, int[] values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(out)) {
      data.writeInt(magic);
      for (int dimension : dimensions) {
        data.writeInt(dimension);
      }
      for (int value : values) {
        data.writeByte(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(out.toByteArray());
  }
}
