package org.kvsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The .npy files were written by NumPy. */
class FeatureImportTest {
  private static final float[] FIRST = {2.0409193f, -2.555665f, 0.41809884f};

  @TempDir private Path folder;

  static Path npy(String name) {
    try {
      return Path.of(FeatureImportTest.class.getResource("/npy/" + name + ".npy").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path features, Path labels, Path to) throws IOException {
    try (FeatureImport made = FeatureImport.aside(features, labels, to)) {
      made.publish();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"features-f8", "features-f4", "features-big-endian", "features-f2", "version-2"})
  void vectorsAndLabelsOfEveryTypeArriveInTheFile(String features) throws IOException {
    Path to = folder.resolve("anomaly/x-train.features");

    try (FeatureImport made = FeatureImport.aside(npy(features), npy("labels-u1"), to)) {
      assertThat(made.count()).isEqualTo(6);
      assertThat(made.width()).isEqualTo(3);
      assertThat(to).doesNotExist();
      made.publish();
    }

    assertThat(to.getParent())
        .isDirectoryContaining(to::equals)
        .isDirectoryNotContaining("glob:**.part");
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(to)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(file.capacity()).isEqualTo(16 + 6 * 16);
    assertThat(file.getInt(8)).isEqualTo(6);
    assertThat(file.getInt(12)).isEqualTo(3);
    assertThat(file.getInt(16 + 5 * 16)).isEqualTo(200);
    float precision = features.equals("features-f2") ? 2e-3f : 1e-6f;
    for (int i = 0; i < 3; i++) {
      assertThat(file.getFloat(20 + 4 * i)).isCloseTo(FIRST[i], within(precision));
    }
  }

  @Test
  void halfPrecisionIsReadExactly() throws IOException {
    try (NpyFile file = NpyFile.open(npy("halves"))) {
      assertThat(file.next(7))
          .containsExactly(0, -0.0, 1, -2.5, 65504, Math.scalb(1.0, -24), Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void whatDoesNotFitIsSaid() {
    assertRefused("labels-i8", "labels-i8", "expected two dimensions");
    assertRefused(
        "features-f4", "labels-short", "expected the dimensions [6], one for each vector, got [");
    assertRefused(
        "features-f4", "features-f4", "expected the dimensions [6], one for each vector, got [");
    assertRefused("features-columns", "labels-i8", "numpy.ascontiguousarray");
    assertRefused("text", "labels-i8", "expected numbers of a plain type");
    assertThat(folder.resolve("out.features")).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }

  /** A file of NumPy's for eight-byte floats. */
  private Path npy(String name, String shape, double... numbers) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }\n".formatted(shape);
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + 8 * numbers.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (double number : numbers) {
      file.putDouble(number);
    }
    return Files.write(Files.createDirectories(folder.resolve("own")).resolve(name), file.array());
  }

  @Test
  void whichNumberOfWhichFileDoesNotFitIsSaid() throws IOException {
    Path good = npy("x.npy", "2, 2", 1, 2, 3, 4);
    Path labels = npy("y.npy", "2,", 0, 65_535);
    write(good, labels, folder.resolve("out.features"));
    assertThat(folder.resolve("out.features")).exists();
    Map<Double, String> unfit =
        Map.of(
            Double.NaN,
            "NaN",
            Double.NEGATIVE_INFINITY,
            "-Infinity",
            1e300,
            "1.0E300",
            -1e39,
            "-1.0E39");
    for (double number : unfit.keySet()) {
      Path features = npy("bad.npy", "2, 2", 1, 2, 3, number);
      assertThatThrownBy(() -> write(features, labels, folder.resolve("o")))
          .hasMessage(
              "Cannot use %s as features: expected finite numbers of at most 3.4028235E38, got %s in row 1, column 1, counted from 0"
                  .formatted(features, unfit.get(number)));
    }
    Map<Double, String> strange =
        Map.of(
            -1.0,
            "-1",
            65_536.0,
            "65536",
            4_294_967_296.0,
            "4294967296",
            0.5,
            "0.5",
            Double.NaN,
            "NaN");
    for (double label : strange.keySet()) {
      Path classes = npy("bad.npy", "2,", 0, label);
      assertThatThrownBy(() -> write(good, classes, folder.resolve("o")))
          .hasMessage(
              "Cannot use %s as labels: expected whole numbers from 0 to 65535, got %s in row 1, counted from 0"
                  .formatted(classes, strange.get(label)));
    }
    assertThat(folder.resolve("o")).doesNotExist();
  }

  @Test
  void filesOfAnotherShapeThanTheySayAreRefusedByName() throws IOException {
    Path labels = npy("y.npy", "2,", 0, 1);
    assertShapeRefused(
        npy("x.npy", "0, 2"), npy("z.npy", "0,"), "x.npy as features: expected at least one row");
    assertShapeRefused(
        npy("x.npy", "2, 0"), labels, "x.npy as features: expected at least one row");
    assertShapeRefused(npy("x.npy", "2, 70000"), labels, "one row of 1 to 65536 numbers");
    assertShapeRefused(npy("x.npy", ""), labels, "x.npy as features: expected two dimensions");
    assertShapeRefused(npy("x.npy", "2, 2", 1, 2, 3), labels, "x.npy: expected 16 bytes of row 1");
    assertShapeRefused(
        npy("x.npy", "2, 1", 1, 2, 3), labels, "x.npy: expected the end after its rows, 2");
    assertShapeRefused(
        npy("x.npy", "1, 1", 1),
        labels,
        "y.npy as labels: expected the dimensions [1], one for each vector, got [2]");
    assertShapeRefused(folder.resolve("none.npy"), labels, "none.npy: there is no such file");
    assertShapeRefused(folder, labels, folder + ": it is a folder");
  }

  private void assertShapeRefused(Path features, Path labels, String message) {
    assertThatThrownBy(() -> write(features, labels, folder.resolve("o")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining(message);
  }

  private void assertRefused(String features, String labels, String message) {
    assertThatThrownBy(() -> write(npy(features), npy(labels), folder.resolve("out.features")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining(message);
  }

  @Property(tries = 300)
  void anyDamageIsReadOrRefused(@ForAll int place, @ForAll byte damage, @ForAll int length)
      throws IOException {
    byte[] file = Files.readAllBytes(npy("features-f4"));
    file[Math.floorMod(place, 128)] ^= damage;
    Path damaged = Files.createTempFile("damaged", ".npy");
    try {
      Files.write(damaged, Arrays.copyOf(file, Math.floorMod(length, file.length + 1)));
      write(damaged, npy("labels-i8"), damaged.resolveSibling("damaged.features"));
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s)(Cannot |expected ).*");
    } finally {
      Files.deleteIfExists(damaged);
      Files.deleteIfExists(damaged.resolveSibling("damaged.features"));
    }
  }
}
