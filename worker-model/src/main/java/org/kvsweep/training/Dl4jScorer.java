package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Target;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.ROC;
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

  @Override
  public Measurement measure() {
    double[] lossSum = {0};
    long[] rows = {0};
    List<IEvaluation<?>> evaluations = new ArrayList<>();
    double penalty = network.calcRegularizationScore(true);
    batches.forEach(
        batch -> {
          INDArray[] labels = {batch.labels()};
          double loss = network.score(new MultiDataSet(batch.features(), labels), false) - penalty;
          lossSum[0] += Dl4jLearner.lossSum(network, loss, batch);
          rows[0] += batch.size();
          INDArray predicted = network.output(false, batch.features())[0];
          if (evaluations.isEmpty()) {
            evaluations.addAll(fresh(batch.labels().size(1)));
          }
          evaluations.forEach(evaluation -> evaluation.eval(batch.labels(), predicted));
        });
    return measurement(lossSum[0], rows[0], evaluations);
  }

  private List<IEvaluation<?>> fresh(long columns) {
    if (target instanceof Target.Numbers) {
      return List.of(new RegressionEvaluation(columns));
    }
    // Without steps: the curve has a point for every example.
    return columns <= 2 ? List.of(new Evaluation(), new ROC(0)) : List.of(new Evaluation());
  }

  private Measurement measurement(double lossSum, long rows, List<IEvaluation<?>> evaluations) {
    Map<String, Double> more = new TreeMap<>();
    long correct = 0;
    long counted = 0;
    for (IEvaluation<?> evaluation : evaluations) {
      if (evaluation instanceof Evaluation classes) {
        counted = classes.getNumRowCounter();
        correct = Math.round(classes.accuracy() * counted);
        more.put("accuracy", classes.accuracy());
        more.put("f1", classes.f1());
      } else if (evaluation instanceof ROC curve) {
        more.put("auc", curve.calculateAUC());
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
}
