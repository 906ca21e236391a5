package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Score;

/** Softmax cross-entropy against smoothed labels, row by row, while the row is in cache. */
final class CrossEntropy {
  private final ElementLoops loops;
  private final LabelSmoothing smoothing;
  private final int classes;
  private final int rows;
  private final double share;
  private double loss;
  private double surprise;
  private long correct;
  private long counted;
  private float sum;

  CrossEntropy(ElementLoops loops, LabelSmoothing smoothing, int classes, int rows) {
    this.loops = loops;
    this.smoothing = smoothing;
    this.classes = classes;
    this.rows = rows;
    this.share = smoothing.share(classes);
  }

  /**
   * Takes a row of logits into the score.
   *
   * @param at float where they begin
   * @param to gets their exponentials, from float {@code toAt} on; may be where they are
   */
  void add(ByteBuffer logits, int at, int label, ByteBuffer to, int toAt) {
    if (label == smoothing.padding()) {
      return;
    }
    float right = number(logits, at + label);
    float largest = loops.largest(logits, at, classes);
    correct += right == largest && isFirst(logits, at, label) ? 1 : 0;
    counted++;
    double wrong = share == 0 ? 0 : sumOfWrong(logits, at, right);
    sum = loops.exponentials(logits, at, classes, largest, to, toAt);
    double logOfSum = largest + StrictMath.log(sum);
    surprise += logOfSum - right;
    loss += share == 0 ? logOfSum - right : divergence(logOfSum, right, wrong);
  }

  /** True if no class before has the logit of the label. */
  private static boolean isFirst(ByteBuffer logits, int at, int label) {
    float value = number(logits, at + label);
    for (int i = at; i < at + label; i++) {
      if (number(logits, i) == value) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the logits of the classes that get a share of the label. */
  private double sumOfWrong(ByteBuffer logits, int at, float right) {
    float padding = smoothing.padding() < 0 ? 0 : number(logits, at + smoothing.padding());
    return (double) loops.sum(logits, at, classes) - right - padding;
  }

  /** The divergence of the probabilities from the label. */
  private double divergence(double logOfSum, double right, double wrong) {
    double wrongClasses = classes - (smoothing.padding() < 0 ? 1 : 2);
    return smoothing.negativeEntropy(classes)
        + (1 - smoothing.rate()) * (logOfSum - right)
        + share * (wrongClasses * logOfSum - wrong);
  }

  /** Makes the exponentials of the row added last its gradient: (probability - label) / rows. */
  void toGradient(ByteBuffer e, int at, int label) {
    if (label == smoothing.padding()) {
      for (int i = at; i < at + classes; i++) {
        e.putFloat(i * Float.BYTES, 0);
      }
      return;
    }
    loops.scaleAndShift(e, at, classes, 1 / (sum * rows), (float) (-share / rows));
    add(e, at + label, (share - (1 - smoothing.rate())) / rows);
    if (smoothing.padding() >= 0) {
      add(e, at + smoothing.padding(), share / rows);
    }
  }

  private static float number(ByteBuffer values, int index) {
    return values.getFloat(index * Float.BYTES);
  }

  private static void add(ByteBuffer values, int index, double value) {
    values.putFloat(index * Float.BYTES, (float) (number(values, index) + value));
  }

  Score score() {
    return new Score(loss, rows, surprise, correct, counted);
  }
}
