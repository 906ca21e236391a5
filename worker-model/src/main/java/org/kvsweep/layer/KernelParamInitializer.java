package org.kvsweep.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.kvsweep.kernel.ArrayMemory;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Lays the parameters of a {@link KernelLayer} one behind the other, each row by row. */
final class KernelParamInitializer implements ParamInitializer {
  static final KernelParamInitializer INSTANCE = new KernelParamInitializer();

  private KernelParamInitializer() {}

  private static List<ParameterSpec> parameters(Layer layer) {
    return ((KernelLayer) layer).parameters();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return ((KernelLayer) layer).parameterCount();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return parameters(layer).stream().map(ParameterSpec::name).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return parameters(layer).stream()
        .filter(ParameterSpec::weight)
        .map(ParameterSpec::name)
        .toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return parameters(layer).stream()
        .filter(parameter -> !parameter.weight())
        .map(ParameterSpec::name)
        .toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String name) {
    return weightKeys(layer).contains(name);
  }

  @Override
  public boolean isBiasParam(Layer layer, String name) {
    return biasKeys(layer).contains(name);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray vector, boolean initialize) {
    Map<String, INDArray> views = views(conf.getLayer(), vector);
    if (initialize) {
      for (ParameterSpec parameter : parameters(conf.getLayer())) {
        String purpose = "weights/" + conf.getLayer().getLayerName() + "/" + parameter.name();
        RandomGenerator random = RandomStream.of(conf.getSeed(), purpose, 0);
        double[] values = new double[Math.toIntExact(parameter.size())];
        for (int i = 0; i < values.length; i++) {
          values[i] = parameter.initial().next(random);
        }
        INDArray view = views.get(parameter.name());
        INDArray drawn = Nd4j.createFromArray(values);
        view.assign(drawn.reshape(view.shape()));
        ArrayMemory.free(drawn);
      }
    }
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray vector) {
    return views(conf.getLayer(), vector);
  }

  private static Map<String, INDArray> views(Layer layer, INDArray vector) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    if (vector == null) {
      return views; // DL4J has none for a layer without parameters
    }
    INDArray flat = vector.reshape(vector.length());
    long from = 0;
    for (ParameterSpec parameter : parameters(layer)) {
      long to = from + parameter.size();
      views.put(
          parameter.name(),
          flat.get(NDArrayIndex.interval(from, to))
              .reshape('c', parameter.rows(), parameter.columns()));
      from = to;
    }
    return views;
  }
}
