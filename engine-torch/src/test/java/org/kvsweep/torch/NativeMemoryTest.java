package org.kvsweep.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
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

  @Test
  void staysAsItIsOverManySteps() {
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", "copy", "length", 32, "train", 64),
                Map.of("attention", "kv-pos", "width", 64, "depth", 1, "heads", 2),
                Map.of("batch-size", 64),
                1);
    TaskProvider provider = TaskCatalog.load().provider(spec.taskName());
    Task task = provider.create(spec, Path.of("unused"));
    TrainingPlan plan = provider.plan(spec);
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.AUTO));
    network.init();
    Batch batch = task.train().allocate(64);
    RandomGenerator random = RandomStream.of(1, "order", 1);
    task.train().read(IntStream.range(0, 64).toArray(), 0, batch, random);
    TorchNetwork made = new TorchNetwork(network, new TorchDevice.Cpu(), 1);
    try (Learner learner = new TorchLearner(made, task, plan, false)) {
      Learner.Scorer scorer = learner.scorer(task.train());
      steps(learner, scorer, batch, plan, 0);
      long before = Pointer.physicalBytes();
      steps(learner, scorer, batch, plan, STEPS);

      assertThat(Pointer.physicalBytes() - before).isLessThan(LEAST_LEAK_BYTES);
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
