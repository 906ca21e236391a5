package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The kernels in ND4J's own operations, in float or double, on whatever backend is loaded. Plain
 * rather than fast: what other kernels are tested against.
 */
public final class Nd4jKernels implements Kernels {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void linear(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y) {
    product(x.view(), weight.view(), y);
    if (bias != null) {
      y.view().addiRowVector(bias.view());
    }
    activate(activation, dropout, y);
  }

  @Override
  public void linearBackward(
      Matrix x,
      Matrix weight,
      Activation activation,
      Dropout dropout,
      Matrix y,
      Matrix dy,
      Matrix dx,
      Update update,
      Matrix dWeight,
      Matrix dBias) {
    activateBackward(activation, dropout, y, dy);
    if (dWeight != null) {
      product(x.view().transpose(), dy.view(), dWeight);
    }
    if (dBias != null) {
      dBias.view().assign(dy.view().sum(true, 0));
    }
    if (dx != null) {
      INDArray transposed = weight.view().transpose();
      switch (update) {
        case SET -> product(dy.view(), transposed, dx);
        case ADD -> dx.view().addi(dy.view().mmul(transposed));
      }
    }
  }

  @Override
  public void activate(Activation activation, Dropout dropout, Matrix y) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> Transforms.relu(y.view(), false);
    }
    Nd4jDropout.drop(dropout, y.view());
  }

  @Override
  public void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy) {
    Nd4jDropout.drop(dropout, dy.view());
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> dy.view().muli(y.view().gt(0).castTo(dy.type()));
    }
  }

  /**
   * c = a·b. ND4J multiplies into column-major memory only; the transpose of a row-major matrix is
   * column-major, so cᵀ = bᵀ·aᵀ needs no copy.
   */
  private static void product(INDArray a, INDArray b, Matrix c) {
    if (c.dense() && c.rows() > 1 && c.columns() > 1) {
      b.transpose().mmuli(a.transpose(), c.view().transpose());
    } else {
      c.view().assign(a.mmul(b));
    }
  }

  @Override
  public void attention(AttentionOperands o) {
    Nd4jAttention.forward(o);
  }

  @Override
  public void attentionBackward(AttentionOperands o, Matrix dOutput) {
    Nd4jAttention.backward(o, dOutput);
  }

  @Override
  public void addNorm(
      Matrix x,
      Matrix residual,
      Dropout dropout,
      Matrix gain,
      Matrix bias,
      Matrix sum,
      Matrix moments,
      Matrix y) {
    Nd4jNorm.forward(x, residual, dropout, gain, bias, sum, moments, y);
  }

  @Override
  public void addNormBackward(
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
    Nd4jNorm.backward(sum, moments, gain, dropout, dy, dSum, dx, dResidual, dGain, dBias);
  }

  @Override
  public void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    Nd4jTokens.embed(ids, table, scale, bias, positions, y);
  }

  @Override
  public void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    Nd4jTokens.embedBackward(ids, dy, dTable, scale, dBias, dPositions);
  }

  @Override
  public void lengths(Matrix ids, int padding, Matrix lengths) {
    Nd4jTokens.lengths(ids, padding, lengths);
  }

  @Override
  public void patches(Matrix images, PatchShape shape, Matrix y) {
    Nd4jTokens.patches(images, shape, y);
  }

  @Override
  public void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    Nd4jTokens.prepend(x, first, positions, y);
  }

  @Override
  public void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    Nd4jTokens.prependBackward(dy, dx, dFirst, dPositions);
  }

  @Override
  public Score crossEntropy(
      Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits) {
    return Nd4jCrossEntropy.score(logits, labels, smoothing, dLogits);
  }

  @Override
  public void add(Matrix x, Matrix residual, Dropout dropout, Matrix y) {
    INDArray added = residual.view().dup('c');
    Nd4jDropout.drop(dropout, added);
    y.view().assign(added.addi(x.view()));
  }

  @Override
  public void drop(Matrix x, Dropout dropout, Matrix y) {
    y.view().assign(x.view());
    Nd4jDropout.drop(dropout, y.view());
  }

  @Override
  public void transpose(Matrix x, Matrix y) {
    y.view().assign(x.view().transpose());
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    INDArray in = x.view().dup('c');
    INDArray phi = Nd4j.getExecutioner().exec(new Erf(in.mul(Math.sqrt(0.5)))).addi(1).muli(0.5);
    y.view().assign(in.mul(phi));
    INDArray density = Transforms.exp(in.mul(in).muli(-0.5), false).divi(Math.sqrt(2 * Math.PI));
    x.view().assign(phi.addi(in.muli(density)));
  }

  @Override
  public void geluBackward(Matrix slope, Matrix dy) {
    dy.view().muli(slope.view());
  }

  @Override
  public double sumOfSquares(Matrix x) {
    double norm = x.view().norm2Number().doubleValue();
    return norm * norm;
  }

  @Override
  public void adam(
      AdamStep step, Matrix parameters, Matrix gradients, Matrix first, Matrix second) {
    INDArray g = gradients.view().mul(step.gradientScale());
    INDArray p = parameters.view();
    p.muli(1 - step.learningRate() * step.weightDecay());
    INDArray m = first.view().muli(step.beta1()).addi(g.mul(1 - step.beta1()));
    INDArray v = second.view().muli(step.beta2()).addi(g.muli(g).muli(1 - step.beta2()));
    INDArray root = Transforms.sqrt(v.div(step.secondCorrection()), false).addi(step.epsilon());
    p.subi(m.div(root).muli(step.learningRate() / step.firstCorrection()));
  }
}
