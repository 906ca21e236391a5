package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.cpu.Gemm.Result;

/**
 * The batched products of oneDNN beside a product of BLAS for each head, in float and on operands
 * in bfloat16.
 */
class DnnlHeadProductsTest {
  private final Random random = new Random(7);
  private int sideBySide = 3;
  private Gemm batched;
  private Gemm single;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1", "2, 1, 1, 1, 4", "1, 2, 1, 1, 4", "2, 3, 1, 1, 1", "2, 2, 1, 7, 4",
    "2, 2, 7, 1, 4", "3, 2, 5, 7, 1", "1, 1, 257, 257, 8", "4, 8, 16, 16, 8", "3, 3, 17, 19, 33",
    "2, 1, 64, 64, 32", "5, 1, 1, 9, 1", "5, 1, 9, 1, 1"
  })
  void areThoseOfSingleHeads(int examples, int heads, int targets, int sources, int headWidth) {
    agree(new AttentionShape(examples, heads, targets, sources, heads * headWidth, 1, false));
  }

  /** Alone, K and V, Q, K and V, and one more; among them twice as many examples as tokens. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void areThoseOfSingleHeadsHoweverManyMatricesLieSideBySide(int matrices) {
    sideBySide = matrices;
    for (int examples : new int[] {2, 4, 6, 8}) {
      for (int heads = 1; heads <= 2; heads++) {
        for (int targets : new int[] {2, 3, 4}) {
          for (int sources : new int[] {2, 4}) {
            agree(new AttentionShape(examples, heads, targets, sources, heads * 4, 1, false));
          }
        }
      }
    }
  }

  private void agree(AttentionShape s) {
    batched = new DnnlGemm();
    single = new BlasGemm();
    agreeOfOnePrecision(s);
    if (Bfloat16.supported()) {
      batched = new Bfloat16Gemm();
      single = new RoundedGemm(new BlasGemm());
      agreeOfOnePrecision(s);
    }
  }

  private void agreeOfOnePrecision(AttentionShape s) {
    int examples = s.batch();
    int heads = s.heads();
    int targets = s.targets();
    int sources = s.sources();
    int headWidth = s.headWidth();
    FloatMemory x = drawn(examples * targets * s.width() * sideBySide);
    FloatMemory y = drawn(examples * sources * s.width() * sideBySide);
    FloatMemory tiles = drawn(examples * heads * targets * sources);
    for (Result result : Result.values()) {
      agree(s, targets, sources, headWidth, "query x key", result, x, y, tiles);
      agree(s, targets, headWidth, sources, "weights x value", result, tiles, y, x);
      agree(s, sources, headWidth, targets, "weights' x d", result, tiles, x, y);
    }
  }

  private void agree(
      AttentionShape s,
      int m,
      int n,
      int k,
      String what,
      Result result,
      FloatMemory a,
      FloatMemory b,
      FloatMemory c) {
    boolean scores = what.startsWith("query");
    boolean transposed = what.startsWith("weights'");
    View viewA = scores ? heads(a, s, s.targets()) : tiles(a, s);
    View viewB = heads(b, s, transposed ? s.targets() : s.sources());
    FloatMemory before = copy(c);
    FloatMemory[] results = new FloatMemory[2];
    for (Gemm gemm : new Gemm[] {batched, single}) {
      FloatMemory into = copy(before);
      int rowsOfB = transposed ? s.targets() : s.sources();
      Operand readA = gemm.operand();
      Operand readB = gemm.operand();
      gemm.heads()
          .multiply(
              s.batch(),
              s.heads(),
              m,
              n,
              k,
              transposed ? Gemm.Layout.TRANSPOSED : Gemm.Layout.PLAIN,
              readA.read(
                  viewA, s.batch(), s.heads(), s.targets(), scores ? s.headWidth() : s.sources()),
              scores ? Gemm.Layout.TRANSPOSED : Gemm.Layout.PLAIN,
              readB.read(viewB, s.batch(), s.heads(), rowsOfB, s.headWidth()),
              result,
              scores ? tiles(into, s) : heads(into, s, transposed ? s.sources() : s.targets()));
      results[gemm == batched ? 0 : 1] = into;
    }
    assertThat(floats(results[0]))
        .as("%s, %s, %s by %s", s, what, result, batched.name())
        .containsExactly(floats(results[1]), within(1e-4f));
  }

  private View heads(FloatMemory memory, AttentionShape s, int tokens) {
    View view = new View();
    view.address = memory.address();
    view.betweenRows = sideBySide * s.width();
    view.betweenHeads = s.headWidth();
    view.betweenExamples = tokens * view.betweenRows;
    return view;
  }

  private static View tiles(FloatMemory memory, AttentionShape s) {
    return new View().ofTiles(memory.address(), s, s.heads());
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
    memory.bytes().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer().get(floats);
    return floats;
  }

  private static FloatMemory copy(FloatMemory memory) {
    FloatMemory copy = FloatMemory.allocate(memory.bytes().capacity() / Float.BYTES);
    copy.bytes().duplicate().put(memory.bytes().duplicate());
    return copy;
  }
}
