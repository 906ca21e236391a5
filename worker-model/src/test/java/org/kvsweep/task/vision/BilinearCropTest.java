package org.kvsweep.task.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kvsweep.random.RandomStream;

class BilinearCropTest {
  private static final CropBox.Range AREA = new CropBox.Range(0.8, 1);
  private static final CropBox.Range RATIO = new CropBox.Range(0.9, 1.1);

  /** The golden file was computed with NumPy and agrees with PyTorch's interpolation. */
  @Test
  void partsOfImagesAreResizedAsInTheGoldenFile() throws IOException {
    JsonNode golden;
    try (InputStream in = BilinearCropTest.class.getResourceAsStream("/golden/crop.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    int side = golden.get("side").intValue();
    double[] numbers = doubles(golden.get("image"));
    byte[] image = new byte[numbers.length + 5];
    for (int i = 0; i < numbers.length; i++) {
      image[i + 5] = (byte) numbers[i];
    }
    Normalization normalization =
        new Normalization(doubles(golden.get("means")), doubles(golden.get("deviations")));
    BilinearCrop crop = new BilinearCrop(side, normalization);

    assertThat(golden.get("cases")).hasSize(5);
    for (JsonNode one : golden.get("cases")) {
      CropBox box =
          new CropBox(
              one.get("top").intValue(),
              one.get("left").intValue(),
              one.get("height").intValue(),
              one.get("width").intValue(),
              one.get("flipped").booleanValue());
      float[] result = new float[numbers.length];
      crop.resize(image, 5, box, result);
      double[] expected = doubles(one.get("pixels"));
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) result[i]).as(box + " at " + i).isCloseTo(expected[i], within(2e-6));
      }
    }
  }

  @Property
  void randomPartsLieInTheImageAndHaveTheirAreaAndRatio(
      @ForAll long seed, @ForAll @IntRange(min = 8, max = 64) int side) {
    CropBox box = CropBox.random(RandomStream.of(seed, "crop", 0), side, AREA, RATIO);

    assertThat(box.top()).isNotNegative();
    assertThat(box.left()).isNotNegative();
    assertThat(box.top() + box.height()).isLessThanOrEqualTo(side);
    assertThat(box.left() + box.width()).isLessThanOrEqualTo(side);
    // Whole pixels: half a pixel more or less in each direction.
    double slack = 1.0 / side;
    double area = (double) box.height() * box.width() / side / side;
    assertThat(area).isBetween(0.8 - slack, 1.0);
    double ratio = (double) box.width() / box.height();
    assertThat(ratio).isBetween(0.9 - 1.5 * slack, 1.1 + 2 * slack);
  }

  @Test
  void halfOfTheImagesAreFlippedAndPartsDiffer() {
    int flips = 0;
    double area = 0;
    for (int i = 0; i < 10_000; i++) {
      CropBox box = CropBox.random(RandomStream.of(3, "crop", i), 32, AREA, RATIO);
      flips += box.flipped() ? 1 : 0;
      area += box.height() * box.width() / 1024.0;
    }
    assertThat(flips).isBetween(4_800, 5_200);
    // Parts near the whole are drawn again where they stick out, so their mean is below 0.9.
    assertThat(area / 10_000).isBetween(0.86, 0.90);
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }
}
