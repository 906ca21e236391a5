package org.kvsweep.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link KernelLayer} at work in a DL4J network.
 *
 * <p>The arrays that it returns are buffers of its own, overwritten by the next pass; only what an
 * output layer returns outside of training is fresh. Nothing is allocated while shapes stay. Where
 * a pass needs more memory than those before, theirs is freed.
 */
public class LayerRuntime extends BaseLayer<KernelLayer> {
  private static final long serialVersionUID = 1L;

  private final transient Map<BoundLayer.Shapes, BoundLayer> boundLayers = new HashMap<>();
  private transient Kernels kernels;
  private transient Arena arena;
  private transient BoundLayer current;
  private transient InputRows firstRows;
  private transient InputRows epsilonRows;
  private transient Gradient parameterGradients;
  private transient boolean trains;
  private transient INDArray[] sideArrays;
  private transient InputRows[] sideRows;

  protected LayerRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  protected final Kernels kernels() {
    if (kernels == null) {
      kernels = layerConf().getKernels().kernels(dataType);
    }
    return kernels;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    Matrix y = forward(training);
    return current.outputArray(y);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    epsilonRows = InputRows.of(epsilon, epsilonRows, dataType);
    return backward(epsilonRows.matrix());
  }

  /** Runs the function of the layer on its input, in buffers for the input's shape. */
  protected final Matrix forward(boolean training) {
    current = bound(shapes());
    current.context().begin(iterationCount, training);
    for (int i = 0; i < sideInputCount(); i++) {
      sideRows[i] = InputRows.of(sideArrays[i], sideRows[i], dataType);
      current.context().sideInput(i).set(sideRows[i].matrix());
    }
    firstRows = InputRows.of(input, firstRows, dataType);
    return current.forward(firstRows.matrix());
  }

  /**
   * {@link #forward} with all that a backward pass needs, so that {@link #backward} repeats none.
   */
  protected final Matrix trainingForward() {
    trains = true;
    return forward(true);
  }

  /** The function of the last forward pass, which has kept what it computed; empty before one. */
  public final Optional<Operation> operation() {
    return Optional.ofNullable(current).map(BoundLayer::operation);
  }

  /** The gradients for a gradient of the output; after {@link #forward}. */
  protected final Pair<Gradient, INDArray> backward(Matrix dy) {
    if (!current.context().trains()) {
      // DL4J makes the gradients' memory between the first forward and the first backward pass.
      trainingForward();
    }
    current.backward(dy);
    return new Pair<>(parameterGradients(), current.inputGradientArray());
  }

  /** The gradients of the further inputs, after the backward pass; null for those without. */
  INDArray[] sideGradients() {
    return current.sideGradientArrays(sideArrays);
  }

  /** Sets one of the further inputs, of which there are so many. */
  void setSideInput(int index, int count, INDArray array) {
    if (sideInputCount() != count) {
      sideArrays = new INDArray[count];
      sideRows = sideRows == null ? new InputRows[count] : sideRows;
    }
    sideArrays[index] = array;
  }

  private int sideInputCount() {
    return sideArrays == null ? 0 : sideArrays.length;
  }

  private Gradient parameterGradients() {
    if (parameterGradients == null) {
      parameterGradients = new DefaultGradient(gradientsFlattened);
      if (gradientViews != null) { // null of a layer without parameters
        gradientViews.forEach(
            (name, gradient) -> parameterGradients.setGradientFor(name, gradient, 'c'));
      }
    }
    return parameterGradients;
  }

  private BoundLayer.Shapes shapes() {
    List<SideShape> further = new ArrayList<>();
    for (int i = 0; i < sideInputCount(); i++) {
      int columns = (int) sideArrays[i].size(-1);
      further.add(new SideShape((int) (sideArrays[i].length() / columns), columns));
    }
    return new BoundLayer.Shapes(layerConf().tokenShape(input.shape()), further);
  }

  private BoundLayer bound(BoundLayer.Shapes shapes) {
    BoundLayer known = boundLayers.get(shapes);
    if (known != null && (known.context().trains() || !trains)) {
      return known;
    }
    Arena measuring = Arena.measuring(dataType);
    bind(shapes, measuring);
    if (arena == null || arena.capacity() < measuring.used()) {
      close();
      arena = Arena.of(dataType, measuring.used());
    }
    arena.reset();
    BoundLayer bound = bind(shapes, arena);
    boundLayers.put(shapes, bound);
    return bound;
  }

  private BoundLayer bind(BoundLayer.Shapes shapes, Arena memory) {
    return new BoundLayer(layerConf(), shapes, memory, context(shapes, memory));
  }

  private LayerContext context(BoundLayer.Shapes shapes, Arena memory) {
    return new LayerContext(
        kernels(),
        memory,
        shapes.tokens(),
        matrices(params),
        trains ? matrices(gradientViews) : null,
        BoundLayer.sideInputs(layerConf(), shapes, memory, trains),
        layerConf().getLayerName(),
        conf.getSeed());
  }

  /**
   * A context for other operations on the parameters of this layer, outside of training.
   *
   * @param sideInputs the inputs beside the first, for as long as the context is used
   */
  public LayerContext inference(Arena memory, TokenShape shape, Matrix... sideInputs) {
    List<SideInput> fixed = new ArrayList<>();
    for (Matrix input : sideInputs) {
      fixed.add(SideInput.of(input));
    }
    String name = layerConf().getLayerName();
    Map<String, Matrix> parameters = matrices(params);
    return new LayerContext(kernels(), memory, shape, parameters, null, fixed, name, 0);
  }

  private static Map<String, Matrix> matrices(Map<String, INDArray> arrays) {
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    if (arrays == null) {
      return matrices; // a layer without parameters
    }
    arrays.forEach((name, array) -> matrices.put(name, Matrix.of(array)));
    return matrices;
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    super.setParamTable(table);
    boundLayers.clear();
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    super.setBackpropGradientsViewArray(gradients);
    parameterGradients = null;
    trains = true;
    boundLayers.clear();
  }

  /** Frees the buffers, with what the last pass gave. The next pass makes new ones. */
  @Override
  public void close() {
    boundLayers.clear();
    current = null;
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clear() {
    super.clear();
    // The rows stay: DL4J clears after every step, and the next one brings the same arrays.
    sideArrays = null;
  }

  /** Returns what DL4J does, without a look-up of every parameter at every step for nothing. */
  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    boolean none =
        isEmpty(layerConf().getRegularization()) && isEmpty(layerConf().getRegularizationBias());
    return none ? 0 : super.calcRegularizationScore(backpropParamsOnly);
  }

  private static boolean isEmpty(List<?> list) {
    return list == null || list.isEmpty();
  }
}
