package org.kvsweep.kernel.cpu;

/** {@link Loops} one number at a time, for machines or JVMs without the Vector API. */
public final class ScalarLoops implements Loops {
  private final AttentionLoops attention = new ScalarAttentionLoops();
  private final NormLoops norms = new ScalarNormLoops();
  private final ElementLoops elements = new ScalarElementLoops();

  @Override
  public String name() {
    return "scalar";
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
