package org.kvsweep.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Loops} with the JDK's Vector API.
 *
 * <p>Rows are walked a vector at a time, what is left of a row a number at a time. Sums over lanes
 * are added in the order of the lanes: the API leaves the order of its own reduction open, so its
 * result may change when the JIT compiles a loop. Masks are avoided; they are slow on AVX2 in Java
 * 17, and integer arithmetic on the bits does the same.
 */
final class VectorLoops implements Loops {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
  private static final int LANES = F.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final IntVector SPREAD_LANES =
      IntVector.broadcast(I, 0).addIndex(1).mul(Dropout.SPREAD);
  private static final float NORM_EPSILON = 1e-5f;

  private final float[] lanes = new float[LANES];

  /** True if vectors are wide enough to be worth it; CPUs that have them have FMA too. */
  static boolean worthwhile() {
    return F.vectorBitSize() >= 256;
  }

  @Override
  public String name() {
    return "vector-" + F.vectorBitSize();
  }

  private static FloatVector load(ByteBuffer buffer, int index) {
    return FloatVector.fromByteBuffer(F, buffer, index * BYTES, ORDER);
  }

  private static void store(FloatVector vector, ByteBuffer buffer, int index) {
    vector.intoByteBuffer(buffer, index * BYTES, ORDER);
  }

  private static float get(ByteBuffer buffer, int index) {
    return buffer.getFloat(index * BYTES);
  }

  private static void put(ByteBuffer buffer, int index, float value) {
    buffer.putFloat(index * BYTES, value);
  }

  private float sum(FloatVector vector) {
    vector.intoArray(lanes, 0);
    float sum = lanes[0];
    for (int lane = 1; lane < LANES; lane++) {
      sum += lanes[lane];
    }
    return sum;
  }

  /** The vector times the dropout's factors for the elements from {@code element} on. */
  private static FloatVector drop(
      FloatVector vector, int element, int key, int threshold, float scale) {
    IntVector x = SPREAD_LANES.add(element * Dropout.SPREAD).lanewise(VectorOperators.XOR, key);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16)).mul(Dropout.FIRST);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15)).mul(Dropout.SECOND);
    IntVector dropped =
        x.lanewise(VectorOperators.LSHR, 1).sub(threshold).lanewise(VectorOperators.ASHR, 31);
    return vector
        .mul(scale)
        .reinterpretAsInts()
        .lanewise(VectorOperators.AND_NOT, dropped)
        .reinterpretAsFloats();
  }

  /** The vector where {@code y} is above 0, else 0. */
  private static FloatVector whereAboveZero(FloatVector vector, FloatVector y) {
    // 0 - y has its sign bit set exactly where y > 0; y is never NaN after max(0, ·).
    IntVector kept =
        FloatVector.zero(F).sub(y).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    return vector.reinterpretAsInts().lanewise(VectorOperators.AND, kept).reinterpretAsFloats();
  }

  /**
   * e^x from -87.3 to 88.3: 2^n times a polynomial in the rest, coefficients as in Cephes' expf.
   */
  private static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(-87.3f).min(88.3f);
    // Adding 1.5·2²³ rounds to a whole number, which then stands in the low bits.
    FloatVector shifted = clamped.fma(FloatVector.broadcast(F, LOG2_E), broadcast(ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(broadcast(-LN2_HIGH), clamped);
    r = n.fma(broadcast(-LN2_LOW), r);
    FloatVector p = r.fma(broadcast(P0), broadcast(P1));
    p = p.fma(r, broadcast(P2));
    p = p.fma(r, broadcast(P3));
    p = p.fma(r, broadcast(P4));
    p = p.fma(r, broadcast(P5));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector power =
        shifted.reinterpretAsInts().sub(ROUNDER_BITS - 127).lanewise(VectorOperators.LSHL, 23);
    return p.mul(power.reinterpretAsFloats());
  }

  /** {@link #exp(FloatVector)} of one number. */
  private static float exp(float x) {
    float clamped = Math.min(Math.max(x, -87.3f), 88.3f);
    float shifted = Math.fma(clamped, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -LN2_HIGH, clamped);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(r, P0, P1);
    p = Math.fma(p, r, P2);
    p = Math.fma(p, r, P3);
    p = Math.fma(p, r, P4);
    p = Math.fma(p, r, P5);
    p = Math.fma(p, r * r, r) + 1f;
    int power = (Float.floatToRawIntBits(shifted) - (ROUNDER_BITS - 127)) << 23;
    return p * Float.intBitsToFloat(power);
  }

  private static final float LOG2_E = 1.44269504f;
  private static final float ROUNDER = 12582912f;
  private static final int ROUNDER_BITS = 0x4B400000;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float P0 = 1.9875691500e-4f;
  private static final float P1 = 1.3981999507e-3f;
  private static final float P2 = 8.3334519073e-3f;
  private static final float P3 = 4.1665795894e-2f;
  private static final float P4 = 1.6666665459e-1f;
  private static final float P5 = 5.0000001201e-1f;

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(F, value);
  }

  @Override
  public void biasActivate(
      ByteBuffer y,
      int from,
      int rows,
      int columns,
      ByteBuffer bias,
      boolean relu,
      Dropout dropout) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = from; row < from + rows; row++) {
      int start = row * columns;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(y, start + column);
        value = bias == null ? value : value.add(load(bias, column));
        value = relu ? value.max(0f) : value;
        value = drops ? drop(value, start + column, key, threshold, scale) : value;
        store(value, y, start + column);
      }
      for (int column = whole; column < columns; column++) {
        float value = get(y, start + column) + (bias == null ? 0 : get(bias, column));
        put(
            y,
            start + column,
            (relu ? Math.max(0, value) : value) * dropout.factor(start + column));
      }
    }
  }

  @Override
  public void activateBackward(
      ByteBuffer y,
      ByteBuffer dy,
      int from,
      int rows,
      int columns,
      boolean relu,
      Dropout dropout,
      float[] sums) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = from; row < from + rows; row++) {
      int start = row * columns;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(dy, start + column);
        if (relu || drops) {
          value = drops ? drop(value, start + column, key, threshold, scale) : value;
          value = relu ? whereAboveZero(value, load(y, start + column)) : value;
          store(value, dy, start + column);
        }
        if (sums != null) {
          FloatVector.fromArray(F, sums, column).add(value).intoArray(sums, column);
        }
      }
      for (int column = whole; column < columns; column++) {
        int at = start + column;
        float value = relu && get(y, at) <= 0 ? 0 : get(dy, at) * dropout.factor(at);
        put(dy, at, value);
        if (sums != null) {
          sums[column] += value;
        }
      }
    }
  }

  @Override
  public void softmax(
      ByteBuffer scores,
      int at,
      int rows,
      int columns,
      int limit,
      int visible,
      int growth,
      ByteBuffer bias,
      int biasAt) {
    for (int row = 0; row < rows; row++) {
      int seen = Math.min(limit, visible + row * growth);
      int start = at + row * columns;
      float top = topOfRow(scores, start, seen, bias, biasAt);
      float inverse = 1 / expOfRow(scores, start, seen, top);
      int whole = F.loopBound(seen);
      for (int column = 0; column < whole; column += LANES) {
        store(load(scores, start + column).mul(inverse), scores, start + column);
      }
      for (int column = whole; column < seen; column++) {
        put(scores, start + column, get(scores, start + column) * inverse);
      }
      for (int column = seen; column < columns; column++) {
        put(scores, start + column, 0);
      }
    }
  }

  /** Adds the bias and returns the largest score. */
  private static float topOfRow(
      ByteBuffer scores, int start, int seen, ByteBuffer bias, int biasAt) {
    int whole = F.loopBound(seen);
    FloatVector tops = broadcast(Float.NEGATIVE_INFINITY);
    for (int column = 0; column < whole; column += LANES) {
      FloatVector score = load(scores, start + column);
      if (bias != null) {
        score = score.add(load(bias, biasAt + column));
        store(score, scores, start + column);
      }
      tops = tops.max(score);
    }
    // The largest is the same in whatever order it is looked for.
    float top = tops.reduceLanes(VectorOperators.MAX);
    for (int column = whole; column < seen; column++) {
      float score = get(scores, start + column) + (bias == null ? 0 : get(bias, biasAt + column));
      put(scores, start + column, score);
      top = Math.max(top, score);
    }
    return top;
  }

  /** Replaces scores by e^(score - top) and returns their sum. */
  private float expOfRow(ByteBuffer scores, int start, int seen, float top) {
    int whole = F.loopBound(seen);
    FloatVector sums = FloatVector.zero(F);
    for (int column = 0; column < whole; column += LANES) {
      FloatVector e = exp(load(scores, start + column).sub(top));
      sums = sums.add(e);
      store(e, scores, start + column);
    }
    float sum = sum(sums);
    for (int column = whole; column < seen; column++) {
      float e = exp(get(scores, start + column) - top);
      sum += e;
      put(scores, start + column, e);
    }
    return sum;
  }

  @Override
  public void softmaxBackward(
      ByteBuffer weights,
      int at,
      ByteBuffer d,
      int rows,
      int columns,
      Dropout dropout,
      float[] sums) {
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float along = dotOfRow(weights, at, d, start, columns, dropout);
      for (int column = 0; column < whole; column += LANES) {
        int i = start + column;
        FloatVector value = load(weights, at + i).mul(load(d, i).sub(along));
        store(value, d, i);
        if (sums != null) {
          FloatVector.fromArray(F, sums, column).add(value).intoArray(sums, column);
        }
      }
      for (int column = whole; column < columns; column++) {
        int i = start + column;
        float value = get(weights, at + i) * (get(d, i) - along);
        put(d, i, value);
        if (sums != null) {
          sums[column] += value;
        }
      }
    }
  }

  /** Applies the dropout to a row of d and returns its product with the weights. */
  private float dotOfRow(
      ByteBuffer weights, int at, ByteBuffer d, int start, int columns, Dropout dropout) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    for (int i = start; i < start + whole; i += LANES) {
      FloatVector value = load(d, i);
      if (drops) {
        value = drop(value, at + i, key, threshold, scale);
        store(value, d, i);
      }
      sums = value.fma(load(weights, at + i), sums);
    }
    float along = sum(sums);
    for (int i = start + whole; i < start + columns; i++) {
      float value = get(d, i) * dropout.factor(at + i);
      put(d, i, value);
      along += value * get(weights, at + i);
    }
    return along;
  }

  @Override
  public void drop(ByteBuffer from, int at, ByteBuffer to, int count, Dropout dropout) {
    int whole = F.loopBound(count);
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    for (int i = 0; i < whole; i += LANES) {
      store(drop(load(from, at + i), at + i, key, threshold, scale), to, i);
    }
    for (int i = whole; i < count; i++) {
      put(to, i, get(from, at + i) * dropout.factor(at + i));
    }
  }

  @Override
  public double dotAndScale(
      ByteBuffer x,
      int xAt,
      int xStride,
      ByteBuffer d,
      int dAt,
      int dStride,
      int rows,
      int columns,
      float factor) {
    int whole = F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    float rest = 0;
    for (int row = 0; row < rows; row++) {
      int dStart = dAt + row * dStride;
      int xStart = xAt + row * xStride;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(d, dStart + column);
        sums = value.fma(load(x, xStart + column), sums);
        store(value.mul(factor), d, dStart + column);
      }
      for (int column = whole; column < columns; column++) {
        float value = get(d, dStart + column);
        rest += value * get(x, xStart + column);
        put(d, dStart + column, value * factor);
      }
    }
    return sum(sums) + rest;
  }

  @Override
  public void addNorm(
      ByteBuffer x,
      ByteBuffer residual,
      Dropout dropout,
      ByteBuffer gain,
      ByteBuffer bias,
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer y,
      int rows,
      int columns) {
    ByteBuffer normalised = residual == null ? x : sum;
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float mean = addRow(x, residual, dropout, sum, start, columns) / columns;
      float inverse =
          (float)
              (1
                  / Math.sqrt(
                      squaresOfRow(normalised, start, columns, mean) / columns + NORM_EPSILON));
      put(moments, 2 * row, mean);
      put(moments, 2 * row + 1, inverse);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(normalised, start + i).sub(mean).mul(inverse);
        store(normal.fma(load(gain, i), load(bias, i)), y, start + i);
      }
      for (int i = whole; i < columns; i++) {
        float normal = (get(normalised, start + i) - mean) * inverse;
        put(y, start + i, Math.fma(normal, get(gain, i), get(bias, i)));
      }
    }
  }

  /** sum = x + dropped residual for a row; returns what it adds up to. */
  private float addRow(
      ByteBuffer x, ByteBuffer residual, Dropout dropout, ByteBuffer sum, int start, int columns) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int end = start + F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    for (int i = start; i < end; i += LANES) {
      FloatVector value = load(x, i);
      if (residual != null) {
        FloatVector added = load(residual, i);
        value = value.add(drops ? drop(added, i, key, threshold, scale) : added);
        store(value, sum, i);
      }
      sums = sums.add(value);
    }
    float total = sum(sums);
    for (int i = end; i < start + columns; i++) {
      float value = get(x, i);
      if (residual != null) {
        value += get(residual, i) * dropout.factor(i);
        put(sum, i, value);
      }
      total += value;
    }
    return total;
  }

  private float squaresOfRow(ByteBuffer x, int start, int columns, float mean) {
    int end = start + F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    for (int i = start; i < end; i += LANES) {
      FloatVector centred = load(x, i).sub(mean);
      sums = centred.fma(centred, sums);
    }
    float total = sum(sums);
    for (int i = end; i < start + columns; i++) {
      float centred = get(x, i) - mean;
      total += centred * centred;
    }
    return total;
  }

  @Override
  public void addNormBackward(
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int rows,
      int columns,
      float[] dGain,
      float[] dBias) {
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      FloatVector totals = FloatVector.zero(F);
      FloatVector alongs = FloatVector.zero(F);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
        FloatVector gradient = load(dy, start + i);
        gradient.fma(normal, FloatVector.fromArray(F, dGain, i)).intoArray(dGain, i);
        FloatVector.fromArray(F, dBias, i).add(gradient).intoArray(dBias, i);
        FloatVector dNormal = gradient.mul(load(gain, i));
        totals = totals.add(dNormal);
        alongs = dNormal.fma(normal, alongs);
      }
      float total = sum(totals);
      float along = sum(alongs);
      for (int i = whole; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        float gradient = get(dy, start + i);
        dGain[i] += gradient * normal;
        dBias[i] += gradient;
        total += gradient * get(gain, i);
        along += gradient * get(gain, i) * normal;
      }
      normGradient(
          sum,
          gain,
          dropout,
          dy,
          dSum,
          dx,
          dResidual,
          start,
          columns,
          mean,
          inverse,
          total / columns,
          along / columns);
    }
  }

  /** The second pass over a row of {@link #addNormBackward}. */
  private static void normGradient(
      ByteBuffer sum,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int start,
      int columns,
      float mean,
      float inverse,
      float total,
      float along) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
      FloatVector value = load(dy, start + i).mul(load(gain, i)).sub(total);
      value = value.sub(normal.mul(along)).mul(inverse);
      value = dSum == null ? value : value.add(load(dSum, start + i));
      store(value, dx, start + i);
      if (dResidual != null) {
        store(drops ? drop(value, start + i, key, threshold, scale) : value, dResidual, start + i);
      }
    }
    for (int i = whole; i < columns; i++) {
      float normal = (get(sum, start + i) - mean) * inverse;
      float value = inverse * (get(dy, start + i) * get(gain, i) - total - normal * along);
      value += dSum == null ? 0 : get(dSum, start + i);
      put(dx, start + i, value);
      if (dResidual != null) {
        put(dResidual, start + i, value * dropout.factor(start + i));
      }
    }
  }

  @Override
  public void addDropped(
      ByteBuffer x, ByteBuffer residual, Dropout dropout, ByteBuffer y, int count) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector added = load(residual, i);
      added = drops ? drop(added, i, key, threshold, scale) : added;
      store(load(x, i).add(added), y, i);
    }
    for (int i = whole; i < count; i++) {
      put(y, i, get(x, i) + get(residual, i) * dropout.factor(i));
    }
  }

  @Override
  public void addRows(
      float factor,
      ByteBuffer a,
      int aRow,
      ByteBuffer b,
      int bRow,
      ByteBuffer c,
      ByteBuffer to,
      int toRow,
      int columns) {
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value =
          load(a, aRow * columns + i).fma(broadcast(factor), load(b, bRow * columns + i));
      store(c == null ? value : value.add(load(c, i)), to, toRow * columns + i);
    }
    for (int i = whole; i < columns; i++) {
      float value = Math.fma(get(a, aRow * columns + i), factor, get(b, bRow * columns + i));
      put(to, toRow * columns + i, value + (c == null ? 0 : get(c, i)));
    }
  }

  @Override
  public void accumulateRow(
      float factor,
      ByteBuffer from,
      int fromRow,
      ByteBuffer to,
      int toRow,
      int columns,
      float[] sums) {
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = load(from, fromRow * columns + i);
      FloatVector former = load(to, toRow * columns + i);
      store(value.fma(broadcast(factor), former), to, toRow * columns + i);
      if (sums != null) {
        FloatVector.fromArray(F, sums, i).add(value).intoArray(sums, i);
      }
    }
    for (int i = whole; i < columns; i++) {
      float value = get(from, fromRow * columns + i);
      put(to, toRow * columns + i, Math.fma(value, factor, get(to, toRow * columns + i)));
      if (sums != null) {
        sums[i] += value;
      }
    }
  }

  @Override
  public void gelu(ByteBuffer x, ByteBuffer y, int count) {
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector in = load(x, i);
      FloatVector e = exp(in.mul(in).mul(-0.5f));
      FloatVector phi = normalDistribution(in, e);
      store(in.mul(phi), y, i);
      store(in.mul(e).fma(broadcast(NormalTail.DENSITY), phi), x, i);
    }
    for (int i = whole; i < count; i++) {
      float in = get(x, i);
      float e = exp(in * in * -0.5f);
      float phi = NormalTail.distribution(in, e);
      put(y, i, in * phi);
      put(x, i, Math.fma(in * e, NormalTail.DENSITY, phi));
    }
  }

  /** {@link NormalTail#distribution}. */
  private static FloatVector normalDistribution(FloatVector x, FloatVector e) {
    FloatVector t = broadcast(1f).div(x.abs().fma(broadcast(NormalTail.P), broadcast(1f)));
    FloatVector p = t.fma(broadcast(NormalTail.A5), broadcast(NormalTail.A4));
    p = p.fma(t, broadcast(NormalTail.A3));
    p = p.fma(t, broadcast(NormalTail.A2));
    p = p.fma(t, broadcast(NormalTail.A1));
    FloatVector tail = p.mul(t).mul(e);
    return tail.add(whereAboveZero(broadcast(1f).sub(tail.add(tail)), x));
  }

  @Override
  public void multiply(ByteBuffer by, ByteBuffer to, int count) {
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      store(load(to, i).mul(load(by, i)), to, i);
    }
    for (int i = whole; i < count; i++) {
      put(to, i, get(to, i) * get(by, i));
    }
  }

  @Override
  public float largest(ByteBuffer x, int at, int count) {
    int whole = F.loopBound(count);
    FloatVector tops = broadcast(Float.NEGATIVE_INFINITY);
    for (int i = at; i < at + whole; i += LANES) {
      tops = tops.max(load(x, i));
    }
    float largest = tops.reduceLanes(VectorOperators.MAX);
    for (int i = at + whole; i < at + count; i++) {
      largest = Math.max(largest, get(x, i));
    }
    return largest;
  }

  @Override
  public float sum(ByteBuffer x, int at, int count) {
    int whole = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = at; i < at + whole; i += LANES) {
      sums = sums.add(load(x, i));
    }
    float sum = sum(sums);
    for (int i = at + whole; i < at + count; i++) {
      sum += get(x, i);
    }
    return sum;
  }

  @Override
  public float exponentials(
      ByteBuffer from, int at, int count, float largest, ByteBuffer to, int toAt) {
    int whole = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector e = exp(load(from, at + i).sub(largest));
      sums = sums.add(e);
      store(e, to, toAt + i);
    }
    float sum = sum(sums);
    for (int i = whole; i < count; i++) {
      float e = exp(get(from, at + i) - largest);
      sum += e;
      put(to, toAt + i, e);
    }
    return sum;
  }

  @Override
  public void scaleAndShift(ByteBuffer x, int at, int count, float factor, float offset) {
    int whole = F.loopBound(count);
    for (int i = at; i < at + whole; i += LANES) {
      store(load(x, i).fma(broadcast(factor), broadcast(offset)), x, i);
    }
    for (int i = at + whole; i < at + count; i++) {
      put(x, i, Math.fma(get(x, i), factor, offset));
    }
  }

  @Override
  public double sumOfSquares(ByteBuffer x, int count) {
    // Blocks, so that float sums stay short.
    int block = 64 * LANES;
    double total = 0;
    int i = 0;
    while (i < count) {
      int end = Math.min(count, i + block);
      FloatVector sums = FloatVector.zero(F);
      for (; i + LANES <= end; i += LANES) {
        FloatVector value = load(x, i);
        sums = value.fma(value, sums);
      }
      total += sum(sums);
      for (; i < end; i++) {
        total += (double) get(x, i) * get(x, i);
      }
    }
    return total;
  }

  @Override
  public void adam(
      AdamStep step,
      ByteBuffer parameters,
      ByteBuffer gradients,
      ByteBuffer first,
      ByteBuffer second,
      int count) {
    AdamFactors f = new AdamFactors(step);
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector g = load(gradients, i).mul(f.gradientScale());
      FloatVector m = load(first, i).mul(f.beta1()).add(g.mul(f.oneLessBeta1()));
      FloatVector v = load(second, i).mul(f.beta2()).add(g.mul(g).mul(f.oneLessBeta2()));
      store(m, first, i);
      store(v, second, i);
      FloatVector root = v.sqrt().mul(f.inverseRootCorrection()).add(f.epsilon());
      store(load(parameters, i).mul(f.keep()).sub(m.mul(f.stepSize()).div(root)), parameters, i);
    }
    for (int i = whole; i < count; i++) {
      float g = get(gradients, i) * f.gradientScale();
      float m = get(first, i) * f.beta1() + g * f.oneLessBeta1();
      float v = get(second, i) * f.beta2() + g * g * f.oneLessBeta2();
      put(first, i, m);
      put(second, i, v);
      float root = (float) Math.sqrt(v) * f.inverseRootCorrection() + f.epsilon();
      put(parameters, i, get(parameters, i) * f.keep() - f.stepSize() * m / root);
    }
  }
}
