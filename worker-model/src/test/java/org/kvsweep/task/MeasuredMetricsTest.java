package org.kvsweep.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** A trial measures what its task says, no less and no more, in every task of kvsweep's own. */
class MeasuredMetricsTest {
  private static final TaskCatalog CATALOG = TaskCatalog.load();

  @TempDir private static Path data;

  @BeforeAll
  static void writeData() throws IOException {
    TinyData.write(data);
  }

  private static TrialSpec spec(Map<String, Object> task, Map<String, ?> training) {
    String name = task.get("name").toString();
    Map<String, Object> model = new HashMap<>(Map.of("width", 8, "depth", 1, "heads", 2));
    model.keySet().retainAll(CATALOG.provider(name).modelSchema(name).names());
    Map<String, Object> all = new HashMap<>(Map.of("steps", 2, "batch-size", 4));
    all.putAll(training);
    return CATALOG.complete(task, model, all, 1);
  }

  private static TrialSpec with(String name, Map<String, ?> task, Map<String, ?> training) {
    Map<String, Object> all = TinyData.task(name);
    all.putAll(task);
    return spec(all, training);
  }

  static Stream<TrialSpec> trials() {
    Stream<TrialSpec> asTheyAre =
        CATALOG.names().stream()
            .filter(name -> ofKvsweep(CATALOG.provider(name)))
            .map(name -> spec(TinyData.task(name), Map.of()));
    return Stream.concat(
        asTheyAre,
        Stream.of(
            with("mnist", Map.of("validation", 10), Map.of("keep-best", "loss")),
            with("cifar-10", Map.of("validation", 0), Map.of("keep-best", "none")),
            with("table", Map.of("target", "three"), Map.of()),
            with("table", Map.of("target", "number", "predict", "number"), Map.of()),
            with("table", Map.of("test-share", 0.0), Map.of()),
            with("table", Map.of("validation-share", 0.0), Map.of("keep-best", "none"))));
  }

  private static boolean ofKvsweep(TaskProvider provider) {
    return provider.getClass().getPackageName().startsWith("org.kvsweep.task.");
  }

  @ParameterizedTest
  @MethodSource("trials")
  void aTrialMeasuresWhatItsTaskSays(TrialSpec spec) {
    Task task = CATALOG.provider(spec.taskName()).create(spec, data);
    Set<String> said =
        CATALOG.metrics(List.of(spec)).stream()
            .filter(metric -> task.whyWithout(metric).isEmpty())
            .collect(Collectors.toSet());

    TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(data));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().last().keySet()).isEqualTo(said);
  }
}
