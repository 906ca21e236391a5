package org.kvsweep.kernel.cpu;

/**
 * The upper tail of the normal distribution, 1 - Φ(x) for x &gt;= 0, as e^(-x²/2) times a
 * polynomial in t = 1 / (1 + p·x): Abramowitz and Stegun, formula 7.1.26, whose error is below
 * 7.5e-8 here.
 */
final class NormalTail {
  /** 1 / √(2π): the density is this times e^(-x²/2). */
  static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

  /** The formula's p, divided by √2 because its argument is that of the error function. */
  static final float P = (float) (0.3275911 / Math.sqrt(2));

  // The formula's coefficients, halved: the tail is half of what erf leaves to 1.
  static final float A1 = (float) 0.127414796;
  static final float A2 = (float) -0.142248368;
  static final float A3 = (float) 0.7107068705;
  static final float A4 = (float) -0.7265760135;
  static final float A5 = (float) 0.5307027145;

  private NormalTail() {}

  /**
   * Φ(x).
   *
   * @param e e^(-x²/2)
   */
  static float distribution(float x, float e) {
    float t = 1 / Math.fma(Math.abs(x), P, 1f);
    float p = Math.fma(t, A5, A4);
    p = Math.fma(p, t, A3);
    p = Math.fma(p, t, A2);
    p = Math.fma(p, t, A1);
    float tail = p * t * e;
    return x > 0 ? 1 - tail : tail;
  }
}
