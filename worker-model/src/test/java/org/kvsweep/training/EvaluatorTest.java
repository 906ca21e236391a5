package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

class EvaluatorTest {
  @TempDir private Path data;

  /** Its mean counts padding, of which larger batches have more. */
  @Test
  void theLossOfATranslationDoesNotDependOnTheBatchesThatTrain() throws IOException {
    SampleSentences.write(data, 60);
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of(
                    "name",
                    "translation-de-en",
                    "dataset",
                    data.toString(),
                    "validation",
                    "val",
                    "test",
                    "val"),
                Map.of("width", 8, "depth", 1, "heads", 2),
                Map.of(),
                1);
    Task task = TaskCatalog.load().provider(spec.taskName()).create(spec, data);
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.PLAIN));
    network.init();

    assertThat(new Evaluator(network, task.validation(), 7).score())
        .isEqualTo(new Evaluator(network, task.validation(), 50).score());
  }
}
