package org.kvsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  @ParameterizedTest
  @ValueSource(
      strings = {"features-f8", "features-f4", "features-big-endian", "features-f2", "version-2"})
  void vectorsAndLabelsOfEveryTypeArriveInTheFile(String features) throws IOException {
    Path to = folder.resolve("anomaly/x-train.features");

    FeatureImport.Result result = FeatureImport.write(npy(features), npy("labels-u1"), to);

    assertThat(result).isEqualTo(new FeatureImport.Result(6, 3));
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
    assertRefused("features-f4", "labels-short", "expected one for each of 6 vectors, got");
    assertRefused("features-f4", "features-f4", "expected one for each of 6 vectors");
    assertRefused("features-columns", "labels-i8", "numpy.ascontiguousarray");
    assertRefused("text", "labels-i8", "expected numbers of a plain type");
    assertThat(folder.resolve("out.features")).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }

  private void assertRefused(String features, String labels, String message) {
    assertThatThrownBy(
            () -> FeatureImport.write(npy(features), npy(labels), folder.resolve("out.features")))
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
      FeatureImport.write(damaged, npy("labels-i8"), damaged.resolveSibling("damaged.features"));
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s)(Cannot |expected ).*");
    } finally {
      Files.deleteIfExists(damaged);
      Files.deleteIfExists(damaged.resolveSibling("damaged.features"));
    }
  }
}
