package org.kvsweep.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/** What a plan says a model has, against the model that is built, for every task there is. */
class PlannedCostTest {
  private final TaskCatalog catalog = TaskCatalog.load();

  @TempDir private Path data;

  @Test
  void thePlannedParametersAreThoseOfTheNetworkThatIsBuilt() throws IOException {
    TinyData.write(data);
    for (String name : catalog.names()) {
      TaskProvider provider = catalog.provider(name);
      if (!provider.modelSchema(name).names().contains(ModelKeys.ATTENTION)) {
        continue; // Networks of Deeplearning4j's layers count their own parameters.
      }
      Task readForAnother = provider.create(spec(name, AttentionVariant.QKV, 16), data);
      for (AttentionVariant variant : AttentionVariant.values()) {
        TrialSpec spec = spec(name, variant, 32);
        TrialCost planned = provider.cost(spec);
        TrialCost known = readForAnother.cost(spec, planned);

        ComputationGraph network =
            new ComputationGraph(provider.create(spec, data).network(KernelChoice.PLAIN));
        network.init();
        assertThat(known.parameters()).as(spec.toString()).isEqualTo(network.numParams());
        assertThat(planned.parameters() == known.parameters() || provider.estimatesCost(spec))
            .as("the plan of %s says that it guesses where it does", name)
            .isTrue();
      }
    }
  }

  /** Their data may be any size; that of the published ones, or of a usual one, is a guess. */
  @Test
  void aGuessOfTheNumberOfExamplesRefusesNoTraining() {
    Map<Map<String, ?>, Integer> batches =
        Map.of(
            Map.of("name", "table", "file", "t.csv", "target", "y"), 600,
            Map.of("name", "characters"), 10_000,
            Map.of("name", "translation-de-en"), 20_000);
    batches.forEach(
        (task, batch) -> {
          TrialSpec spec = distributed(task, batch);
          assertThat(catalog.conflicts(spec)).isEmpty();
          assertThat(catalog.provider(spec.taskName()).cost(spec).steps())
              .as("steps of %s", task)
              .isEqualTo(3);
        });
  }

  @Test
  void aTableThatWasReadAndIsTooSmallForItsWorkersIsRefused() throws IOException {
    Files.writeString(data.resolve("t.csv"), "a,y\n" + "1,no\n2,yes\n".repeat(50));
    TrialSpec spec = distributed(Map.of("name", "table", "file", "t.csv", "target", "y"), 60);
    TaskProvider provider = catalog.provider("table");
    Task task = provider.create(spec, data);
    TrialCost planned = provider.cost(spec);

    assertThatThrownBy(() -> task.cost(spec, planned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot train: 2 batches of 60 are more than the ");
  }

  @Test
  void aBatchOfMoreThanTheDataThatWereReadIsRefused() throws IOException {
    TinyData.write(data);
    for (String name : List.of("table", "table-network", "characters", "translation-de-en")) {
      TrialSpec spec =
          catalog.complete(TinyData.task(name), Map.of(), Map.of("batch-size", 100), 1);
      TaskProvider provider = catalog.provider(name);
      Task task = provider.create(spec, data);
      TrialCost planned = provider.cost(spec);

      assertThatThrownBy(() -> task.cost(spec, planned))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot train: a batch of 100 is more than the ");
    }
  }

  private TrialSpec distributed(Map<String, ?> task, int batch) {
    return catalog.complete(
        task,
        Map.of(),
        Map.of("epochs", 3, "batch-size", batch, "distribute", "data", "workers", 2),
        1);
  }

  private TrialSpec spec(String name, AttentionVariant variant, int width) {
    return catalog.complete(
        TinyData.task(name),
        Map.of("attention", variant.label(), "width", width, "depth", 1, "heads", 2),
        Map.of("batch-size", 4),
        1);
  }
}
