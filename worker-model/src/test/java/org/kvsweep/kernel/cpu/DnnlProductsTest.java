package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

class DnnlProductsTest {
  private static final int LONGEST = 12;
  private static final int WIDTH = 8;

  private final FloatMemory query = FloatMemory.allocate(2 * LONGEST * WIDTH);
  private final FloatMemory key = FloatMemory.allocate(2 * LONGEST * WIDTH);

  /** The scores of two examples and two heads, by those products. */
  private float[] scores(DnnlProducts products, int targets, int sources) {
    AttentionShape shape = new AttentionShape(2, 2, targets, sources, WIDTH, 1, false);
    FloatMemory tiles = FloatMemory.allocate(2L * 2 * targets * sources);
    products.multiply(
        2,
        2,
        targets,
        sources,
        WIDTH / 2,
        Layout.PLAIN,
        heads(query, shape, targets),
        Layout.TRANSPOSED,
        heads(key, shape, sources),
        Result.SET,
        new View().ofTiles(tiles.address(), shape, 2));
    float[] scores = new float[2 * 2 * targets * sources];
    tiles.bytes().asFloatBuffer().get(scores);
    return scores;
  }

  private static View heads(FloatMemory memory, AttentionShape shape, int rows) {
    View view = new View();
    view.address = memory.address();
    view.betweenRows = WIDTH;
    view.betweenHeads = shape.headWidth();
    view.betweenExamples = rows * WIDTH;
    return view;
  }

  @Test
  void theCodeOfManyPairsOfLengthsIsDroppedAndItsResultsStay() {
    for (int i = 0; i < 2 * LONGEST * WIDTH; i++) {
      query.bytes().asFloatBuffer().put(i, i % 7 - 3);
      key.bytes().asFloatBuffer().put(i, i % 5 - 2);
    }
    DnnlProducts all = new DnnlProducts(Precision.FLOAT);
    DnnlProducts few = new DnnlProducts(Precision.FLOAT, 10);

    for (int round = 0; round < 2; round++) {
      for (int targets = 1; targets <= LONGEST; targets++) {
        for (int sources = 2; sources <= LONGEST; sources++) {
          assertThat(scores(few, targets, sources)).isEqualTo(scores(all, targets, sources));
          assertThat(few.shapes()).isLessThanOrEqualTo(10);
        }
      }
    }
    assertThat(few.shapes()).isEqualTo(10);
    assertThat(all.shapes()).isGreaterThan(100);
  }
}
