package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.SideInput;
import org.kvsweep.layer.SideShape;
import org.kvsweep.layer.TokenShape;

/**
 * A block of the translator's decoder: y₁ = y + drop(attention(norm(y))), y₂ = y₁ +
 * drop(cross(norm(y₁), memory)), and y₂ + drop(down(drop(relu(up(norm(y₂)))))). Input and output
 * [B, T, D].
 *
 * <p>Side inputs: the memory [B, S, D], which is what the encoder made of the source, the tokens of
 * the source [B, S] and those of the target [B, T].
 */
public final class DecoderBlock extends LanguageBlockLayer {

  /** Creates an empty instance for a JSON reader to fill in. */
  public DecoderBlock() {}

  private DecoderBlock(Builder builder) {
    super(builder);
  }

  private AttentionConfig crossConfig() {
    AttentionFacts facts = attentionFacts().unmasked();
    return new AttentionConfig(getAttention(), facts, width(), getHeads(), getPositionChannels());
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(AddNorm.parameters("norm1", width()));
    all.addAll(attentionConfig().parameters("attention"));
    all.addAll(AddNorm.parameters("norm-cross", width()));
    all.addAll(crossConfig().crossParameters("cross"));
    all.addAll(AddNorm.parameters("norm2", width()));
    all.addAll(feedForwardParameters());
    return all;
  }

  /** Returns 1: the memory has a gradient. */
  @Override
  protected int differentiableSideInputs() {
    return 1;
  }

  /** Returns the shapes for a source that has as many tokens as the target. */
  @Override
  protected List<SideShape> sideShapes(TokenShape shape) {
    SideShape tokens = new SideShape(shape.batch(), shape.tokens());
    return List.of(new SideShape(shape.rows(), width()), tokens, tokens);
  }

  @Override
  public long forwardFlops(int tokens) {
    return attentionConfig().forwardFlops(tokens)
        + crossConfig().crossForwardFlops(tokens)
        + feedForwardFlops(tokens);
  }

  @Override
  public long backwardFlops(int tokens) {
    return attentionConfig().backwardFlops(tokens)
        + crossConfig().crossBackwardFlops(tokens)
        + 2 * feedForwardFlops(tokens);
  }

  @Override
  public Operation operation(LayerContext context) {
    SideInput memory = context.sideInput(0);
    Lengths sources = new Lengths(context, context.sideInput(1), getFacts().padding());
    Lengths targets = new Lengths(context, context.sideInput(2), getFacts().padding());
    Attention attend =
        new Attention(
            context,
            "attention",
            attentionConfig(),
            context.dropout("attention", weightDropoutRate()),
            targets.matrix());
    Block block = new Block(context, attend, memory, sources);
    return new Whole(sources, targets, attend, block);
  }

  /** The block for all tokens of the targets at once. */
  private record Whole(Lengths sources, Lengths targets, Attention attend, Block block)
      implements Operation, ObservedAttention.Holder {
    @Override
    public Matrix forward(Matrix y) {
      sources.forward();
      targets.forward();
      block.readMemory();
      return block.forward(y);
    }

    @Override
    public void backward(Matrix dOut, Matrix dy) {
      block.backward(dOut, dy, attend);
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(1), block.cross.observed());
    }
  }

  /**
   * The block for one token after the other, for inference.
   *
   * @param context of one token an example; its side inputs are the memory and the tokens of the
   *     source
   * @param capacity how many tokens there may be
   */
  public Steps steps(LayerContext context, int capacity) {
    Lengths sources = new Lengths(context, context.sideInput(1), getFacts().padding());
    CachedAttention attend = new CachedAttention(context, "attention", attentionConfig(), capacity);
    Block block = new Block(context, attend, context.sideInput(0), sources);
    return new Steps() {
      @Override
      public void restart() {
        sources.forward();
        attend.restart();
        block.readMemory();
      }

      @Override
      public Matrix next(Matrix y) {
        return block.forward(y);
      }
    };
  }

  /** A block at work on one token after the other. */
  public interface Steps {

    /** Begins new sequences, with the memory that the side input has now. */
    void restart();

    /** Returns the output of the block for the next token of every sequence: [B, D] to [B, D]. */
    Matrix next(Matrix y);
  }

  private final class Block {
    private final Operation attend;
    private final AddNorm norm1;
    private final AddNorm normCross;
    private final CrossAttention cross;
    private final AddNorm norm2;
    private final FeedForward feedForward;
    private final Residual residual;
    private final Matrix dNormal; // [N, D]
    private final Matrix dMiddle; // [N, D]
    private final Matrix dAttended; // [N, D]

    Block(LayerContext context, Operation attend, SideInput memory, Lengths sources) {
      int rows = context.shape().rows();
      double rate = getDropoutRate();
      this.attend = attend;
      norm1 = new AddNorm(context, "norm1", width(), Dropout.none(), false);
      normCross = new AddNorm(context, "norm-cross", width(), context.dropout("added", rate), true);
      Dropout weights = context.dropout("cross", weightDropoutRate());
      cross =
          new CrossAttention(context, "cross", crossConfig(), memory, sources.matrix(), weights);
      norm2 = new AddNorm(context, "norm2", width(), context.dropout("crossed", rate), true);
      Dropout inside = context.dropout("up", hiddenDropoutRate());
      feedForward = new FeedForward(context, width(), getHidden(), inside);
      residual = new Residual(context, width(), context.dropout("down", getAddedDropoutRate()));
      dNormal = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
      dAttended = context.gradientBuffer(rows, width());
    }

    void readMemory() {
      cross.readMemory();
    }

    Matrix forward(Matrix y) {
      Matrix n1 = normCross.forward(y, attend.forward(norm1.forward(y, null)));
      Matrix n2 = norm2.forward(normCross.sum(), cross.forward(n1));
      return residual.forward(norm2.sum(), feedForward.forward(n2));
    }

    void backward(Matrix dOut, Matrix dy, Attention own) {
      feedForward.backward(residual.backward(dOut), dNormal, Update.SET);
      norm2.backward(dNormal, dOut, dMiddle, dAttended);
      cross.backward(dAttended, dNormal);
      normCross.backward(dNormal, dMiddle, dMiddle, dAttended);
      own.backward(dAttended, dNormal);
      norm1.backward(dNormal, dMiddle, dy, null);
    }
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends LanguageBlockLayer.Builder<Builder> {
    @Override
    protected DecoderBlock create() {
      return new DecoderBlock(this);
    }
  }
}
