package org.kvsweep.layer;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Score;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * An output layer at work: its function gives logits, one row for each label; the loss is the mean
 * softmax cross-entropy over the rows, against labels smoothed as the layer says. Labels are class
 * ids, not one-hot rows.
 */
public final class ClassifierRuntime extends LayerRuntime implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private transient INDArray labels;
  private transient InputRows labelRows;
  private transient Score scored;

  public ClassifierRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  private LabelSmoothing smoothing() {
    return layerConf().labelSmoothing();
  }

  /** Probabilities of the classes, in a fresh array. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray logits = super.activate(training, workspaces);
    INDArray probabilities = workspaces.dup(ArrayType.ACTIVATIONS, logits, 'c');
    Transforms.softmax(probabilities.reshape(-1, logits.size(-1)), false);
    return probabilities;
  }

  /** The logits of the current input, outside of training: [rows, classes]. */
  public Matrix logits() {
    return forward(false);
  }

  /** Compares the current input, outside of training, with the labels. */
  public Score evaluate() {
    return kernels().crossEntropy(logits(), labelRows(), smoothing(), null);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Matrix logits = trainingForward();
    // The logits are not needed again, so their gradient takes their place.
    scored = kernels().crossEntropy(logits, labelRows(), smoothing(), logits);
    return backward(logits);
  }

  /** Compares the last training step with its labels. */
  public Score trainingScore() {
    return scored;
  }

  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaces) {
    if (!training || scored == null) {
      scored = kernels().crossEntropy(forward(training), labelRows(), smoothing(), null);
    }
    score = scored.meanLoss() + regularization;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    Matrix logits = logits();
    int examples = (int) input.size(0);
    int rows = logits.rows() / examples;
    Matrix flat = Matrix.of(InputRows.dense(labels, dataType), 1);
    double[] losses = new double[examples];
    for (int example = 0; example < examples; example++) {
      Matrix own = logits.rows(example * rows, rows);
      losses[example] =
          kernels().crossEntropy(own, flat.rows(example * rows, rows), smoothing(), null).meanLoss()
              + regularization;
    }
    INDArray scores = Nd4j.createFromArray(losses).reshape(examples, 1);
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, scores);
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
    super.setInput(input, workspaces);
    scored = null;
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
    scored = null;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  private Matrix labelRows() {
    if (labels == null) {
      throw new IllegalStateException("Cannot compute the loss: no labels were set " + layerId());
    }
    labelRows = InputRows.of(labels, labelRows, dataType);
    return labelRows.matrix();
  }

  @Override
  public void clear() {
    super.clear();
    labels = null;
  }

  @Override
  @SuppressWarnings("deprecation") // DL4J's interface still wants it
  public int numLabels() {
    return (int) layerConf().getNOut();
  }

  @Override
  public int[] predict(INDArray features) {
    INDArray probabilities = activate(features, false, LayerWorkspaceMgr.noWorkspaces());
    long choices = probabilities.size(-1);
    return probabilities.reshape(probabilities.length() / choices, choices).argMax(1).toIntVector();
  }

  @Override
  public List<String> predict(DataSet data) {
    throw alone("predict");
  }

  @Override
  public double f1Score(DataSet data) {
    throw alone("score");
  }

  @Override
  public double f1Score(INDArray features, INDArray expected) {
    throw alone("score");
  }

  @Override
  public void fit(DataSetIterator data) {
    throw alone("fit");
  }

  @Override
  public void fit(INDArray features, INDArray expected) {
    throw alone("fit");
  }

  @Override
  public void fit(DataSet data) {
    throw alone("fit");
  }

  @Override
  public void fit(INDArray features, int[] expected) {
    throw alone("fit");
  }

  private UnsupportedOperationException alone(String what) {
    return new UnsupportedOperationException(
        "Cannot %s an output layer alone: use the network that it belongs to".formatted(what));
  }
}
