package org.kvsweep.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link KernelVertex} at work. */
@SuppressWarnings("overrides") // DL4J declares one of its methods with and without varargs
final class KernelVertexRuntime extends LayerVertex {
  private static final long serialVersionUID = 1L;

  private final LayerRuntime runtime;

  KernelVertexRuntime(
      ComputationGraph graph,
      String name,
      int index,
      LayerRuntime layer,
      boolean output,
      DataType type) {
    super(graph, name, index, layer, null, output, type);
    runtime = layer;
  }

  @Override
  public void setInput(int number, INDArray input, LayerWorkspaceMgr workspaces) {
    if (number == 0) {
      super.setInput(number, input, workspaces);
    } else {
      inputs[number] = input;
      runtime.setSideInput(number - 1, inputs.length - 1, input);
    }
  }

  /** The gradients of all inputs. */
  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    Pair<Gradient, INDArray[]> first = super.doBackward(truncated, workspaces);
    INDArray[] all = new INDArray[inputs.length];
    all[0] = first.getSecond()[0];
    System.arraycopy(runtime.sideGradients(), 0, all, 1, all.length - 1);
    return new Pair<>(first.getFirst(), all);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
