package org.kvsweep.layer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.LabelSmoothing;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The configuration of a DL4J layer that computes with {@link org.kvsweep.kernel.Kernels}.
 * Sequences go from layer to layer as [B, T, D] ({@link RNNFormat#NWC}).
 *
 * <p>As DL4J wants it, subclasses have a public constructor without arguments and a getter and
 * setter for every field, or the field is lost in saved models; their class names stand in saved
 * models too.
 */
public abstract class KernelLayer extends FeedForwardLayer {
  private KernelChoice kernels = KernelChoice.AUTO;

  /** Creates an empty instance for a JSON reader to fill in. */
  protected KernelLayer() {}

  protected KernelLayer(Builder<?> builder) {
    super(builder);
    kernels = builder.kernels;
  }

  public KernelChoice getKernels() {
    return kernels;
  }

  public void setKernels(KernelChoice kernels) {
    this.kernels = kernels;
  }

  /** Returns whether that network has one output, and it is a layer of this kind. */
  public static boolean isOutputOf(ComputationGraphConfiguration network) {
    List<String> outputs = network.getNetworkOutputs();
    return outputs.size() == 1 && isOne(network.getVertices().get(outputs.get(0)));
  }

  /** Returns whether any layer of that network is of this kind. */
  public static boolean isIn(ComputationGraphConfiguration network) {
    return network.getVertices().values().stream().anyMatch(KernelLayer::isOne);
  }

  private static boolean isOne(GraphVertex vertex) {
    return vertex instanceof LayerVertex inner
        && inner.getLayerConf().getLayer() instanceof KernelLayer;
  }

  /** The parameters, in the order in which they lie in the parameter vector of the network. */
  public abstract List<ParameterSpec> parameters();

  /** The function of this layer, for the shape of the context. */
  public abstract Operation operation(LayerContext context);

  /** False for layers that look things up: their input has no gradient. */
  public boolean differentiableInput() {
    return true;
  }

  /**
   * The number of inputs beside the first that have gradients; those come before the ones that have
   * none.
   */
  protected int differentiableSideInputs() {
    return 0;
  }

  /**
   * Returns the shapes of the inputs beside the first where the first has that shape, for planning.
   */
  protected List<SideShape> sideShapes(TokenShape shape) {
    return List.of();
  }

  /**
   * The examples and tokens that this layer computes on.
   *
   * @param input the shape of its input: [B, T] or [B, T, D] unless the layer says otherwise
   */
  protected TokenShape tokenShape(long... input) {
    return new TokenShape((int) input[0], (int) input[1]);
  }

  /** The shape of the array in which the rows leave the layer: [B, T, columns] unless it pools. */
  protected long[] outputShape(TokenShape shape, int columns) {
    return new long[] {shape.batch(), shape.tokens(), columns};
  }

  /** Returns how an output layer of this kind smooths its labels. */
  public LabelSmoothing labelSmoothing() {
    return LabelSmoothing.NONE;
  }

  /** Multiply-adds, each counted as two, of the products in the forward pass of one example. */
  public abstract long forwardFlops(int tokens);

  /** Multiply-adds, each counted as two, of the products in the backward pass of one example. */
  public abstract long backwardFlops(int tokens);

  /** The number of parameters. */
  public long parameterCount() {
    return parameters().stream().mapToLong(ParameterSpec::size).sum();
  }

  /**
   * The buffers of a layer outside the Java heap.
   *
   * @param bytes of all of them
   * @param largestBytes of the largest one
   */
  public record Buffers(long bytes, long largestBytes) {}

  /** Returns what the buffers of training with batches of that shape take. */
  public Buffers buffers(TokenShape shape, DataType type) {
    Arena arena = Arena.measuring(type);
    BoundLayer.Shapes shapes = new BoundLayer.Shapes(shape, sideShapes(shape));
    new BoundLayer(this, shapes, arena, LayerContext.measuring(this, arena, shapes));
    return new Buffers(
        (arena.used() + arena.constants()) * type.width(), arena.largest() * type.width());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    LayerRuntime layer = runtime(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    Map<String, INDArray> table = initializer().init(conf, parameters, initialize);
    layer.setParamTable(table);
    layer.setConf(conf);
    return layer;
  }

  /** The running layer; an output layer has one of its own. */
  protected LayerRuntime runtime(NeuralNetConfiguration conf, DataType type) {
    return new LayerRuntime(conf, type);
  }

  @Override
  public ParamInitializer initializer() {
    return KernelParamInitializer.INSTANCE;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.recurrent(nOut, tokens(input), RNNFormat.NWC);
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    if (input instanceof InputType.InputTypeRecurrent sequence && (nIn <= 0 || override)) {
      nIn = sequence.getSize();
    }
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  /** T of an input that is [B, T] or [B, T, D] unless the layer says otherwise. */
  protected long tokens(InputType input) {
    return input instanceof InputType.InputTypeRecurrent sequence
        ? sequence.getTimeSeriesLength()
        : input.arrayElementsPerExample();
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    long perExample = buffers(new TokenShape(1, (int) tokens(input)), DataType.FLOAT).bytes() / 4;
    return new LayerMemoryReport.Builder(layerName, getClass(), input, getOutputType(-1, input))
        .standardMemory(parameterCount(), getIUpdater().stateSize(parameterCount()))
        .workingMemory(0, 0, 0, perExample)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelLayer layer && super.equals(other) && kernels == layer.kernels;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), kernels);
  }

  /** The settings that every layer of this kind has. */
  public abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {
    private KernelChoice kernels = KernelChoice.AUTO;

    /** Sets the kernels that compute; the fastest that the backend has by default. */
    @SuppressWarnings("unchecked")
    public T kernels(KernelChoice choice) {
      kernels = choice;
      return (T) this;
    }

    /** The layer, from what this builder was told. */
    protected abstract KernelLayer create();

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // DL4J's signature
    public final <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) create();
    }

    public KernelChoice getKernels() {
      return kernels;
    }

    public void setKernels(KernelChoice choice) {
      kernels = choice;
    }
  }
}
