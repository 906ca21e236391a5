package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class TaskEngineTest {

  /** Fails as soon as it is to learn. */
  private record FailingBackend(RuntimeException failure) implements Backend {
    @Override
    public void use(Optional<Device> device) {}

    @Override
    public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
      throw failure;
    }

    @Override
    public SortedMap<String, String> environment(TrialSpec spec) {
      return new TreeMap<>();
    }
  }

  private static TrialOutcome.Failed failed(RuntimeException failure) {
    TrialOutcome outcome =
        new TaskEngine(new FailingBackend(failure))
            .run(Dl4jEngineTest.small("kv", 0), TrialContext.alone(Path.of("unused")));
    return outcome.failure().orElseThrow();
  }

  /** As Deeplearning4j does with what the gradient of a layer throws. */
  @Test
  void aLackOfMemoryIsOneHoweverItIsWrapped() {
    OutOfMemoryError lack = new OutOfMemoryError("physicalBytes (3639M) > maxPhysicalBytes");
    OutOfMemoryError first = new OutOfMemoryError("Cannot allocate");
    first.initCause(lack);

    TrialOutcome.Failed failed = failed(new IllegalStateException("Error in a layer", first));

    assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(failed.message()).isEqualTo("physicalBytes (3639M) > maxPhysicalBytes");
    assertThat(failed.details()).contains("Error in a layer");
  }

  @Test
  void anyOtherExceptionIsAnInternalError() {
    TrialOutcome.Failed failed =
        failed(new IllegalStateException("Error in a layer", new ArithmeticException("by zero")));

    assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(failed.message()).isEqualTo("Error in a layer");
  }
}
