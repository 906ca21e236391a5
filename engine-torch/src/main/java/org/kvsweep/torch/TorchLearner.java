package org.kvsweep.torch;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.ArrayMemory;
import org.kvsweep.kernel.Score;
import org.kvsweep.model.NetworkMemory;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.plan.Updater;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.kvsweep.training.Batches;
import org.kvsweep.training.Learner;
import org.kvsweep.training.Measurement;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of kvsweep's layers, trained by {@link TorchAdam} on gradients from autograd. */
final class TorchLearner implements Learner {
  private final TorchNetwork network;
  private final Task task;
  private final TrainingPlan plan;
  private final boolean bfloat16;
  private final INDArray moments; // [2, parameters]
  private final Tensor first;
  private final Tensor second;
  private final TorchAdam adam;
  private boolean ahead; // the tensors have changed, and the arrays not yet

  /**
   * The learner for that network.
   *
   * @throws IllegalArgumentException if the plan wants another updater than Adam
   */
  TorchLearner(TorchNetwork network, Task task, TrainingPlan plan, boolean bfloat16) {
    if (plan.optimizer().updater() != Updater.ADAM) {
      throw new IllegalArgumentException(
          "Cannot train kvsweep's own layers: expected the updater adam, got "
              + plan.optimizer().updater().label());
    }
    this.network = network;
    this.task = task;
    this.plan = plan;
    this.bfloat16 = bfloat16;
    DataType type = network.network().params().dataType();
    this.moments = Nd4j.zeros(type, 2, network.network().numParams());
    this.first = network.device().kept(moments.getRow(0));
    this.second = network.device().kept(moments.getRow(1));
    this.adam = new TorchAdam(plan, network.parameters(), first, second);
  }

  @Override
  public ComputationGraph network() {
    pull();
    return network.network();
  }

  @Override
  public List<INDArray> arrays() {
    pull();
    return List.of(network.network().params(), moments);
  }

  /** Brings what has changed on a GPU to the arrays. */
  private void pull() {
    if (ahead && !network.device().sharesMemory()) {
      copy(true);
    }
    ahead = false;
  }

  @Override
  public void changed() {
    if (!network.device().sharesMemory()) {
      copy(false);
    }
    ahead = false;
  }

  private void copy(boolean toArrays) {
    Scopes.freed(
        () ->
            Scopes.untracked(
                () -> {
                  INDArray flat = network.network().params();
                  copy(network.parameters(), TorchDevice.shared(flat).view(-1), toArrays);
                  copy(first, TorchDevice.shared(moments.getRow(0)), toArrays);
                  return copy(second, TorchDevice.shared(moments.getRow(1)), toArrays);
                }));
  }

  private static Tensor copy(Tensor there, Tensor here, boolean toHere) {
    return toHere ? here.copy_(there) : there.copy_(here);
  }

  @Override
  public Score step(Batch batch, long done, int iteration, TrainingLength length) {
    network.dropout().begin(iteration);
    try {
      Score score = Scopes.freed(() -> change(batch, done, length));
      ahead = true;
      network.network().getConfiguration().setIterationCount(iteration + 1);
      return score;
    } finally {
      // Tensors read the batch's memory until here, which the garbage collector does not see.
      Reference.reachabilityFence(batch);
    }
  }

  private Score change(Batch batch, long done, TrainingLength length) {
    TorchLoss loss = loss(batch);
    TensorVector ends = new TensorVector(loss.mean());
    Tensor gradients = torch.grad(ends, new TensorVector(network.parameters())).get(0);
    adam.step(gradients, done, length);
    return loss.score();
  }

  private TorchLoss loss(Batch batch) {
    Tensor logits =
        bfloat16
            ? Scopes.inBfloat16(network.device().type(), () -> network.logits(batch.features()))
            : network.logits(batch.features());
    // What is added up is float again.
    Tensor exact = logits.to(network.parameters().scalar_type());
    return TorchLoss.of(exact, network.device().tensor(batch.labels()), network.smoothing());
  }

  @Override
  public Scorer scorer(Examples part) {
    return new PartScorer(new Batches(part, plan.batchSize()));
  }

  private final class PartScorer implements Scorer {
    private final Batches batches;
    private Score total;

    PartScorer(Batches batches) {
      this.batches = batches;
    }

    @Override
    public Measurement measure() {
      total = Score.NONE;
      network.dropout().end();
      batches.forEach(batch -> total = total.plus(score(batch)));
      return Measurement.of(total);
    }

    @Override
    public void close() {
      batches.close();
    }
  }

  private Score score(Batch batch) {
    try {
      return Scopes.freed(() -> Scopes.untracked(() -> loss(batch).score()));
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  @Override
  public Map<String, Double> metrics(Score score) {
    return task.metrics(score);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    network.close();
    // Not before the tensors, which may be the same memory.
    ArrayMemory.free(moments);
    NetworkMemory.free(network.network());
  }
}
