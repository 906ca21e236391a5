package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.CpuEnvironment;
import org.nd4j.linalg.factory.Nd4j;

/** What a trial allocates outside of the heap is free after it, without any garbage collection. */
class TrialMemoryTest {
  private static final int TRIALS = 10;

  @TempDir private Path folder;

  /** Computes with ND4J, and keeps all learners, so that the garbage collector frees none. */
  private static final class KeepingBackend implements Backend {
    private final Backend inner = new Dl4jBackend(KernelChoice.AUTO);
    private final List<Learner> learners = new ArrayList<>();

    @Override
    public void use(Optional<Device> device) {
      inner.use(device);
    }

    @Override
    public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
      learners.add(inner.learner(spec, task, plan));
      return learners.get(learners.size() - 1);
    }

    @Override
    public SortedMap<String, String> environment(TrialSpec spec) {
      return inner.environment(spec);
    }
  }

  /** The bytes that ND4J has allocated and not freed. */
  private static long bytes() {
    return ((CpuEnvironment) Nd4j.getEnvironment()).getDeviceCouner(0);
  }

  private void leavesNothing(TrialSpec spec) {
    KeepingBackend backend = new KeepingBackend();
    TaskEngine engine = new TaskEngine(backend);
    TrialContext context = TrialContext.alone(folder);
    TrialOutcome first = engine.run(spec, context);
    assertThat(first.completed()).isTrue();
    long before = bytes();

    for (int trial = 0; trial < TRIALS; trial++) {
      engine.run(spec, context);
    }

    assertThat(backend.learners).hasSize(1 + TRIALS);
    assertThat(bytes() - before).isLessThan(first.run().offHeapBytes() / 10);
  }

  @Test
  void kvsweepsLayersLeaveNothing() {
    leavesNothing(
        TaskCatalog.load()
            .complete(
                Map.of("name", "copy", "length", 16, "train", 70, "validation", 20, "test", 16),
                Map.of("attention", "kv-pos", "width", 32, "depth", 1, "heads", 2, "dropout", 0.1),
                Map.of("epochs", 2, "batch-size", 32, "keep-best", "loss"),
                1));
  }

  /** What it computes with beside these is garbage from step to step. */
  @Test
  void theArraysOfDeeplearning4jsLayersAreFree() {
    TrialSpec spec =
        TaskCatalog.load()
            .complete(Map.of("name", ToyNetworks.NAME, "kind", "NUMBER"), Map.of(), Map.of(), 1);
    KeepingBackend backend = new KeepingBackend();
    new TaskEngine(backend).run(spec, TrialContext.alone(folder));

    ComputationGraph network = backend.learners.get(0).network();
    assertThat(
            List.of(
                network.params(),
                network.getGradientsViewArray(),
                network.getUpdater().getStateViewArray()))
        .allMatch(INDArray::wasClosed);
  }

  /** Its batches have many shapes, and it writes sentences at the end. */
  @Test
  void aTranslationLeavesNothing() throws IOException {
    SampleSentences.write(folder, 100);
    leavesNothing(
        TaskCatalog.load()
            .complete(
                Map.of(
                    "name",
                    "translation-de-en",
                    "dataset",
                    folder.toString(),
                    "validation",
                    "val",
                    "test",
                    "val"),
                Map.of("width", 8, "depth", 1, "heads", 2),
                Map.of("epochs", 1, "batch-size", 16),
                1));
  }
}
