package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/** Products on operands in bfloat16 beside exact ones. */
class Bfloat16GemmTest {
  /** Each operand is off by up to 2^-8 of itself. */
  private static final double RELATIVE_ERROR = 0x1p-7;

  private final Random random = new Random(11);

  private static Stream<Gemm> gemms() {
    return Stream.of(Gemm.fastest(Precision.BFLOAT16), new RoundedGemm(new BlasGemm()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 1, 7",
    "7, 1, 1",
    "1, 7, 1",
    "5, 3, 2",
    "16, 48, 32",
    "33, 19, 65",
    "64, 192, 257"
  })
  void areOffByNoMoreThanTheirOperandsAre(int m, int n, int k) {
    for (Layout layoutA : Layout.values()) {
      for (Layout layoutB : Layout.values()) {
        for (Result result : Result.values()) {
          gemms().forEach(gemm -> check(gemm, layoutA, layoutB, m, n, k, result));
        }
      }
    }
  }

  private void check(
      Gemm gemm, Layout layoutA, Layout layoutB, int m, int n, int k, Result result) {
    boolean plainA = layoutA == Layout.PLAIN;
    boolean plainB = layoutB == Layout.PLAIN;
    FloatMemory a = drawn((m + 1) * (k + 1));
    FloatMemory b = drawn((n + 1) * (k + 1));
    FloatMemory c = drawn((m + 1) * (n + 1));
    float[] before = floats(c);
    gemm.multiply(
        layoutA,
        layoutB,
        m,
        n,
        k,
        gemm.operand().read(view(a, plainA ? k : m), plainA ? m : k, plainA ? k : m),
        gemm.operand().read(view(b, plainB ? n : k), plainB ? k : n, plainB ? n : k),
        result,
        view(c, n));
    float[] numbersA = floats(a);
    float[] numbersB = floats(b);
    float[] after = floats(c);
    double worst = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        int at = row * (n + 1) + column;
        double sum = result == Result.ADDED ? before[at] : 0;
        double absolute = 0;
        for (int i = 0; i < k; i++) {
          double factorA = numbersA[plainA ? row * (k + 1) + i : i * (m + 1) + row];
          double factorB = numbersB[plainB ? i * (n + 1) + column : column * (k + 1) + i];
          sum += factorA * factorB;
          absolute += Math.abs(factorA * factorB);
        }
        worst = Math.max(worst, Math.abs(after[at] - sum) - RELATIVE_ERROR * absolute);
      }
    }
    assertThat(worst).as("%s, %s and %s", gemm.name(), layoutA, layoutB).isLessThan(1e-6);
  }

  @Test
  void roundsToTheNearestAndKeepsInfinityAndNan() {
    float[] drawn = {
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.intBitsToFloat(0x7F80_0001),
      1 + 0x1p-8f,
      1 + 0x3p-8f,
      1 + 0x1.1p-8f
    };
    float[] rounded = {
      Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1, 1 + 0x1p-6f, 1 + 0x1p-7f
    };
    for (int i = 0; i < drawn.length; i++) {
      FloatMemory number = FloatMemory.allocate(1);
      number.bytes().putFloat(0, drawn[i]);
      Operand operand = new RoundedOperand();
      View read = operand.read(view(number, 1), 1, 1);
      assertThat(new Gemm.Cursor().at(read.address).get(0)).isEqualTo(Float.valueOf(rounded[i]));
    }
  }

  @Test
  void itsNameSaysWhetherTheCpuHasInstructionsForIt() {
    assertThat(Gemm.fastest(Precision.BFLOAT16).name())
        .endsWith(Bfloat16.supported() ? ", bfloat16 native" : ", bfloat16 emulated");
  }

  /** A matrix with a gap of one number after each row. */
  private static View view(FloatMemory memory, int columns) {
    View view = new View();
    view.address = memory.address();
    view.betweenRows = columns + 1;
    return view;
  }

  private FloatMemory drawn(int floats) {
    FloatMemory memory = FloatMemory.allocate(floats);
    for (int i = 0; i < floats; i++) {
      memory.bytes().putFloat(i * Float.BYTES, random.nextFloat() - 0.5f);
    }
    return memory;
  }

  private static float[] floats(FloatMemory memory) {
    float[] floats = new float[memory.bytes().capacity() / Float.BYTES];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = memory.bytes().getFloat(i * Float.BYTES);
    }
    return floats;
  }
}
