package org.kvsweep.layer;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The function of a layer for one shape of its inputs, with the arrays of its results. */
final class BoundLayer {
  private final KernelLayer layer;
  private final Shapes shapes;
  private final LayerContext context;
  private final Operation operation;
  private final Matrix inputGradient;
  private Matrix output;
  private INDArray outputArray;
  private INDArray inputGradientArray;
  private INDArray[] sideGradientArrays;

  /** The shapes that a layer is bound to: the tokens, and what the further inputs look like. */
  record Shapes(TokenShape tokens, List<SideShape> sides) {
    Shapes {
      sides = List.copyOf(sides);
    }
  }

  BoundLayer(KernelLayer layer, Shapes shapes, Arena arena, LayerContext context) {
    this.layer = layer;
    this.shapes = shapes;
    this.context = context;
    this.operation = layer.operation(context);
    boolean wanted = context.trains() && layer.getNIn() > 0 && layer.differentiableInput();
    this.inputGradient = wanted ? arena.matrix(shapes.tokens().rows(), (int) layer.getNIn()) : null;
  }

  /** The further inputs; the first of them have gradients where a backward pass may come. */
  static List<SideInput> sideInputs(KernelLayer layer, Shapes shapes, Arena arena, boolean trains) {
    List<SideInput> inputs = new ArrayList<>();
    for (SideShape shape : shapes.sides()) {
      boolean wanted = trains && inputs.size() < layer.differentiableSideInputs();
      inputs.add(new SideInput(shape, wanted ? arena.matrix(shape.rows(), shape.columns()) : null));
    }
    return inputs;
  }

  Operation operation() {
    return operation;
  }

  LayerContext context() {
    return context;
  }

  Matrix forward(Matrix x) {
    return operation.forward(x);
  }

  void backward(Matrix dy) {
    operation.backward(dy, inputGradient);
  }

  /** The array that stands outside for what {@link #forward} gave. */
  INDArray outputArray(Matrix y) {
    if (output != y) {
      output = y;
      outputArray = y.shaped(layer.outputShape(shapes.tokens(), y.columns()));
    }
    return outputArray;
  }

  /** The gradient for the layer before, or null: [B, T, in]. */
  INDArray inputGradientArray() {
    if (inputGradientArray == null && inputGradient != null) {
      TokenShape tokens = shapes.tokens();
      inputGradientArray =
          inputGradient.shaped(tokens.batch(), tokens.tokens(), inputGradient.columns());
    }
    return inputGradientArray;
  }

  /** The gradients of the further inputs, in the shapes of these; null for those without. */
  INDArray[] sideGradientArrays(INDArray[] inputs) {
    if (sideGradientArrays == null) {
      sideGradientArrays = new INDArray[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        Matrix gradient = context.sideInput(i).gradient();
        sideGradientArrays[i] = gradient == null ? null : gradient.shaped(inputs[i].shape());
      }
    }
    return sideGradientArrays;
  }
}
