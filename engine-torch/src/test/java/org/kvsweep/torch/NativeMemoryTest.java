package org.kvsweep.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.training.Learner;
import org.kvsweep.trial.TrialSpec;

/** What a step allocates outside of the heap is free after it, without any garbage collection. */
class NativeMemoryTest {
  private static final int STEPS = 60;

  /**
   * A step makes tensors of 20 MB and more: without being freed they would take over a gigabyte.
   */
  private static final long LEAST_LEAK_BYTES = 300L << 20;

  private static final TrialSpec SPEC =
      TaskCatalog.load()
          .complete(
              Map.of("name", "copy", "length", 32, "train", 64),
              Map.of("attention", "kv-pos", "width", 64, "depth", 1, "heads", 2),
              Map.of("batch-size", 64),
              1);
  private static final TaskProvider PROVIDER = TaskCatalog.load().provider(SPEC.taskName());
  private static final TrainingPlan PLAN = PROVIDER.plan(SPEC);

  private final Task task = PROVIDER.create(SPEC, Path.of("unused"));

  private Learner learner() {
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.AUTO));
    network.init();
    TorchNetwork made = new TorchNetwork(network, new TorchDevice.Cpu(), 1);
    return new TorchLearner(made, task, PLAN, false);
  }

  private Batch batch() {
    Batch batch = task.train().allocate(64);
    RandomGenerator random = RandomStream.of(1, "order", 1);
    task.train().read(IntStream.range(0, 64).toArray(), 0, batch, random);
    return batch;
  }

  @Test
  void staysAsItIsOverManySteps() {
    Batch batch = batch();
    try (Learner learner = learner()) {
      Learner.Scorer scorer = learner.scorer(task.train());
      steps(learner, scorer, batch, PLAN, 0);
      long before = Pointer.physicalBytes();
      steps(learner, scorer, batch, PLAN, STEPS);

      assertThat(Pointer.physicalBytes() - before).isLessThan(LEAST_LEAK_BYTES);
    }
  }

  /** Records tensors that no inner scope frees; it frees none itself. */
  private static final class LongLived extends PointerScope {
    private final List<Tensor> tensors = new ArrayList<>();

    @Override
    public PointerScope attach(Pointer made) {
      if (made instanceof Tensor tensor) {
        tensors.add(tensor);
      }
      return this;
    }

    long open() {
      return tensors.stream().filter(tensor -> !tensor.isNull()).count();
    }
  }

  /** On a GPU, tensors that nobody closes would hold memory of the card. */
  @Test
  void aLearnerThatIsClosedLeavesNoTensors() {
    Batch batch = batch();

    try (LongLived made = new LongLived()) {
      try (Learner learner = learner();
          Learner.Scorer scorer = learner.scorer(task.train())) {
        learner.step(batch, 0, 0, PLAN.length(64));
        scorer.measure();
      }

      assertThat(made.open()).isZero();
    }
  }

  private static void steps(
      Learner learner, Learner.Scorer scorer, Batch batch, TrainingPlan plan, int from) {
    for (int step = from; step < from + STEPS; step++) {
      learner.step(batch, step, step, plan.length(64));
      if (step % 10 == 0) {
        scorer.measure();
      }
    }
  }
}
