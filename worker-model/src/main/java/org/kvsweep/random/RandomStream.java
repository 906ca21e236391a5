package org.kvsweep.random;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers for one purpose of one trial: a function of seed, purpose and index alone, so that
 * no choice depends on how many were made before elsewhere, and a resumed trial goes on exactly.
 */
public final class RandomStream {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private RandomStream() {}

  /**
   * A fresh generator.
   *
   * @param purpose for example {@code weights/block-0/Wo}
   * @param index for example the epoch
   */
  public static RandomGenerator of(long seed, String purpose, long index) {
    return GENERATORS.create(key(seed, purpose, index));
  }

  /** A number that stands for that purpose, for generators of another kind. */
  public static long key(long seed, String purpose, long index) {
    long hash = mix(seed + 0x9E3779B97F4A7C15L);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash * 31 + purpose.charAt(i));
    }
    return mix(hash ^ mix(index));
  }

  /** The numbers 0 to size - 1 in random order. */
  public static int[] permutation(RandomGenerator random, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The finalizer of splitmix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long value) {
    long x = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
