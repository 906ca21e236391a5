package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.KeepingContext;
import org.kvsweep.trial.KeptInMemory;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of Deeplearning4j's layers are trained as kvsweep's own are. */
class OwnNetworkTest {
  private static final CheckpointPolicy WHEN_STOPPED = CheckpointPolicy.every(Duration.ofDays(1));

  private final Dl4jEngine engine = new Dl4jEngine();

  private static TrialSpec spec(ToyNetworks.Kind kind, Map<String, ?> training) {
    return TaskCatalog.load()
        .complete(Map.of("name", ToyNetworks.NAME, "kind", kind.name()), Map.of(), training, 3);
  }

  private static List<Map<String, Double>> curve(TrialOutcome outcome) {
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    return outcome.run().metrics().stream().map(EpochMetrics::values).map(Map::copyOf).toList();
  }

  @ParameterizedTest
  @EnumSource
  void aStoppedTrialGoesOnToTheSameBitsFromWhicheverStep(ToyNetworks.Kind kind) {
    TrialSpec spec = spec(kind, Map.of());
    List<Map<String, Double>> whole = curve(engine.run(spec, interrupted(Checkpoints.NONE, 0)));

    for (int at : new int[] {1, 5, 8, 13, 23}) {
      KeptInMemory kept = new KeptInMemory(WHEN_STOPPED);
      assertThat(engine.run(spec, interrupted(kept, at))).isInstanceOf(TrialOutcome.Stopped.class);
      // What others draw on this thread meanwhile changes nothing.
      INDArray unused = Nd4j.rand(3, 3);

      TrialOutcome resumed = engine.run(spec, interrupted(kept, 0));

      assertThat(kept.loaded).containsExactly((long) at);
      assertThat(curve(resumed)).as("stopped after step %d", at).isEqualTo(whole);
    }
  }

  @Test
  void classesAreScoredByEvaluationAndCurve() {
    TrialOutcome outcome = engine.run(spec(ToyNetworks.Kind.NOISY, Map.of()), alone());

    assertThat(outcome.run().last())
        .containsOnlyKeys(
            "best-step",
            "train-loss",
            "validation-loss",
            "validation-accuracy",
            "validation-f1",
            "validation-auc",
            "test-loss",
            "test-accuracy",
            "test-f1",
            "test-auc");
    assertThat(outcome.run().last().get("test-auc")).isGreaterThan(0.8);
    assertThat(outcome.run().parameters()).isEqualTo(4 * 8 + 8 + 4 * 8 + 8 * 8 + 8 + 8 * 2 + 2);
  }

  @Test
  void numbersAreScoredInTheirUnit() {
    TrialOutcome outcome =
        engine.run(
            spec(ToyNetworks.Kind.NUMBER, Map.of("epochs", 20, "weight-decay", 0.01)), alone());

    Map<String, Double> last = new TreeMap<>(outcome.run().last());
    assertThat(last).containsKeys("test-rmse", "test-mae", "test-r2").doesNotContainKey("test-f1");
    assertThat(last.get("test-r2")).isGreaterThan(0.8);
    // The loss is the mean square in labels, a tenth of the unit.
    assertThat(last.get("test-rmse"))
        .isCloseTo(
            10 * Math.sqrt(last.get("test-loss")),
            org.assertj.core.api.Assertions.withinPercentage(0.01));
  }

  @Test
  void aKeptModelIsReadAgainAsItWas(@TempDir Path folder) throws Exception {
    for (ToyNetworks.Kind kind : ToyNetworks.Kind.values()) {
      Path models = folder.resolve(kind.name());
      TrialOutcome outcome =
          engine.run(spec(kind, Map.of("epochs", 1)), new KeepingContext(folder, models));

      ComputationGraph network = SavedModel.open(models).network();

      assertThat(network.numParams()).isEqualTo(outcome.run().parameters());
    }
  }

  @Test
  void whatTheTrainingCannotDoWithItIsSaid() {
    assertThat(message(ToyNetworks.Kind.NUMBER, Map.of("clip-norm", 5.0)))
        .startsWith("Cannot clip the gradients of Deeplearning4j's layers together");
    assertThat(message(ToyNetworks.Kind.NUMBER, Map.of("keep-best", "accuracy")))
        .isEqualTo("Cannot keep the best evaluation: predictions of numbers have no accuracy");
    assertThat(message(ToyNetworks.Kind.NUMBER, Map.of("precision", "bfloat16")))
        .isEqualTo("Cannot train Deeplearning4j's layers: expected precision: float, got bfloat16");
  }

  private String message(ToyNetworks.Kind kind, Map<String, ?> training) {
    TrialOutcome outcome = engine.run(spec(kind, training), alone());
    return ((TrialOutcome.Failed) outcome).message();
  }

  private static TrialContext alone() {
    return TrialContext.alone(Path.of("unused"));
  }

  /** Asks a trial to stop after so many steps; 0 for never. */
  private static TrialContext interrupted(Checkpoints checkpoints, int at) {
    return new InterruptedTrial(checkpoints, Path.of("unused"), Optional.empty(), at);
  }
}
