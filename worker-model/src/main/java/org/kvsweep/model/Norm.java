package org.kvsweep.model;

import java.util.List;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/** A layer norm by itself: [B, T, D] to [B, T, D]. */
public final class Norm extends KernelLayer {
  private static final String NAME = "norm";

  /** Creates an empty instance for a JSON reader to fill in. */
  public Norm() {}

  private Norm(Builder builder) {
    super(builder);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return AddNorm.parameters(NAME, (int) nOut);
  }

  @Override
  public long forwardFlops(int tokens) {
    return 0;
  }

  @Override
  public long backwardFlops(int tokens) {
    return 0;
  }

  @Override
  public Operation operation(LayerContext context) {
    AddNorm norm = new AddNorm(context, NAME, (int) nOut, Dropout.none(), false);
    return new Operation() {
      @Override
      public Matrix forward(Matrix x) {
        return norm.forward(x, null);
      }

      @Override
      public void backward(Matrix dy, Matrix dx) {
        norm.backward(dy, null, dx, null);
      }
    };
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    @Override
    protected Norm create() {
      return new Norm(this);
    }
  }
}
