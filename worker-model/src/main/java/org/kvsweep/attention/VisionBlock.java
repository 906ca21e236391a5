package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.attention.AttentionFacts.Biases;
import org.kvsweep.attention.AttentionFacts.Mask;
import org.kvsweep.attention.AttentionFacts.PositionMaps;
import org.kvsweep.attention.AttentionFacts.Scale;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.Gelu;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * A pre-norm transformer block: x₁ = x + attention(norm(x)), y = x₁ + down(gelu(up(norm(x₁)))).
 * Input and output [B, T, D].
 */
public final class VisionBlock extends BlockLayer {
  /** The facts of the paper's vision transformer. */
  static final AttentionFacts FACTS =
      new AttentionFacts(
          Scale.ROOT_OF_WIDTH, Mask.NONE, Biases.OUTPUT, PositionMaps.SHARED, Start.LINEAR);

  /** Creates an empty instance for a JSON reader to fill in. */
  public VisionBlock() {}

  private VisionBlock(Builder builder) {
    super(builder);
  }

  @Override
  public AttentionFacts attentionFacts() {
    return FACTS;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(AddNorm.parameters("norm1", width()));
    all.addAll(attentionConfig().parameters("attention"));
    all.addAll(AddNorm.parameters("norm2", width()));
    all.addAll(feedForwardParameters());
    return all;
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Block(context);
  }

  private final class Block implements Operation, ObservedAttention.Holder {
    private final LayerContext context;
    private final AddNorm norm1;
    private final Attention attend;
    private final AddNorm norm2;
    private final Linear up;
    private final Gelu gelu;
    private final Linear down;
    private final Matrix y; // [N, D]
    private final Matrix dHidden; // [N, hidden]
    private final Matrix dNormal; // [N, D]
    private final Matrix dMiddle; // [N, D]

    Block(LayerContext context) {
      int rows = context.shape().rows();
      this.context = context;
      norm1 = new AddNorm(context, "norm1", width(), Dropout.none(), false);
      attend = new Attention(context, "attention", attentionConfig(), Dropout.none());
      norm2 = new AddNorm(context, "norm2", width(), Dropout.none(), true);
      up = new Linear(context, "up", getHidden());
      gelu = new Gelu(context, getHidden());
      down = new Linear(context, "down", width());
      y = context.buffer(rows, width());
      dHidden = context.gradientBuffer(rows, getHidden());
      dNormal = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
    }

    @Override
    public Matrix forward(Matrix x) {
      Matrix normal = norm2.forward(x, attend.forward(norm1.forward(x, null)));
      Matrix fed = down.forward(gelu.forward(up.forward(normal)));
      context.kernels().add(norm2.sum(), fed, Dropout.none(), y);
      return y;
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(0));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      down.backward(dy, dHidden);
      gelu.backward(dHidden, dHidden);
      up.backward(dHidden, dNormal);
      norm2.backward(dNormal, dy, dMiddle, null);
      attend.backward(dMiddle, dNormal);
      norm1.backward(dNormal, dMiddle, dx, null);
    }
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends BlockLayer.Builder<Builder> {
    @Override
    protected VisionBlock create() {
      return new VisionBlock(this);
    }
  }
}
