package org.kvsweep.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Each operation in ND4J's own, in float or double, on whatever backend is loaded. Plain rather
 * than fast: what other kernels are tested against.
 */
public final class Nd4jKernels implements Kernels {
  private static final double NORM_EPSILON = 1e-5;

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
    drop(dropout, y.view());
  }

  @Override
  public void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy) {
    drop(dropout, dy.view());
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

  private static void drop(Dropout dropout, INDArray values) {
    if (dropout.active()) {
      values.muli(dropoutFactors(dropout, values.dataType(), values.shape()));
    }
  }

  private static INDArray dropoutFactors(Dropout dropout, DataType type, long... shape) {
    float[] factors = new float[Math.toIntExact(Nd4j.createUninitialized(type, shape).length())];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = dropout.factor(i);
    }
    INDArray single = Nd4j.createFromArray(factors).reshape(shape);
    // In double the scale has to be exact, and float has rounded it.
    return type == DataType.DOUBLE
        ? single.gt(0).castTo(type).muli(dropout.exactScale())
        : single.castTo(type);
  }

  @Override
  public void attention(AttentionOperands o) {
    AttentionShape s = o.shape();
    INDArray scores = scores(o);
    if (o.position() != null) {
      scores.muli(positionGain(o, scores.dataType()));
      scores.addi(positionBias(o));
    }
    if (s.causal()) {
      scores.addi(causalMask(s, scores.dataType()));
    }
    if (o.lengths() != null) {
      hidePadding(o, scores);
    }
    INDArray weights = softmax(scores);
    o.weights()
        .view()
        .assign(weights.reshape((long) s.batch() * s.heads() * s.targets(), s.sources()));
    drop(o.dropout(), weights);
    INDArray output = Nd4j.matmul(weights, split(o.value(), s, s.sources())); // [B, H, T, K]
    merge(output, s, o.output());
  }

  @Override
  public void attentionBackward(AttentionOperands o, Matrix dOutput) {
    AttentionShape s = o.shape();
    INDArray weights = perHead(o.weights(), s);
    INDArray dHeads = split(dOutput, s, s.targets());
    INDArray dropped = weights.dup();
    drop(o.dropout(), dropped);
    merge(Nd4j.matmul(dropped, dHeads, true, false, false), s, o.gradients().value());
    INDArray dWeights = Nd4j.matmul(dHeads, split(o.value(), s, s.sources()), false, true, false);
    drop(o.dropout(), dWeights);
    INDArray rowSums = dWeights.mul(weights).sum(true, 3);
    INDArray dScores =
        dWeights.sub(rowSums.broadcast(dWeights.shape())).mul(weights); // [B, H, T, S]
    if (o.position() != null) {
      positionGradient(o, dScores);
      dScores.muli(positionGain(o, dScores.dataType()));
    }
    dScores.divi(s.scale());
    INDArray dQuery = Nd4j.matmul(dScores, split(o.key(), s, s.sources()));
    INDArray dKey = Nd4j.matmul(dScores, split(o.query(), s, s.targets()), true, false, false);
    if (o.keyIsQuery()) {
      merge(dQuery.add(dKey), s, o.gradients().key());
    } else {
      merge(dQuery, s, o.gradients().query());
      merge(dKey, s, o.gradients().key());
    }
  }

  private static INDArray scores(AttentionOperands o) {
    AttentionShape s = o.shape();
    return Nd4j.matmul(
            split(o.query(), s, s.targets()), split(o.key(), s, s.sources()), false, true, false)
        .divi(s.scale()); // [B, H, T, S]
  }

  private static INDArray positionGain(AttentionOperands o, DataType type) {
    AttentionShape s = o.shape();
    int maps = o.position().rows();
    INDArray gain = o.position().columns(s.sources(), 1).view().dup().reshape(1, maps, 1, 1);
    return gain.broadcast(Nd4j.createUninitialized(type, headShape(s)));
  }

  private static INDArray positionBias(AttentionOperands o) {
    AttentionShape s = o.shape();
    int maps = o.position().rows();
    INDArray bias = o.position().columns(0, s.sources()).view().dup();
    return bias.reshape(1, maps, 1, s.sources())
        .broadcast(Nd4j.createUninitialized(bias.dataType(), headShape(s)));
  }

  private static void positionGradient(AttentionOperands o, INDArray dScores) {
    AttentionShape s = o.shape();
    Matrix gradient = o.gradients().position();
    INDArray byColumn = dScores.sum(0, 2); // [H, S]
    INDArray byGain = dScores.mul(scores(o)).sum(0, 2, 3); // [H]
    boolean shared = gradient.rows() == 1;
    gradient.columns(0, s.sources()).view().assign(shared ? byColumn.sum(true, 0) : byColumn);
    gradient
        .columns(s.sources(), 1)
        .view()
        .assign(shared ? byGain.sum(true, 0).reshape(1, 1) : byGain.reshape(s.heads(), 1));
  }

  private static INDArray causalMask(AttentionShape s, DataType type) {
    INDArray mask = Nd4j.zeros(type, s.targets(), s.sources());
    for (int target = 0; target < s.targets() - 1 && target < s.sources() - 1; target++) {
      mask.get(NDArrayIndex.point(target), NDArrayIndex.interval(target + 1, s.sources()))
          .assign(Double.NEGATIVE_INFINITY);
    }
    return mask.reshape(1, 1, s.targets(), s.sources())
        .broadcast(Nd4j.createUninitialized(type, headShape(s)));
  }

  private static void hidePadding(AttentionOperands o, INDArray scores) {
    AttentionShape s = o.shape();
    for (int example = 0; example < s.batch(); example++) {
      int seen = s.checkedLength(o.lengths().view().getDouble(example, 0));
      if (seen < s.sources()) {
        scores
            .get(
                NDArrayIndex.point(example),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(seen, s.sources()))
            .assign(Double.NEGATIVE_INFINITY);
      }
    }
  }

  private static INDArray softmax(INDArray scores) {
    INDArray top = scores.max(true, 3);
    INDArray e = Transforms.exp(scores.sub(top.broadcast(scores.shape())), false);
    return e.divi(e.sum(true, 3).broadcast(scores.shape()));
  }

  private static long[] headShape(AttentionShape s) {
    return new long[] {s.batch(), s.heads(), s.targets(), s.sources()};
  }

  private static INDArray perHead(Matrix weights, AttentionShape s) {
    return weights.shaped(headShape(s));
  }

  /** [B·T, H·K] to [B, H, T, K], copied. */
  private static INDArray split(Matrix rows, AttentionShape s, int tokens) {
    return rows.view()
        .dup('c')
        .reshape(s.batch(), tokens, s.heads(), s.headWidth())
        .permute(0, 2, 1, 3)
        .dup('c');
  }

  /** [B, H, T, K] into [B·T, H·K]. */
  private static void merge(INDArray heads, AttentionShape s, Matrix into) {
    into.view().assign(heads.permute(0, 2, 1, 3).dup('c').reshape(into.rows(), s.width()));
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
    INDArray s = x.view();
    if (residual != null) {
      INDArray added = residual.view().dup('c');
      drop(dropout, added);
      s = sum.view().assign(added.addi(x.view()));
    }
    INDArray mean = s.mean(true, 1);
    INDArray centred = s.subColumnVector(mean);
    INDArray variance = centred.mul(centred).mean(true, 1);
    INDArray inverse = Transforms.sqrt(variance.addi(NORM_EPSILON)).rdivi(1);
    moments.columns(0, 1).view().assign(mean);
    moments.columns(1, 1).view().assign(inverse);
    y.view()
        .assign(
            centred
                .muliColumnVector(inverse)
                .muliRowVector(gain.view())
                .addiRowVector(bias.view()));
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
      drop(dropout, gradient);
      dResidual.view().assign(gradient);
    }
  }

  @Override
  public void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    int tokens = ids.columns();
    int[] rows = ClassIds.checked(ids, table.rows());
    INDArray picked = table.view().dup('c').getRows(rows).muli(scale);
    if (bias != null) {
      picked.addiRowVector(bias.view());
    }
    y.view().assign(picked);
    for (int example = 0; example < ids.rows(); example++) {
      y.rows(example * tokens, tokens).view().addi(positions.rows(0, tokens).view());
    }
  }

  @Override
  public void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    int[] rows = ClassIds.checked(ids, dTable.rows());
    dTable.view().assign(0);
    for (int row = 0; row < rows.length; row++) {
      dTable.view().getRow(rows[row]).addi(dy.view().getRow(row).mul(scale));
    }
    if (dPositions != null) {
      dPositions.view().assign(0);
      for (int row = 0; row < rows.length; row++) {
        dPositions.view().getRow(row % ids.columns()).addi(dy.view().getRow(row));
      }
    }
    if (dBias != null) {
      dBias.view().assign(dy.view().sum(true, 0));
    }
  }

  @Override
  public void add(Matrix x, Matrix residual, Dropout dropout, Matrix y) {
    INDArray added = residual.view().dup('c');
    drop(dropout, added);
    y.view().assign(added.addi(x.view()));
  }

  @Override
  public void drop(Matrix x, Dropout dropout, Matrix y) {
    y.view().assign(x.view());
    drop(dropout, y.view());
  }

  @Override
  public void transpose(Matrix x, Matrix y) {
    y.view().assign(x.view().transpose());
  }

  @Override
  public void lengths(Matrix ids, int padding, Matrix lengths) {
    for (int example = 0; example < ids.rows(); example++) {
      int length = ids.columns();
      while (length > 0 && ids.view().getDouble(example, length - 1) == padding) {
        length--;
      }
      lengths.view().putScalar(example, 0, length);
    }
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
  public void patches(Matrix images, PatchShape shape, Matrix y) {
    int side = shape.image() / shape.patch();
    long count = y.rows() / shape.count();
    INDArray grid =
        images.shaped(count, shape.channels(), side, shape.patch(), side, shape.patch());
    INDArray cut = grid.permute(0, 2, 4, 3, 5, 1).dup('c');
    y.view().assign(cut.reshape(y.rows(), shape.size()));
  }

  @Override
  public void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    int tokens = positions.rows();
    for (int example = 0; example < y.rows() / tokens; example++) {
      Matrix own = y.rows(example * tokens, tokens);
      own.rows(0, 1).view().assign(first.view());
      own.rows(1, tokens - 1).view().assign(x.rows(example * (tokens - 1), tokens - 1).view());
      own.view().addi(positions.view());
    }
  }

  @Override
  public void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    int tokens = dPositions.rows();
    dPositions.view().assign(0);
    for (int example = 0; example < dy.rows() / tokens; example++) {
      Matrix own = dy.rows(example * tokens, tokens);
      dx.rows(example * (tokens - 1), tokens - 1).view().assign(own.rows(1, tokens - 1).view());
      dPositions.view().addi(own.view());
    }
    dFirst.view().assign(dPositions.rows(0, 1).view());
  }

  @Override
  public Score crossEntropy(
      Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits) {
    int[] right = ClassIds.checked(labels, logits.columns());
    INDArray targets = targets(right, smoothing, logits);
    INDArray shifted = logits.view().subColumnVector(logits.view().max(true, 1));
    INDArray e = Transforms.exp(shifted, true);
    INDArray sums = e.sum(true, 1);
    INDArray logs = shifted.subiColumnVector(Transforms.log(sums, true)); // ln of probabilities
    INDArray losses = targets.mul(logs).sum(1);
    int[] best = logits.view().argMax(1).toIntVector();
    Score score = new Score(0, right.length, 0, 0, 0);
    for (int row = 0; row < right.length; row++) {
      if (right[row] != smoothing.padding()) {
        double loss = smoothing.negativeEntropy(logits.columns()) - losses.getDouble(row);
        double surprise = -logs.getDouble(row, right[row]);
        score = score.plus(new Score(loss, 0, surprise, best[row] == right[row] ? 1 : 0, 1));
      }
    }
    if (dLogits != null) {
      // A row of targets that counts adds up to 1, and one of padding to 0.
      INDArray probabilities = e.diviColumnVector(sums).muliColumnVector(targets.sum(true, 1));
      dLogits.view().assign(probabilities.subi(targets).divi(right.length));
    }
    return score;
  }

  /** The probability that each class shall get, row by row. */
  private static INDArray targets(int[] right, LabelSmoothing smoothing, Matrix logits) {
    int classes = logits.columns();
    INDArray targets = Nd4j.zeros(logits.type(), right.length, classes);
    for (int row = 0; row < right.length; row++) {
      if (right[row] != smoothing.padding()) {
        targets.getRow(row).assign(smoothing.share(classes));
        if (smoothing.padding() >= 0) {
          targets.putScalar(row, smoothing.padding(), 0);
        }
        targets.putScalar(row, right[row], 1 - smoothing.rate());
      }
    }
    return targets;
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
