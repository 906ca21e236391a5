package org.kvsweep.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.TokenShape;

/**
 * Images [B, C, height, width] to vectors [B, P + 1, D]: a learned class token, then the linear map
 * of each of the P patches, each plus the learned vector of its position.
 */
public final class PatchEmbedding extends KernelLayer {
  private static final String NAME = "embed";
  private static final String CLASS_TOKEN = "class";
  private static final String POSITION = "position";

  private int channels = 1;
  private int image = 1;
  private int patch = 1;

  /** Creates an empty instance for a JSON reader to fill in. */
  public PatchEmbedding() {}

  private PatchEmbedding(Builder builder) {
    super(builder);
    channels = builder.channels;
    image = builder.image;
    patch = builder.patch;
    nIn = shape().size();
  }

  private PatchShape shape() {
    return new PatchShape(channels, image, patch);
  }

  @Override
  public List<ParameterSpec> parameters() {
    int in = shape().size();
    int width = (int) nOut;
    Initial start = Initial.fanIn(in);
    Initial normal = new Initial.Normal(1);
    List<ParameterSpec> all = new ArrayList<>(Linear.parameters(NAME, in, width, start, start));
    all.add(ParameterSpec.vector(CLASS_TOKEN, width, normal));
    all.add(new ParameterSpec(POSITION, shape().count() + 1, width, normal, false));
    return all;
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The numbers in a patch follow from this layer's own settings.
  }

  @Override
  protected long tokens(InputType input) {
    return shape().count() + 1L;
  }

  @Override
  protected TokenShape tokenShape(long... input) {
    if (input.length != 4 || input[1] != channels || input[2] != image || input[3] != image) {
      throw new IllegalArgumentException(
          "Cannot embed images: expected [B, %d, %d, %d], got %s"
              .formatted(channels, image, image, Arrays.toString(input)));
    }
    return new TokenShape((int) input[0], shape().count() + 1);
  }

  @Override
  public long forwardFlops(int tokens) {
    return Linear.forwardFlops(shape().count(), shape().size(), (int) nOut);
  }

  /** The images have no gradient, so the weight's is the only product. */
  @Override
  public long backwardFlops(int tokens) {
    return forwardFlops(tokens);
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Embedding(context);
  }

  private final class Embedding implements Operation {
    private final LayerContext context;
    private final Matrix patches; // [B·P, C·patch·patch]
    private final Linear linear;
    private final Matrix y; // [B·(P + 1), D]
    private final Matrix dLinear; // [B·P, D]

    Embedding(LayerContext context) {
      int count = shape().count();
      int rows = context.shape().batch() * count;
      this.context = context;
      patches = context.buffer(rows, shape().size());
      linear = new Linear(context.withTokens(count), NAME, (int) nOut);
      y = context.buffer(context.shape().rows(), (int) nOut);
      dLinear = context.gradientBuffer(rows, (int) nOut);
    }

    @Override
    public Matrix forward(Matrix x) {
      context.kernels().patches(x, shape(), patches);
      context
          .kernels()
          .prepend(
              linear.forward(patches),
              context.parameter(CLASS_TOKEN),
              context.parameter(POSITION),
              y);
      return y;
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      context
          .kernels()
          .prependBackward(dy, dLinear, context.gradient(CLASS_TOKEN), context.gradient(POSITION));
      linear.backward(dLinear, null);
    }
  }

  public int getChannels() {
    return channels;
  }

  public void setChannels(int channels) {
    this.channels = channels;
  }

  public int getImage() {
    return image;
  }

  public void setImage(int image) {
    this.image = image;
  }

  public int getPatch() {
    return patch;
  }

  public void setPatch(int patch) {
    this.patch = patch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatchEmbedding embedding
        && super.equals(other)
        && channels == embedding.channels
        && image == embedding.image
        && patch == embedding.patch;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), channels, image, patch);
  }

  /** {@code nOut} is the width D; {@code nIn} follows from the patches. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private int channels = 1;
    private int image = 1;
    private int patch = 1;

    /** Sets the images and their cut. */
    public Builder patches(PatchShape shape) {
      channels = shape.channels();
      image = shape.image();
      patch = shape.patch();
      return this;
    }

    @Override
    protected PatchEmbedding create() {
      return new PatchEmbedding(this);
    }
  }
}
