package org.kvsweep.task.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.task.PublishedData;
import org.kvsweep.task.vision.ImageDataset.Part;

class ImageFolderTest {
  private static final int IMAGES = 60_000;

  @TempDir private Path data;

  @Test
  void readingAWholeSetTakesLessThanTwiceItsMemory() throws IOException {
    Path folder = Files.createDirectory(data.resolve("mnist"));
    int size = IMAGES * 784;
    ByteBuffer images = ByteBuffer.allocate(16 + size);
    images.putInt(0x803).putInt(IMAGES).putInt(28).putInt(28);
    TinyImages.gzip(folder.resolve("train-images-idx3-ubyte.gz"), images.array());
    ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES).putInt(0x801).putInt(IMAGES);
    labels.put(8 + IMAGES - 1, (byte) 9);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
    // The published size, so the checksum would not fit.
    ImageFolder own = new ImageFolder(data, ImageDataset.MNIST);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(refusal(own)).contains("expected the checksum SHA-256 ba891046e6505d7");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * size);
  }

  private static String refusal(ImageFolder folder) {
    try {
      folder.read(Part.TRAIN);
      return "none";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MNIST", "FASHION_MNIST"})
  void thePublishedFilesAreRead(ImageDataset dataset) {
    ImageFolder images = new ImageFolder(PublishedData.with(dataset.label()), dataset);
    Images training = images.read(Part.TRAIN);
    assertThat(training.count()).isEqualTo(IMAGES);
    assertThat(images.remarks(training, images.read(Part.TEST))).isEmpty();
  }
}
