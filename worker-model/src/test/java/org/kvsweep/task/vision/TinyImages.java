package org.kvsweep.task.vision;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.kvsweep.random.RandomStream;

/** Small data folders; images of a class look alike. */
public final class TinyImages {
  private TinyImages() {}

  /** The four files of a set like MNIST. */
  public static void writeIdx(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    writeIdx(folder, "train", train);
    writeIdx(folder, "t10k", test);
  }

  private static void writeIdx(Path folder, String part, int count) throws IOException {
    RandomGenerator random = RandomStream.of(1, part, 0);
    ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
    images.putInt(0x803).putInt(count).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int image = 0; image < count; image++) {
      int label = random.nextInt(10);
      labels.put((byte) label);
      images.put(pixels(random, label, 784));
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    gzip(folder.resolve(part + "-labels-idx1-ubyte.gz"), labels.array());
  }

  /** One file of CIFAR, gzipped. */
  public static void writeCifar(Path file, int count, int labelBytes, int classes)
      throws IOException {
    Files.createDirectories(file.getParent());
    RandomGenerator random = RandomStream.of(2, file.getFileName().toString(), 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int image = 0; image < count; image++) {
      int label = random.nextInt(classes);
      for (int other = 1; other < labelBytes; other++) {
        out.write(0);
      }
      out.write(label);
      out.write(pixels(random, label * 10 / classes, 3072));
    }
    gzip(file, out.toByteArray());
  }

  /**
   * A pattern of its kind under noise; the last pixel says the kind: 25 times it, or a bit more.
   */
  private static byte[] pixels(RandomGenerator random, int kind, int count) {
    RandomGenerator pattern = RandomStream.of(3, "pattern", kind);
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) ((pattern.nextBoolean() ? 180 : 20) + random.nextInt(60));
    }
    pixels[count - 1] = (byte) (kind * 25 + random.nextInt(20));
    return pixels;
  }

  static void gzip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }
}
