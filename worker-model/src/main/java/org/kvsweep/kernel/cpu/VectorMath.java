package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.kvsweep.kernel.Dropout;

/**
 * The building blocks of loops with the JDK's Vector API.
 *
 * <p>Sums over lanes are added in the order of the lanes: the API leaves the order of its own
 * reduction open, so its result may change when the JIT compiles a loop. Masks are avoided; they
 * are slow on AVX2 in Java 17, and integer arithmetic on the bits does the same.
 */
final class VectorMath {
  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
  static final int LANES = F.length();
  private static final int BYTES = Float.BYTES;
  private static final IntVector LANE_NUMBERS = IntVector.broadcast(I, 0).addIndex(1);
  private static final IntVector SPREAD_LANES = LANE_NUMBERS.mul(Dropout.SPREAD);

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

  static FloatVector load(ByteBuffer buffer, int index) {
    return VectorMemory.load(buffer, index * BYTES);
  }

  static void store(FloatVector vector, ByteBuffer buffer, int index) {
    VectorMemory.store(vector, buffer, index * BYTES);
  }

  static float get(ByteBuffer buffer, int index) {
    return buffer.getFloat(index * BYTES);
  }

  static void put(ByteBuffer buffer, int index, float value) {
    buffer.putFloat(index * BYTES, value);
  }

  /** The sum of the lanes, first to last. */
  static float sumLanes(FloatVector vector, float[] lanes) {
    vector.intoArray(lanes, 0);
    float sum = lanes[0];
    for (int lane = 1; lane < LANES; lane++) {
      sum += lanes[lane];
    }
    return sum;
  }

  /** The vector times the dropout's factors for the elements from {@code element} on. */
  static FloatVector dropLanes(
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
  static FloatVector whereAboveZero(FloatVector vector, FloatVector y) {
    // 0 - y has its sign bit set exactly where y > 0; y is never NaN after max(0, ·).
    IntVector kept =
        FloatVector.zero(F).sub(y).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    return vector.reinterpretAsInts().lanewise(VectorOperators.AND, kept).reinterpretAsFloats();
  }

  /**
   * e^x from -87.3 (of less too) to 88.3: 2^n times a polynomial in the rest, coefficients as in
   * Cephes' expf.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(-87.3f);
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
  static float exp(float x) {
    float clamped = Math.max(x, -87.3f);
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

  /** The vector in its first lanes, another number in the rest. */
  static FloatVector firstLanes(FloatVector vector, int count, float other) {
    IntVector first = LANE_NUMBERS.sub(count).lanewise(VectorOperators.ASHR, 31);
    IntVector rest = broadcast(other).reinterpretAsInts().lanewise(VectorOperators.AND_NOT, first);
    return vector
        .reinterpretAsInts()
        .lanewise(VectorOperators.AND, first)
        .lanewise(VectorOperators.OR, rest)
        .reinterpretAsFloats();
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(F, value);
  }

  private VectorMath() {}
}
