package org.kvsweep.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.random.RandomStream;

/** The kernels, memory, parameters and random choices that the operations of a layer share. */
public final class LayerContext {
  private final Kernels kernels;
  private final Arena arena;
  private final TokenShape shape;
  private final Map<String, Matrix> parameters;
  private final Map<String, Matrix> gradients;
  private final List<SideInput> sideInputs;
  private final String layer;
  private final long seed;
  private final List<Dropout> dropouts;

  /**
   * @param parameters by name
   * @param gradients by name; null where no backward pass will come
   * @param sideInputs the inputs beside the first
   * @param layer the name of the layer, which its random choices depend on
   */
  LayerContext(
      Kernels kernels,
      Arena arena,
      TokenShape shape,
      Map<String, Matrix> parameters,
      Map<String, Matrix> gradients,
      List<SideInput> sideInputs,
      String layer,
      long seed) {
    this(kernels, arena, shape, parameters, gradients, sideInputs, layer, seed, new ArrayList<>());
  }

  private LayerContext(
      Kernels kernels,
      Arena arena,
      TokenShape shape,
      Map<String, Matrix> parameters,
      Map<String, Matrix> gradients,
      List<SideInput> sideInputs,
      String layer,
      long seed,
      List<Dropout> dropouts) {
    this.kernels = kernels;
    this.arena = arena;
    this.shape = shape;
    this.parameters = parameters;
    this.gradients = gradients;
    this.sideInputs = List.copyOf(sideInputs);
    this.layer = layer;
    this.seed = seed;
    this.dropouts = dropouts;
  }

  /** The same context for operations on so many rows an example. */
  public LayerContext withTokens(int tokens) {
    TokenShape other = new TokenShape(shape.batch(), tokens);
    return new LayerContext(
        kernels, arena, other, parameters, gradients, sideInputs, layer, seed, dropouts);
  }

  /** A context for finding out how much memory a training layer takes. */
  static LayerContext measuring(KernelLayer layer, Arena arena, BoundLayer.Shapes shapes) {
    Map<String, Matrix> parameters = new HashMap<>();
    Arena elsewhere = Arena.measuring(arena.type());
    for (ParameterSpec parameter : layer.parameters()) {
      parameters.put(parameter.name(), elsewhere.matrix(parameter.rows(), parameter.columns()));
    }
    List<SideInput> sideInputs = BoundLayer.sideInputs(layer, shapes, arena, true);
    return new LayerContext(
        null, arena, shapes.tokens(), parameters, parameters, sideInputs, "", 0);
  }

  public Kernels kernels() {
    return kernels;
  }

  public TokenShape shape() {
    return shape;
  }

  /** True if a backward pass may come, so that buffers for it are needed. */
  public boolean trains() {
    return gradients != null;
  }

  public Matrix parameter(String name) {
    return parameters.get(name);
  }

  /**
   * Returns the matrix for the gradient of that parameter; null where no backward pass will come.
   */
  public Matrix gradient(String name) {
    return trains() ? gradients.get(name) : null;
  }

  /**
   * One of the inputs beside the first.
   *
   * @param index from 0
   */
  public SideInput sideInput(int index) {
    return sideInputs.get(index);
  }

  /** A buffer for activations. */
  public Matrix buffer(int rows, int columns) {
    return arena.matrix(rows, columns);
  }

  /** A buffer for gradients; null where no backward pass will come. */
  public Matrix gradientBuffer(int rows, int columns) {
    return trains() ? arena.matrix(rows, columns) : null;
  }

  /** A matrix with these rows, which is only read. */
  public Matrix constant(double[][] rows) {
    return arena.constant(rows);
  }

  /** A dropout of its own random stream. */
  public Dropout dropout(String site, double rate) {
    Dropout dropout = new Dropout(rate, RandomStream.key(seed, "dropout/" + layer + "/" + site, 0));
    dropouts.add(dropout);
    return dropout;
  }

  void begin(long step, boolean training) {
    for (int i = 0; i < dropouts.size(); i++) {
      dropouts.get(i).begin(step, training);
    }
  }
}
