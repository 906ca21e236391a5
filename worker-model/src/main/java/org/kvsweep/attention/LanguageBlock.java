package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.attention.BlockFacts.ResidualInput;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.SideShape;
import org.kvsweep.layer.TokenShape;

/**
 * A block of the language models: n = norm(x), x₁ = r + drop(attention(n)), n₁ = norm(x₁), y = r₁ +
 * drop(down(relu(up(n₁)))). In a pre-norm block r and r₁ are x and x₁; in the number model they are
 * n and n₁. Input and output [B, T, D].
 *
 * <p>The translator's encoder has the tokens [B, T] as a side input, from which it knows the
 * padding.
 */
public final class LanguageBlock extends LanguageBlockLayer {

  /** Creates an empty instance for a JSON reader to fill in. */
  public LanguageBlock() {}

  private LanguageBlock(Builder builder) {
    super(builder);
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
  protected List<SideShape> sideShapes(TokenShape shape) {
    return getFacts().padded() ? List.of(new SideShape(shape.batch(), shape.tokens())) : List.of();
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Block(context);
  }

  private final class Block implements Operation, ObservedAttention.Holder {
    private final boolean addsToNormal = getFacts().residual() == ResidualInput.AFTER_NORM;
    private final Lengths lengths;
    private final AddNorm norm1;
    private final Attention attend;
    private final AddNorm norm2;
    private final FeedForward feedForward;
    private final Residual residual;
    private final Matrix dNormal; // [N, D]
    private final Matrix dMiddle; // [N, D]
    private final Matrix dAttended; // [N, D]

    Block(LayerContext context) {
      int rows = context.shape().rows();
      lengths =
          getFacts().padded()
              ? new Lengths(context, context.sideInput(0), getFacts().padding())
              : null;
      norm1 = new AddNorm(context, "norm1", width(), Dropout.none(), false);
      attend =
          new Attention(
              context,
              "attention",
              attentionConfig(),
              context.dropout("attention", weightDropoutRate()),
              lengths == null ? null : lengths.matrix());
      norm2 =
          new AddNorm(context, "norm2", width(), context.dropout("added", getDropoutRate()), true);
      feedForward =
          new FeedForward(
              context, width(), getHidden(), context.dropout("up", hiddenDropoutRate()));
      residual = new Residual(context, width(), context.dropout("down", getAddedDropoutRate()));
      dNormal = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
      dAttended = context.gradientBuffer(rows, width());
    }

    @Override
    public Matrix forward(Matrix x) {
      if (lengths != null) {
        lengths.forward();
      }
      Matrix n = norm1.forward(x, null);
      Matrix n1 = norm2.forward(addsToNormal ? n : x, attend.forward(n));
      return residual.forward(addsToNormal ? n1 : norm2.sum(), feedForward.forward(n1));
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(0));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      if (addsToNormal) {
        feedForward.backward(residual.backward(dy), dy, Update.ADD);
        norm2.backward(dy, null, dMiddle, dAttended);
        attend.backward(dAttended, dMiddle, Update.ADD);
        norm1.backward(dMiddle, null, dx, null);
      } else {
        feedForward.backward(residual.backward(dy), dNormal, Update.SET);
        norm2.backward(dNormal, dy, dMiddle, dAttended);
        attend.backward(dAttended, dNormal);
        norm1.backward(dNormal, dMiddle, dx, null);
      }
    }
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends LanguageBlockLayer.Builder<Builder> {
    @Override
    protected LanguageBlock create() {
      return new LanguageBlock(this);
    }
  }
}
