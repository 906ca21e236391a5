package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.SideInput;
import org.kvsweep.layer.SideShape;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.LanguageFacts.Positions;

/**
 * Tokens [B, T] to vectors [B, T, D]: drop(scale · vector of the token + vector of its position).
 * The vectors of the tokens are a parameter, or, where the output shares them, the side input
 * [tokens, D]. {@code nIn} is the number of tokens there are.
 */
public final class LanguageEmbedding extends KernelLayer {
  private static final String TABLE = "tokens";
  private static final String POSITIONS = "positions";

  private LanguageStyle style = LanguageStyle.CHARACTERS;
  private int context;
  private double dropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  public LanguageEmbedding() {}

  private LanguageEmbedding(Builder builder) {
    super(builder);
    style = builder.style;
    context = builder.context;
    dropoutRate = builder.dropoutRate;
  }

  private int tokens() {
    return (int) nIn;
  }

  private int width() {
    return (int) nOut;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>();
    if (!style.facts().tiesOutput()) {
      Initial start = style.facts().vectorStart().of(tokens(), width());
      all.add(ParameterSpec.weight(TABLE, tokens(), width(), start));
    }
    if (style.facts().learnsPositions()) {
      all.add(ParameterSpec.weight(POSITIONS, context, width(), Initial.normal(1)));
    }
    return all;
  }

  @Override
  protected int differentiableSideInputs() {
    return style.facts().tiesOutput() ? 1 : 0;
  }

  @Override
  protected List<SideShape> sideShapes(TokenShape shape) {
    return style.facts().tiesOutput() ? List.of(new SideShape(tokens(), width())) : List.of();
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The number of tokens there are does not follow from the shape of the input.
  }

  /** Rows are looked up, not multiplied. */
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
    return new Lookup(context, context.shape().tokens());
  }

  /**
   * The lookup for one token after the other, for inference.
   *
   * @param context of one token an example
   * @param capacity how many tokens there may be
   */
  Lookup steps(LayerContext context, int capacity) {
    return new Lookup(context, capacity);
  }

  /** The factor of the vectors of the tokens. */
  public double vectorScale() {
    return style.facts().vectorScale().applyAsDouble(width());
  }

  /** The vectors of so many positions, where they are not learned: [length, D]. */
  public double[][] sines(int length) {
    return style.facts().positions() == Positions.SINE_HALVES
        ? SinePositions.halves(length, width())
        : SinePositions.table(length, width());
  }

  /** The lookup at work. */
  final class Lookup implements Operation {
    private final LayerContext context;
    private final SideInput shared; // [tokens, D]
    private final Matrix positions; // [T or more, D]
    private final Dropout dropout;
    private final Matrix y; // [B·T, D]
    private Matrix ids;

    private Lookup(LayerContext context, int length) {
      this.context = context;
      shared = style.facts().tiesOutput() ? context.sideInput(0) : null;
      positions =
          style.facts().learnsPositions()
              ? context.parameter(POSITIONS)
              : context.constant(sines(length));
      dropout = context.dropout("embedding", dropoutRate);
      y = context.buffer(context.shape().rows(), width());
    }

    @Override
    public Matrix forward(Matrix x) {
      return forward(x, 0);
    }

    /** {@link #forward} of tokens that begin at a later position. */
    Matrix forward(Matrix x, int position) {
      ids = x;
      int count = x.columns();
      if (position + count > positions.rows()) {
        throw new IllegalArgumentException(
            "Cannot place a token: expected at most %d positions, got %d"
                .formatted(positions.rows(), position + count));
      }
      Matrix table = shared == null ? context.parameter(TABLE) : shared.value();
      context.kernels().embed(ids, table, vectorScale(), null, positions.rows(position, count), y);
      if (dropout.active()) {
        context.kernels().activate(Activation.IDENTITY, dropout, y);
      }
      return y;
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      if (dropout.active()) {
        context.kernels().activateBackward(Activation.IDENTITY, dropout, y, dy);
      }
      Matrix dTable = shared == null ? context.gradient(TABLE) : shared.gradient();
      Matrix dPositions = style.facts().learnsPositions() ? context.gradient(POSITIONS) : null;
      context.kernels().embedBackward(ids, dy, dTable, vectorScale(), null, dPositions);
    }
  }

  public LanguageStyle getStyle() {
    return style;
  }

  public void setStyle(LanguageStyle style) {
    this.style = style;
  }

  /** The number of learned positions. */
  public int getContext() {
    return context;
  }

  public void setContext(int context) {
    this.context = context;
  }

  public double getDropoutRate() {
    return dropoutRate;
  }

  public void setDropoutRate(double dropoutRate) {
    this.dropoutRate = dropoutRate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LanguageEmbedding embedding
        && super.equals(other)
        && style == embedding.style
        && context == embedding.context
        && dropoutRate == embedding.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), style, context, dropoutRate);
  }

  /** {@code nIn} is the number of tokens there are, {@code nOut} the width D. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private LanguageStyle style = LanguageStyle.CHARACTERS;
    private int context;
    private double dropoutRate;

    public Builder style(LanguageStyle ofModel) {
      style = ofModel;
      return this;
    }

    /** Sets the number of positions, where positions are learned. */
    public Builder context(int positions) {
      context = positions;
      return this;
    }

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    @Override
    protected LanguageEmbedding create() {
      return new LanguageEmbedding(this);
    }
  }
}
