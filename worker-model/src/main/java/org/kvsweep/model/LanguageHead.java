package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.SideInput;
import org.kvsweep.layer.SideShape;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer of the language models: norm(x)·W + b, where W is a parameter or, in the number
 * model, the side input [tokens, D] transposed; then softmax cross-entropy. Input [B, T, D]; output
 * [B, T, tokens], probabilities; labels [B, T], tokens.
 */
public final class LanguageHead extends KernelLayer {
  private static final String NAME = "output";

  private LanguageStyle style = LanguageStyle.CHARACTERS;

  /** Creates an empty instance for a JSON reader to fill in. */
  public LanguageHead() {}

  private LanguageHead(Builder builder) {
    super(builder);
    style = builder.style;
  }

  private int width() {
    return (int) nIn;
  }

  private int tokens() {
    return (int) nOut;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(AddNorm.parameters("norm", width()));
    if (!style.facts().tiesOutput()) {
      all.add(
          ParameterSpec.weight(
              NAME + ".W", width(), tokens(), style.facts().outputStart().of(width(), tokens())));
    }
    all.add(
        ParameterSpec.vector(
            NAME + ".b", tokens(), style.facts().outputBiasStart().apply(width())));
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
  public LabelSmoothing labelSmoothing() {
    return style.facts().labelSmoothing();
  }

  @Override
  public long forwardFlops(int tokens) {
    return Linear.forwardFlops(tokens, width(), tokens());
  }

  @Override
  public long backwardFlops(int tokens) {
    return 2 * forwardFlops(tokens);
  }

  @Override
  protected LayerRuntime runtime(NeuralNetConfiguration conf, DataType type) {
    return new ClassifierRuntime(conf, type);
  }

  @Override
  public Operation operation(LayerContext context) {
    AddNorm norm = new AddNorm(context, "norm", width(), Dropout.none(), false);
    Matrix dNormal = context.gradientBuffer(context.shape().rows(), width());
    Operation output =
        style.facts().tiesOutput() ? new Tied(context) : new Linear(context, NAME, tokens());
    return new Operation() {
      @Override
      public Matrix forward(Matrix x) {
        return output.forward(norm.forward(x, null));
      }

      @Override
      public void backward(Matrix dy, Matrix dx) {
        output.backward(dy, dNormal);
        norm.backward(dNormal, null, dx, null);
      }
    };
  }

  /** x·Wᵀ + b with a W that is an input. */
  private final class Tied implements Operation {
    private final LayerContext context;
    private final SideInput table; // [tokens, D]
    private final Matrix weight; // [D, tokens]
    private final Matrix dWeight; // [D, tokens]
    private final Matrix y; // [N, tokens]
    private Matrix x;

    Tied(LayerContext context) {
      this.context = context;
      table = context.sideInput(0);
      weight = context.buffer(width(), tokens());
      dWeight = context.gradientBuffer(width(), tokens());
      y = context.buffer(context.shape().rows(), tokens());
    }

    @Override
    public Matrix forward(Matrix x) {
      this.x = x;
      Matrix bias = context.parameter(NAME + ".b");
      context.kernels().transpose(table.value(), weight);
      context.kernels().linear(x, weight, bias, Activation.IDENTITY, Dropout.none(), y);
      return y;
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      context
          .kernels()
          .linearBackward(
              x,
              weight,
              Activation.IDENTITY,
              Dropout.none(),
              y,
              dy,
              dx,
              Update.SET,
              dWeight,
              context.gradient(NAME + ".b"));
      context.kernels().transpose(dWeight, table.gradient());
    }
  }

  public LanguageStyle getStyle() {
    return style;
  }

  public void setStyle(LanguageStyle style) {
    this.style = style;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LanguageHead head && super.equals(other) && style == head.style;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), style);
  }

  /** {@code nIn} is the width D, {@code nOut} the number of tokens there are. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private LanguageStyle style = LanguageStyle.CHARACTERS;

    public Builder style(LanguageStyle ofModel) {
      style = ofModel;
      return this;
    }

    @Override
    protected LanguageHead create() {
      return new LanguageHead(this);
    }
  }
}
