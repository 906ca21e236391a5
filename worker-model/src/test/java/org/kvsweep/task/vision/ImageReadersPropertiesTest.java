package org.kvsweep.task.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Crafted files: read, or refused with an IOException, in memory that their size bounds. */
class ImageReadersPropertiesTest {
  private static final int SIDE = 28;
  private static final int IMAGE_BYTES = SIDE * SIDE;
  private static final int MOST = 60_000;

  /** A block of images, and what an exception and its trace take. */
  private static final long SLACK_BYTES = Images.BLOCK_IMAGES * IMAGE_BYTES + 200_000L;

  private interface Reader {
    void read(InputStream in, ImageCollector into) throws IOException;
  }

  @Property
  void anyBytesAreReadAsIdxImagesOrRefused(@ForAll("idxFiles") byte[] file) {
    saysWhy(readOrRefuse(file, (in, into) -> IdxReader.readImages(in, SIDE, into)));
  }

  @Property
  void anyBytesAreReadAsIdxLabelsOrRefused(@ForAll("idxFiles") byte[] file) {
    saysWhy(readOrRefuse(file, IdxReader::readLabels));
  }

  @Property
  void anyBytesAreReadAsCifarOrRefused(@ForAll byte[] file) {
    saysWhy(readOrRefuse(file, (in, into) -> CifarReader.read(in, 1, into)));
    saysWhy(readOrRefuse(file, (in, into) -> CifarReader.read(in, 2, into)));
  }

  @Property
  void anyBytesAreReadAsFeaturesOrRefused(
      @ForAll int count, @ForAll int width, @ForAll byte[] rest) {
    ByteBuffer file = ByteBuffer.allocate(16 + rest.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("KVFEAT1\n".getBytes(StandardCharsets.US_ASCII)).putInt(count).putInt(width).put(rest);
    saysWhy(readOrRefuse(file.array(), (in, into) -> FeatureFile.read(in)));
    saysWhy(readOrRefuse(rest, (in, into) -> FeatureFile.read(in)));
  }

  @Property(tries = 200)
  void anyDamageToAGzipFileIsReadOrRefused(
      @ForAll("idxFiles") byte[] file, @ForAll int place, @ForAll byte damage) throws IOException {
    byte[] packed = gzip(file);
    packed[Math.floorMod(place, packed.length)] ^= damage;
    readOrRefuse(
        packed,
        (in, into) -> {
          try (InputStream unpacked = new GZIPInputStream(in)) {
            IdxReader.readImages(unpacked, SIDE, into);
          }
        });
  }

  private static void saysWhy(Optional<IOException> refusal) {
    refusal.ifPresent(e -> assertThat(e).hasMessageStartingWith("expected"));
  }

  private static Optional<IOException> readOrRefuse(byte[] file, Reader reader) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ImageCollector collector = new ImageCollector(IMAGE_BYTES, MOST, 10);
    long before = threads.getCurrentThreadAllocatedBytes();
    Optional<IOException> refusal = Optional.empty();
    try {
      reader.read(new ByteArrayInputStream(file), collector);
    } catch (IOException refused) {
      refusal = Optional.of(refused);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(2L * file.length + SLACK_BYTES);
    return refusal;
  }

  /** A header that may be right, with a count that may be huge, and some bytes. */
  @Provide
  Arbitrary<byte[]> idxFiles() {
    Arbitrary<Integer> magic = Arbitraries.of(0x803, 0x801, 0x803, 0x80803, 0);
    Arbitrary<Integer> count = Arbitraries.integers();
    Arbitrary<Integer> side =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.just(SIDE)), Tuple.of(1, Arbitraries.integers()));
    Arbitrary<byte[]> rest = Arbitraries.bytes().array(byte[].class).ofMaxSize(4000);
    return Combinators.combine(magic, count, side, side, rest)
        .as(
            (m, c, h, w, bytes) ->
                ByteBuffer.allocate(16 + bytes.length)
                    .putInt(m)
                    .putInt(c)
                    .putInt(h)
                    .putInt(w)
                    .put(bytes)
                    .array());
  }

  private static byte[] gzip(byte[] file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(file);
    }
    return out.toByteArray();
  }
}
