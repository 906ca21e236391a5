package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Softmax cross-entropy in ND4J's own operations. */
final class Nd4jCrossEntropy {
  private Nd4jCrossEntropy() {}

  static Score score(Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits) {
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
}
