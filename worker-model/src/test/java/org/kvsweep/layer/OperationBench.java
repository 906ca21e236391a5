package org.kvsweep.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Memory, parameters and gradients for operations that run outside of a network. */
public final class OperationBench {
  private static final int SEED = 5;
  private static final long ELEMENTS = 200_000;

  private final Map<String, Matrix> parameters = new LinkedHashMap<>();
  private final Map<String, Matrix> gradients = new LinkedHashMap<>();
  private final RandomGenerator random = RandomStream.of(SEED, "bench", 0);
  private final DataType type;
  private final Arena arena;
  private final LayerContext context;

  /** A bench whose parameters are random, all of them, and whose gradients are NaN. */
  public OperationBench(
      Kernels kernels, DataType type, TokenShape shape, List<ParameterSpec> specs) {
    this.type = type;
    this.arena = Arena.of(type, ELEMENTS);
    for (ParameterSpec spec : specs) {
      parameters.put(spec.name(), random(spec.rows(), spec.columns()));
      INDArray gradient = Nd4j.create(type, spec.rows(), spec.columns()).assign(Double.NaN);
      gradients.put(spec.name(), Matrix.of(gradient));
    }
    this.context =
        new LayerContext(kernels, arena, shape, parameters, gradients, List.of(), "bench", SEED);
  }

  public LayerContext context() {
    return context;
  }

  public Matrix parameter(String name) {
    return parameters.get(name);
  }

  public Matrix gradient(String name) {
    return gradients.get(name);
  }

  /** Elements that operations have taken so far, constants included. */
  long used() {
    return arena.used() + arena.constants();
  }

  /** A matrix of its own memory, uniform from -1 to 1. */
  public Matrix random(int rows, int columns) {
    double[] values = random.doubles((long) rows * columns, -1, 1).toArray();
    return Matrix.of(Nd4j.createFromArray(values).reshape(rows, columns).castTo(type));
  }

  /** Starts a step, which decides what is dropped. */
  public void begin(long step) {
    context.begin(step, true);
  }
}
