package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Residual and layer norm in ND4J's own operations. */
final class Nd4jNorm {
  private static final double EPSILON = 1e-5;

  private Nd4jNorm() {}

  static void forward(
      Matrix x,
      Matrix residual,
      Dropout dropout,
      Matrix gain,
      Matrix bias,
      Matrix sum,
      Matrix moments,
      Matrix y) {
    INDArray s = x.view();
    if (residual != null) {
      INDArray added = residual.view().dup('c');
      Nd4jDropout.drop(dropout, added);
      s = sum.view().assign(added.addi(x.view()));
    }
    INDArray mean = s.mean(true, 1);
    INDArray centred = s.subColumnVector(mean);
    INDArray variance = centred.mul(centred).mean(true, 1);
    INDArray inverse = Transforms.sqrt(variance.addi(EPSILON)).rdivi(1);
    moments.columns(0, 1).view().assign(mean);
    moments.columns(1, 1).view().assign(inverse);
    y.view()
        .assign(
            centred
                .muliColumnVector(inverse)
                .muliRowVector(gain.view())
                .addiRowVector(bias.view()));
  }

  static void backward(
      Matrix sum,
      Matrix moments,
      Matrix gain,
      Dropout dropout,
      Matrix dy,
      Matrix dSum,
      Matrix dx,
      Matrix dResidual,
      Matrix dGain,
      Matrix dBias) {
    INDArray mean = moments.columns(0, 1).view().dup();
    INDArray inverse = moments.columns(1, 1).view().dup();
    INDArray normal = sum.view().subColumnVector(mean).muliColumnVector(inverse);
    dGain.view().assign(dy.view().mul(normal).sum(true, 0));
    dBias.view().assign(dy.view().sum(true, 0));
    INDArray dNormal = dy.view().mulRowVector(gain.view());
    INDArray along = dNormal.mul(normal).mean(true, 1);
    INDArray gradient =
        dNormal
            .subColumnVector(dNormal.mean(true, 1))
            .subi(normal.mulColumnVector(along))
            .muliColumnVector(inverse);
    if (dSum != null) {
      gradient.addi(dSum.view());
    }
    dx.view().assign(gradient);
    if (dResidual != null) {
      Nd4jDropout.drop(dropout, gradient);
      dResidual.view().assign(gradient);
    }
  }
}
