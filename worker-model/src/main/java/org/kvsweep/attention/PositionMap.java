package org.kvsweep.attention;

import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.LayerContext;

/**
 * The effect of the learned weights w of the position channels on the scores: S becomes Σw·S + g,
 * where g has a number for each source. {@link PositionGrid} says why that is all.
 */
final class PositionMap {
  private final LayerContext context;
  private final Matrix weight; // [maps, m]
  private final Matrix dWeight;
  private final Matrix dBias;
  private final Matrix basis; // [m, S + 1]
  private final Matrix map; // [maps, S + 1]
  private final Matrix gradient;
  private final Dropout none = Dropout.none();

  PositionMap(LayerContext context, String name, int channels, int sources) {
    this.context = context;
    this.weight = context.parameter(name + ".W");
    this.dWeight = context.gradient(name + ".W");
    this.dBias = context.gradient(name + ".b");
    this.basis = context.constant(PositionGrid.basis(channels, sources));
    this.map = context.buffer(weight.rows(), sources + 1);
    this.gradient = context.gradientBuffer(weight.rows(), sources + 1);
  }

  /** The map of a configuration, null for the variants without. */
  static PositionMap of(LayerContext context, String name, AttentionConfig config, int sources) {
    return config.variant().hasPosition()
        ? new PositionMap(context, name + ".position", config.positionChannels(), sources)
        : null;
  }

  /** The map, [maps, S + 1]: what is added by source, g, then the factor of the scores, Σw. */
  Matrix map() {
    return map;
  }

  /** Returns the matrix for the gradient of {@link #map}, to be filled before {@link #backward}. */
  Matrix gradient() {
    return gradient;
  }

  void forward() {
    context.kernels().linear(weight, basis, null, Activation.IDENTITY, none, map);
  }

  void backward() {
    context
        .kernels()
        .linearBackward(
            weight,
            basis,
            Activation.IDENTITY,
            none,
            map,
            gradient,
            dWeight,
            Update.SET,
            null,
            null);
    for (int map = 0; map < dBias.columns(); map++) {
      dBias.view().putScalar(map, 0);
    }
  }
}
