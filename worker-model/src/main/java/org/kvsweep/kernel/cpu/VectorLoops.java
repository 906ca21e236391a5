package org.kvsweep.kernel.cpu;

/** {@link Loops} with the JDK's Vector API. */
public final class VectorLoops implements Loops {
  private final AttentionLoops attention = new VectorAttentionLoops();
  private final NormLoops norms = new VectorNormLoops();
  private final ElementLoops elements = new VectorElementLoops();

  /** Returns whether vectors are wide enough to be worth it; CPUs that have them have FMA too. */
  static boolean worthwhile() {
    return VectorMath.F.vectorBitSize() >= 256;
  }

  @Override
  public String name() {
    return "vector-" + VectorMath.F.vectorBitSize();
  }

  @Override
  public AttentionLoops attention() {
    return attention;
  }

  @Override
  public NormLoops norms() {
    return norms;
  }

  @Override
  public ElementLoops elements() {
    return elements;
  }
}
