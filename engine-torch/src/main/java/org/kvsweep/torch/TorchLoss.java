package org.kvsweep.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Score;

/**
 * Softmax cross-entropy of a batch against class ids, smoothed as {@link LabelSmoothing} says.
 *
 * @param rows N
 * @param losses [N], what training minimises the mean of
 * @param surprises [N], -ln of the probability of the label; 0 in rows that do not count
 * @param correct [N], true where the largest logit is the label's and the row counts
 * @param counted [N], true where the label is not padding
 */
record TorchLoss(long rows, Tensor losses, Tensor surprises, Tensor correct, Tensor counted) {

  /**
   * The loss.
   *
   * @param logits [N, classes]
   * @param labels N whole numbers
   */
  static TorchLoss of(Tensor logits, Tensor labels, LabelSmoothing smoothing) {
    Tensor ids = labels.view(-1).to(ScalarType.Long); // [N]
    Tensor logs = torch.log_softmax(logits, -1); // [N, classes]
    Tensor right = logs.gather(1, ids.unsqueeze(1)).squeeze(1); // [N]
    Tensor counted = ids.ne(new Scalar((long) smoothing.padding()));
    Tensor best = logits.argmax(new LongOptional(1), false).eq(ids).logical_and(counted);
    long classes = logits.size(1);
    Tensor weight = counted.to(logs.scalar_type());
    Tensor surprises = right.neg().mul(weight);
    Tensor losses =
        smoothing.rate() == 0
            ? surprises
            : smoothed(logs, right, smoothing, (int) classes).mul(weight);
    return new TorchLoss(ids.size(0), losses, surprises, best, counted);
  }

  /** The divergence from labels that leave the same probability to every wrong class. */
  private static Tensor smoothed(Tensor logs, Tensor right, LabelSmoothing smoothing, int classes) {
    double share = smoothing.share(classes);
    Tensor all = logs.sum(1);
    if (smoothing.padding() >= 0) {
      all = all.sub(logs.select(1, smoothing.padding()));
    }
    return right
        .mul(new Scalar(-(1 - smoothing.rate() - share)))
        .sub(all, new Scalar(share))
        .add(new Scalar(smoothing.negativeEntropy(classes)));
  }

  /** The mean over all rows, a scalar. */
  Tensor mean() {
    return losses.sum().div(new Scalar((double) rows));
  }

  /** The sums over the rows, in double. */
  Score score() {
    TensorVector sums = new TensorVector(sum(losses), sum(surprises), sum(correct), sum(counted));
    Tensor together = torch.stack(sums); // one wait for a GPU
    if (together.is_cuda()) {
      together = together.cpu();
    }
    double[] values = new double[4];
    for (int i = 0; i < values.length; i++) {
      values[i] = together.select(0, i).item_double();
    }
    return new Score(values[0], rows, values[1], Math.round(values[2]), Math.round(values[3]));
  }

  private static Tensor sum(Tensor byRow) {
    return byRow.detach().to(ScalarType.Double).sum();
  }
}
