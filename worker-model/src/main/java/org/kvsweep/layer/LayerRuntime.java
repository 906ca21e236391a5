package org.kvsweep.layer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * output layer returns outside of training is fresh. Nothing is allocated while shapes stay.
 */
public class LayerRuntime extends BaseLayer<KernelLayer> {
  private static final long serialVersionUID = 1L;

  private final transient Map<TokenShape, Program> programs = new HashMap<>();
  private final transient StepArray inputRows = new StepArray();
  private final transient StepArray epsilonRows = new StepArray();
  private transient Kernels kernels;
  private transient Arena arena;
  private transient Program current;
  private transient Gradient parameterGradients;

  /** The function of the layer for one shape, with its inputs' and outputs' arrays. */
  private static final class Program {
    private final LayerContext context;
    private final Operation operation;
    private final Matrix inputGradient;
    private final TokenShape shape;
    private Matrix output;
    private INDArray outputArray;
    private INDArray inputGradientArray;

    Program(KernelLayer layer, LayerContext context, Arena arena, TokenShape shape) {
      this.context = context;
      this.shape = shape;
      this.operation = layer.operation(context);
      this.inputGradient = context.trains() ? inputGradient(layer, arena, shape) : null;
    }
  }

  protected LayerRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /** The gradient that goes to the layer before; null where there is none to take it. */
  static Matrix inputGradient(KernelLayer layer, Arena arena, TokenShape shape) {
    return layer.getNIn() > 0 && layer.differentiableInput()
        ? arena.matrix(shape.rows(), (int) layer.getNIn())
        : null;
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
    if (current.output != y) {
      current.output = y;
      current.outputArray = shaped(y, current.shape);
    }
    return current.outputArray;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    return backward(epsilonRows.rows(epsilon, dataType));
  }

  /** Runs the function of the layer on its input, in buffers for the input's shape. */
  protected final Matrix forward(boolean training) {
    TokenShape shape = new TokenShape((int) input.size(0), (int) input.size(1));
    current = program(shape);
    current.context.begin(iterationCount, training);
    return current.operation.forward(inputRows.rows(input, dataType));
  }

  /** The gradients for a gradient of the output; after {@link #forward}. */
  protected final Pair<Gradient, INDArray> backward(Matrix dy) {
    if (!current.context.trains()) {
      // DL4J makes the gradients' memory between the first forward and the first backward pass.
      forward(true);
    }
    Program program = current;
    program.operation.backward(dy, program.inputGradient);
    if (program.inputGradientArray == null && program.inputGradient != null) {
      program.inputGradientArray =
          program.inputGradient.shaped(
              program.shape.batch(), program.shape.tokens(), program.inputGradient.columns());
    }
    return new Pair<>(parameterGradients(), program.inputGradientArray);
  }

  private Gradient parameterGradients() {
    if (parameterGradients == null) {
      parameterGradients = new DefaultGradient(gradientsFlattened);
      for (Map.Entry<String, INDArray> entry : gradientViews.entrySet()) {
        parameterGradients.setGradientFor(entry.getKey(), entry.getValue(), 'c');
      }
    }
    return parameterGradients;
  }

  /** The array that stands for these rows outside: [B, T, D]. */
  protected INDArray shaped(Matrix rows, TokenShape shape) {
    return rows.shaped(shape.batch(), shape.tokens(), rows.columns());
  }

  private Program program(TokenShape shape) {
    Program known = programs.get(shape);
    if (known != null && (known.context.trains() || gradientViews == null)) {
      return known;
    }
    long needed = measure(shape);
    if (arena == null || arena.capacity() < needed) {
      programs.clear();
      arena = Arena.of(dataType, needed);
    }
    arena.reset();
    Program made = new Program(layerConf(), context(arena, shape), arena, shape);
    programs.put(shape, made);
    return made;
  }

  private long measure(TokenShape shape) {
    Arena measuring = Arena.measuring(dataType);
    LayerContext context = context(measuring, shape);
    layerConf().operation(context);
    if (context.trains()) {
      inputGradient(layerConf(), measuring, shape);
    }
    return measuring.used();
  }

  private LayerContext context(Arena memory, TokenShape shape) {
    return new LayerContext(
        kernels(),
        memory,
        shape,
        matrices(params),
        gradientViews == null ? Map.of() : matrices(gradientViews),
        layerConf().getLayerName(),
        conf.getSeed());
  }

  private static Map<String, Matrix> matrices(Map<String, INDArray> arrays) {
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    arrays.forEach((name, array) -> matrices.put(name, Matrix.of(array)));
    return matrices;
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    super.setParamTable(table);
    programs.clear();
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    super.setBackpropGradientsViewArray(gradients);
    parameterGradients = null;
    programs.clear();
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /** As DL4J has it, without looking up every parameter by name at every step for nothing. */
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
