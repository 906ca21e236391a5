package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Target;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Scores a network by its own loss and by Deeplearning4j's classes of evaluation. */
final class Dl4jScorer implements Learner.Scorer {
  private final ComputationGraph network;
  private final Target target;
  private final Batches batches;

  Dl4jScorer(ComputationGraph network, Examples examples, Target target, int batchSize) {
    this.network = network;
    this.target = target;
    this.batches = new Batches(examples, batchSize);
  }

  /** The measurement of the network as it is now: of one that diverged, a loss that is NaN. */
  @Override
  public Measurement measure() {
    double[] lossSum = {0};
    long[] rows = {0};
    List<IEvaluation<?>> evaluations = new ArrayList<>();
    AreaUnderCurve curve = new AreaUnderCurve();
    double penalty = network.calcRegularizationScore(true);
    batches.forEach(
        batch -> {
          double loss = lossSum(batch, penalty);
          INDArray predicted = network.output(false, batch.features())[0];
          // A loss may hide that they are NaN, which Deeplearning4j refuses to evaluate.
          boolean finite = Double.isFinite(predicted.sumNumber().doubleValue());
          lossSum[0] += finite ? loss : Double.NaN;
          rows[0] += batch.size();
          if (Double.isFinite(lossSum[0])) {
            compare(batch.labels(), predicted, evaluations, curve);
          }
        });
    return Double.isFinite(lossSum[0])
        ? measurement(lossSum[0], rows[0], evaluations, curve)
        : Measurement.of(new Score(Double.NaN, 0, rows[0]));
  }

  @Override
  public void close() {
    batches.close();
  }

  private double lossSum(Batch batch, double penalty) {
    INDArray[] labels = {batch.labels()};
    double loss = network.score(new MultiDataSet(batch.features(), labels), false) - penalty;
    return Dl4jLearner.lossSum(network, loss, batch);
  }

  private void compare(
      INDArray labels, INDArray predicted, List<IEvaluation<?>> evaluations, AreaUnderCurve curve) {
    if (evaluations.isEmpty()) {
      evaluations.add(fresh(labels.size(1)));
    }
    evaluations.forEach(evaluation -> evaluation.eval(labels, predicted));
    if (target instanceof Target.Classes && labels.size(1) <= 2) {
      curve.add(labels, predicted);
    }
  }

  private IEvaluation<?> fresh(long columns) {
    return target instanceof Target.Numbers ? new RegressionEvaluation(columns) : new Evaluation();
  }

  private Measurement measurement(
      double lossSum, long rows, List<IEvaluation<?>> evaluations, AreaUnderCurve curve) {
    Map<String, Double> more = new TreeMap<>();
    more.put("auc", curve.value());
    long correct = 0;
    long counted = 0;
    for (IEvaluation<?> evaluation : evaluations) {
      if (evaluation instanceof Evaluation classes) {
        counted = classes.getNumRowCounter();
        correct = Math.round(classes.accuracy() * counted);
        more.put("accuracy", classes.accuracy());
        more.put("f1", f1(classes));
      } else if (evaluation instanceof RegressionEvaluation numbers) {
        double unit = ((Target.Numbers) target).unit();
        more.put("rmse", unit * numbers.averagerootMeanSquaredError());
        more.put("mae", unit * numbers.averageMeanAbsoluteError());
        more.put("r2", numbers.averageRSquared());
      }
    }
    // Of one class alone there is no curve, of one number no variance.
    more.values().removeIf(value -> !Double.isFinite(value));
    return new Measurement(new Score(lossSum, rows, lossSum, correct, counted), more);
  }

  /**
   * Returns F1 of the second of two classes, else the mean over the classes that occur.
   * Deeplearning4j's mean leaves out those that are never predicted.
   */
  private static double f1(Evaluation classes) {
    int count = classes.getConfusionMatrix().getClasses().size();
    return count <= 2
        ? classes.f1()
        : IntStream.range(0, count)
            .filter(one -> classes.classCount(one) > 0)
            .mapToDouble(classes::f1)
            .average()
            .orElse(Double.NaN);
  }
}
