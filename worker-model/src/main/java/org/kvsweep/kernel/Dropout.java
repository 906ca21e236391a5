package org.kvsweep.kernel;

/**
 * The elements of one activation that are dropped in the current step.
 *
 * <p>A function of seed, step and position alone, so that every kernel, machine and repetition
 * drops the same elements, nothing has to be stored for the backward pass, and a resumed trial goes
 * on exactly. The hash is the 32-bit finalizer "lowbias32" of Chris Wellons' hash prospector
 * without its last step, which changes only low bits.
 */
public final class Dropout {
  public static final int SPREAD = 0x9E3779B1;
  public static final int FIRST = 0x7FEB352D;
  public static final int SECOND = 0x846CA68B;

  private final double rate;
  private final long seed;
  private boolean active;
  private int key;

  /**
   * A dropout.
   *
   * @param rate the probability of being dropped, from 0 to below 1
   * @param seed of this activation of this model
   */
  public Dropout(double rate, long seed) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "Cannot drop out: expected a rate from 0 to below 1, got " + rate);
    }
    this.rate = rate;
    this.seed = seed;
  }

  /** A dropout that never drops anything. */
  public static Dropout none() {
    return new Dropout(0, 0);
  }

  /** Chooses the elements of that step; outside of training nothing is dropped. */
  public void begin(long step, boolean training) {
    active = training && rate > 0;
    key = (int) (mix64(seed ^ mix64(step)) >>> 32);
  }

  /** Returns whether anything may be dropped in the current step. */
  public boolean active() {
    return active;
  }

  /** Returns the factor of kept elements, 1 / (1 - rate), so that the mean stays. */
  public float scale() {
    return (float) exactScale();
  }

  /** {@link #scale} before it is rounded to float. */
  double exactScale() {
    return active ? 1 / (1 - rate) : 1;
  }

  /** Returns the factor of an element: 0 or {@link #scale}. */
  public float factor(int element) {
    return !active || hash(element, key) >>> 1 >= threshold() ? scale() : 0f;
  }

  public int key() {
    return key;
  }

  /** Elements are dropped whose hash, without its last bit, is below. */
  public int threshold() {
    return (int) Math.round(rate * 0x1p31);
  }

  static int hash(int element, int key) {
    int x = element * SPREAD ^ key;
    x ^= x >>> 16;
    x *= FIRST;
    x ^= x >>> 15;
    return x * SECOND;
  }

  private static long mix64(long value) {
    long x = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
