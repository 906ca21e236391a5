package org.kvsweep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.kernel.cpu.BlasGemm;
import org.kvsweep.kernel.cpu.CpuKernels;
import org.kvsweep.kernel.cpu.ScalarLoops;
import org.kvsweep.kernel.cpu.VectorLoops;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DropoutTest {
  private static final int ELEMENTS = 1_000_000;

  private static Dropout dropout(double rate, long seed, long step) {
    Dropout dropout = new Dropout(rate, seed);
    dropout.begin(step, true);
    return dropout;
  }

  private static boolean[] dropped(Dropout dropout, int elements) {
    boolean[] dropped = new boolean[elements];
    for (int i = 0; i < elements; i++) {
      dropped[i] = dropout.factor(i) == 0;
    }
    return dropped;
  }

  /** A mask must never change silently: trials that were run would not be repeatable. */
  @Test
  void theMaskOfAStepNeverChanges() {
    // The hash of the class comment, in Python: x = (i * 0x9E3779B1 ^ key) mod 2**32 and so on.
    assertThat(picture(dropout(0.3, 7, 3)))
        .isEqualTo("###.#.#####.##.#####...########.##.##.#######.##...######..#####");
    assertThat(picture(dropout(0.1, 7, 4)))
        .isEqualTo("######.#.####.##.################################.###.#.########");
  }

  private static String picture(Dropout dropout) {
    StringBuilder picture = new StringBuilder();
    for (boolean one : dropped(dropout, 64)) {
      picture.append(one ? '.' : '#');
    }
    return picture.toString();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 0.2, 0.5, 0.9})
  void keepsItsRate(double rate) {
    double mean = 0;
    double sigma = Math.sqrt(rate * (1 - rate) / ELEMENTS);
    for (int step = 0; step < 4; step++) {
      double share = share(dropped(dropout(rate, 17, step), ELEMENTS));
      assertThat(share).as("step %d", step).isCloseTo(rate, within(5 * sigma));
      mean += share / 4;
    }
    assertThat(mean).isCloseTo(rate, within(2.5 * sigma));
  }

  /** In every column and block of a matrix too, for widths that hashes are weak at. */
  @ParameterizedTest
  @ValueSource(ints = {2, 16, 64, 65, 256, 4096})
  void keepsItsRateInEveryColumn(int columns) {
    double rate = 0.2;
    int rows = ELEMENTS / columns;
    boolean[] dropped = dropped(dropout(rate, 3, 8), rows * columns);
    double sigma = Math.sqrt(rate * (1 - rate) / rows);
    double squares = 0;
    for (int column = 0; column < columns; column++) {
      int count = 0;
      for (int row = 0; row < rows; row++) {
        count += dropped[row * columns + column] ? 1 : 0;
      }
      double deviation = ((double) count / rows - rate) / sigma;
      assertThat(deviation).as("column %d", column).isBetween(-6.0, 6.0);
      squares += deviation * deviation;
    }
    // Chi-squared: mean 1 and variance 2 / columns of the mean square.
    assertThat(squares / columns).isCloseTo(1, within(5 * Math.sqrt(2.0 / columns)));
  }

  @Test
  void masksOfStepsSeedsAndNeighboursAreIndependent() {
    double rate = 0.3;
    boolean[] mask = dropped(dropout(rate, 17, 5), ELEMENTS);
    assertIndependent(mask, dropped(dropout(rate, 17, 6), ELEMENTS), rate);
    assertIndependent(mask, dropped(dropout(rate, 18, 5), ELEMENTS), rate);
    for (int shift : new int[] {1, 2, 16, 64, 1024}) {
      boolean[] shifted = new boolean[ELEMENTS];
      for (int i = 0; i < ELEMENTS; i++) {
        shifted[i] = mask[(i + shift) % ELEMENTS];
      }
      assertIndependent(mask, shifted, rate);
    }
  }

  private static void assertIndependent(boolean[] one, boolean[] other, double rate) {
    int both = 0;
    for (int i = 0; i < one.length; i++) {
      both += one[i] && other[i] ? 1 : 0;
    }
    double expected = rate * rate;
    double sigma = Math.sqrt(expected * (1 - expected) / one.length);
    assertThat((double) both / one.length).isCloseTo(expected, within(6 * sigma));
  }

  private static double share(boolean[] dropped) {
    int count = 0;
    for (boolean one : dropped) {
      count += one ? 1 : 0;
    }
    return (double) count / dropped.length;
  }

  @Test
  void theMeanStays() {
    Dropout dropout = dropout(0.4, 1, 1);
    double sum = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      sum += dropout.factor(i);
    }
    assertThat(sum / ELEMENTS).isCloseTo(1, within(0.005));
    assertThat(dropout.scale()).isEqualTo((float) (1 / 0.6));
  }

  static Stream<Kernels> kernels() {
    return Stream.of(
        new Nd4jKernels(),
        new CpuKernels(new BlasGemm(), new ScalarLoops()),
        new CpuKernels(new BlasGemm(), new VectorLoops()));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("kernels")
  void everyKernelDropsTheSameElements(Kernels kernels) {
    Dropout dropout = dropout(0.3, 7, 3);
    // Odd, so that no vector width divides it.
    Matrix y = Matrix.of(Nd4j.ones(DataType.FLOAT, 37, 29));
    kernels.activate(Activation.IDENTITY, dropout, y);
    float[] values = y.shaped(37 * 29).toFloatVector();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(dropout.factor(i));
    }
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("kernels")
  void theBackwardPassDropsTheSameElements(Kernels kernels) {
    Dropout dropout = dropout(0.3, 7, 3);
    INDArray y = Nd4j.ones(DataType.FLOAT, 37, 29);
    INDArray dy = Nd4j.ones(DataType.FLOAT, 37, 29);
    kernels.activate(Activation.RELU, dropout, Matrix.of(y));
    kernels.activateBackward(Activation.RELU, dropout, Matrix.of(y), Matrix.of(dy));
    assertThat(dy).isEqualTo(y);
  }

  @Test
  void nothingIsDroppedOutsideOfTrainingOrAtRateZero() {
    Dropout dropout = new Dropout(0.5, 1);
    assertThat(dropout.active()).isFalse();
    dropout.begin(1, false);
    assertThat(dropout.active()).isFalse();
    assertThat(share(dropped(dropout, 1000))).isZero();
    assertThat(dropout.scale()).isEqualTo(1);
    dropout.begin(1, true);
    assertThat(dropout.active()).isTrue();
    Dropout none = Dropout.none();
    none.begin(1, true);
    assertThat(none.active()).isFalse();
    assertThat(share(dropped(none, 1000))).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void refusesARateThatIsNone(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(rate, 1))
        .withMessage("Cannot drop out: expected a rate from 0 to below 1, got " + rate);
  }
}
