package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionScores;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/**
 * Attention on one core, a group of heads at a time: scores, softmax, dropout and weighted sum
 * while the T × S tiles of the group are in cache. Heads are read and written where they lie in the
 * projections.
 *
 * <p>It states the formula of the scores, {@link AttentionScores}, a second time: the product here,
 * the factor Σw / c and what a position map adds in {@link AttentionLoops#softmax}. So the tests
 * compare two statements that were written apart.
 */
final class CpuAttention {
  /** The tiles of a group take up to so much, about half of a small L2 cache. */
  private static final int GROUP_BYTES = 256 * 1024;

  private final HeadProducts products;
  private final Operand firstOperand;
  private final Operand secondOperand;
  private final AttentionLoops loops;
  private final View a = new View();
  private final View b = new View();
  private final View c = new View();
  private FloatMemory tiles = FloatMemory.allocate(1);
  private FloatMemory dropped = FloatMemory.allocate(1);

  // The group of heads that is worked on: all heads of some examples or some heads of one.
  private int first;
  private int examples;
  private int heads;

  CpuAttention(Gemm gemm, AttentionLoops loops) {
    this.products = gemm.heads();
    this.loops = loops;
    this.firstOperand = gemm.operand();
    this.secondOperand = gemm.operand();
  }

  /** Does what {@link Kernels#attention} says. */
  void forward(AttentionOperands o) {
    AttentionShape s = o.shape();
    for (begin(s); first < s.batch() * s.heads(); next(s)) {
      View scores = c.ofTiles(weightsAddress(o), s, heads);
      products.multiply(
          examples,
          heads,
          s.targets(),
          s.sources(),
          s.headWidth(),
          Layout.PLAIN,
          heads(firstOperand, a, o.query(), s, s.targets()),
          Layout.TRANSPOSED,
          heads(secondOperand, b, o.key(), s, s.sources()),
          Result.SET,
          scores);
      for (int head = first; head < first + examples * heads; head++) {
        softmax(o, head);
      }
      products.multiply(
          examples,
          heads,
          s.targets(),
          s.headWidth(),
          s.sources(),
          Layout.PLAIN,
          tiles(firstOperand, a, droppedWeights(o), s),
          Layout.PLAIN,
          heads(secondOperand, b, o.value(), s, s.sources()),
          Result.SET,
          c.ofHeads(o.output(), s, s.targets(), first));
    }
  }

  private void softmax(AttentionOperands o, int head) {
    AttentionShape s = o.shape();
    int length = length(o, head);
    loops.softmax(
        Rows.bytes(o.weights()),
        head * tile(s),
        s.targets(),
        s.sources(),
        length,
        s.causal() ? 1 : length,
        s.causal() ? 1 : 0,
        (float) (positionGain(o, head) / s.scale()),
        Rows.bytes(o.position()),
        o.positionRow(head) * (s.sources() + 1));
  }

  private void begin(AttentionShape s) {
    first = 0;
    group(s);
  }

  private void next(AttentionShape s) {
    first += examples * heads;
    group(s);
  }

  private void group(AttentionShape s) {
    int fitting = Math.max(1, GROUP_BYTES / Float.BYTES / tile(s));
    if (fitting >= s.heads()) {
      heads = s.heads();
      examples = Math.min(fitting / heads, s.batch() - first / heads);
    } else {
      examples = 1;
      heads = Math.min(fitting, s.heads() - first % s.heads());
    }
  }

  /** The group's heads of a projection as products read them. */
  private View heads(Operand operand, View view, Matrix matrix, AttentionShape s, int tokens) {
    View place = view.ofHeads(matrix, s, tokens, first);
    return operand.read(place, examples, heads, tokens, s.headWidth());
  }

  /** The group's tiles as products read them. */
  private View tiles(Operand operand, View view, long address, AttentionShape s) {
    View place = view.ofTiles(address, s, heads);
    return operand.read(place, examples, heads, s.targets(), s.sources());
  }

  /** The floats of a head's weights. */
  private static int tile(AttentionShape s) {
    return s.targets() * s.sources();
  }

  /** Returns the number of sources that a head sees. */
  private static int length(AttentionOperands o, int head) {
    AttentionShape s = o.shape();
    return o.lengths() == null
        ? s.sources()
        : s.checkedLength(Rows.bytes(o.lengths()).getFloat(head / s.heads() * Float.BYTES));
  }

  /** The number of a head's first element from the start of the matrix, in floats. */
  private static int headIndex(Matrix matrix, AttentionShape s, int head, int tokens) {
    return (head / s.heads()) * tokens * matrix.stride() + (head % s.heads()) * s.headWidth();
  }

  private static float positionGain(AttentionOperands o, int head) {
    int columns = o.shape().sources() + 1;
    int last = o.positionRow(head) * columns + columns - 1;
    return o.position() == null ? 1 : Rows.bytes(o.position()).getFloat(last * Float.BYTES);
  }

  private long weightsAddress(AttentionOperands o) {
    return o.weights().memory().address() + (long) first * tile(o.shape()) * Float.BYTES;
  }

  /** The address of the group's weights after dropout. */
  private long droppedWeights(AttentionOperands o) {
    if (!o.dropout().active()) {
      return weightsAddress(o);
    }
    int size = examples * heads * tile(o.shape());
    dropped = dropped.atLeast(size);
    loops.drop(
        Rows.bytes(o.weights()), first * tile(o.shape()), dropped.bytes(), size, o.dropout());
    return dropped.address();
  }

  /** Does what {@link Kernels#attentionBackward} says. */
  void backward(AttentionOperands o, Matrix dOutput) {
    AttentionShape s = o.shape();
    PositionSums position = o.position() == null ? null : new PositionSums(o.position());
    for (begin(s); first < s.batch() * s.heads(); next(s)) {
      tiles = tiles.atLeast(examples * heads * tile(s));
      View readGradient = heads(secondOperand, b, dOutput, s, s.targets());
      products.multiply(
          examples,
          heads,
          s.targets(),
          s.sources(),
          s.headWidth(),
          Layout.PLAIN,
          readGradient,
          Layout.TRANSPOSED,
          heads(firstOperand, a, o.value(), s, s.sources()),
          Result.SET,
          c.ofTiles(tiles.address(), s, heads));
      // A loop brings the weights into cache faster than the product that takes them transposed.
      softmaxBackward(o, position);
      products.multiply(
          examples,
          heads,
          s.sources(),
          s.headWidth(),
          s.targets(),
          Layout.TRANSPOSED,
          tiles(firstOperand, a, droppedWeights(o), s),
          Layout.PLAIN,
          readGradient,
          Result.SET,
          c.ofHeads(o.gradients().value(), s, s.sources(), first));
      scoreGradients(o, position);
    }
    if (position != null) {
      position.write(o.gradients().position());
    }
  }

  private void softmaxBackward(AttentionOperands o, PositionSums position) {
    AttentionShape s = o.shape();
    ByteBuffer weights = Rows.bytes(o.weights());
    for (int i = 0; i < examples * heads; i++) {
      loops.softmaxBackward(
          weights,
          (first + i) * tile(s),
          tiles.bytes(),
          i * tile(s),
          s.targets(),
          s.sources(),
          o.dropout(),
          (float) (1 / s.scale()),
          position == null ? null : position.byColumn[o.positionRow(first + i)]);
    }
  }

  /** Turns the gradients of a group's scores, in the tiles, into those of its queries and keys. */
  private void scoreGradients(AttentionOperands o, PositionSums position) {
    AttentionShape s = o.shape();
    Matrix dQuery = o.gradients().query();
    Matrix dKey = o.gradients().key();
    View readTiles = tiles(firstOperand, a, tiles.address(), s);
    products.multiply(
        examples,
        heads,
        s.targets(),
        s.headWidth(),
        s.sources(),
        Layout.PLAIN,
        readTiles,
        Layout.PLAIN,
        heads(secondOperand, b, o.key(), s, s.sources()),
        Result.SET,
        c.ofHeads(dQuery, s, s.targets(), first));
    products.multiply(
        examples,
        heads,
        s.sources(),
        s.headWidth(),
        s.targets(),
        Layout.TRANSPOSED,
        readTiles,
        Layout.PLAIN,
        heads(secondOperand, b, o.query(), s, s.targets()),
        o.keyIsQuery() ? Result.ADDED : Result.SET,
        c.ofHeads(dKey, s, s.sources(), first));
    if (position != null) {
      gainGradients(o, position, o.key(), dKey, s.sources());
      if (!o.keyIsQuery()) {
        gainGradients(o, position, o.query(), dQuery, s.targets());
      }
    }
  }

  /**
   * Takes the gradient of what multiplies the scores Q·Kᵀ, which is Σ q·dq and also Σ k·dk, half
   * from each side; then multiplies that side, which stands for the unmultiplied scores so far.
   */
  private void gainGradients(
      AttentionOperands o, PositionSums position, Matrix x, Matrix dx, int tokens) {
    AttentionShape s = o.shape();
    for (int head = first; head < first + examples * heads; head++) {
      position.byGain[o.positionRow(head)] +=
          0.5
              * loops.dotAndScale(
                  x.memory().bytes(),
                  headIndex(x, s, head, tokens),
                  x.stride(),
                  dx.memory().bytes(),
                  headIndex(dx, s, head, tokens),
                  dx.stride(),
                  tokens,
                  s.headWidth(),
                  positionGain(o, head));
    }
  }

  /** The gradient of position maps while it is added up. */
  private static final class PositionSums {
    private final float[][] byColumn;
    private final double[] byGain;

    PositionSums(Matrix position) {
      byColumn = new float[position.rows()][position.columns() - 1];
      byGain = new double[position.rows()];
    }

    void write(Matrix gradient) {
      for (int map = 0; map < gradient.rows(); map++) {
        Matrix row = gradient.rows(map, 1);
        Rows.write(byColumn[map], row.columns(0, row.columns() - 1));
        Rows.write(new float[] {(float) byGain[map]}, row.columns(row.columns() - 1, 1));
      }
    }
  }
}
