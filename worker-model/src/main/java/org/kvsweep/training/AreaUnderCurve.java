package org.kvsweep.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The area under the ROC curve of two classes: the share of pairs, one example of each class, in
 * which the second class gets the higher prediction. Equal predictions count as half (Mann and
 * Whitney, 1947), so that the order of the examples does not matter.
 */
final class AreaUnderCurve {
  private final List<Example> examples = new ArrayList<>();

  private record Example(float predicted, boolean second) {}

  /**
   * Adds a batch.
   *
   * @param labels [B, C] or [B, C, T]; of the C classes, the last is the second class
   * @param predicted probabilities, as the labels
   */
  void add(INDArray labels, INDArray predicted) {
    float[] second = last(labels);
    float[] probabilities = last(predicted);
    for (int i = 0; i < second.length; i++) {
      examples.add(new Example(probabilities[i], second[i] > 0.5f));
    }
  }

  private static float[] last(INDArray classes) {
    return classes.slice(classes.size(1) - 1, 1).ravel().toFloatVector();
  }

  /** Returns the area; NaN where one of the classes is missing. */
  double value() {
    examples.sort(Comparator.comparingDouble(Example::predicted));
    long below = 0; // of the first class, with lower predictions
    long seconds = 0;
    long halves = 0;
    int from = 0;
    while (from < examples.size()) {
      int to = from;
      long equalSeconds = 0;
      float predicted = examples.get(from).predicted;
      while (to < examples.size() && Float.compare(examples.get(to).predicted, predicted) == 0) {
        equalSeconds += examples.get(to).second ? 1 : 0;
        to++;
      }
      long equalFirsts = to - from - equalSeconds;
      halves += equalSeconds * (2 * below + equalFirsts);
      below += equalFirsts;
      seconds += equalSeconds;
      from = to;
    }
    return halves / (2.0 * below * seconds);
  }
}
