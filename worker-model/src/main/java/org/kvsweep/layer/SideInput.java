package org.kvsweep.layer;

import org.kvsweep.kernel.Matrix;

/** An input of a layer beside its first: see {@link KernelVertex}. */
public final class SideInput {
  private final SideShape shape;
  private final Matrix gradient;
  private Matrix value;

  SideInput(SideShape shape, Matrix gradient) {
    this.shape = shape;
    this.gradient = gradient;
  }

  /** One that always is this matrix. */
  static SideInput of(Matrix value) {
    SideInput side = new SideInput(new SideShape(value.rows(), value.columns()), null);
    side.set(value);
    return side;
  }

  public SideShape shape() {
    return shape;
  }

  /** The input of the current pass. */
  public Matrix value() {
    return value;
  }

  void set(Matrix newValue) {
    value = newValue;
  }

  /** Returns the matrix for its gradient; null where none is wanted. */
  public Matrix gradient() {
    return gradient;
  }
}
