package org.kvsweep.task.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialEngineContract;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Trials on a table, with dropout and an updater of Deeplearning4j's, are as good as any other. */
class TableEngineTest extends TrialEngineContract {
  @TempDir private static Path data;

  @BeforeAll
  static void writeTable() throws IOException {
    List<String> rows = IntStream.range(0, 120).mapToObj(TableEngineTest::row).toList();
    Files.writeString(data.resolve("fruit.csv"), "size,colour,kind\n" + String.join("\n", rows));
  }

  private static String row(int i) {
    String colour = List.of("red", "green", "yellow").get(i * 7 % 3);
    return "%d,%s,%s".formatted(i * 37 % 101, colour, i * 37 % 101 > 50 ? "apple" : "cherry");
  }

  private static TrialSpec spec(Map<String, ?> model, Map<String, ?> training, long seed) {
    Map<String, Object> some = new HashMap<>(Map.of("width", 8, "dropout", 0.3, "l2", 1e-3));
    some.putAll(model);
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 4, "batch-size", 8));
    all.putAll(training);
    String file = data.resolve("fruit.csv").toString();
    return TaskCatalog.load()
        .complete(Map.of("name", "table", "file", file, "target", "kind"), some, all, seed);
  }

  @Override
  protected TrialEngine engine() {
    return new Dl4jEngine();
  }

  @Override
  protected TrialSpec spec(long seed) {
    return spec(Map.of(), Map.of("updater", "nesterovs", "schedule", "cosine"), seed);
  }

  @Override
  protected Optional<TrialSpec> diverging() {
    return Optional.of(diverging(Map.of()));
  }

  /** A trial whose weights are multiplied by about a million in each step. */
  private static TrialSpec diverging(Map<String, ?> training) {
    Map<String, Object> wild = new HashMap<>(Map.of("updater", "sgd", "learning-rate", 1000.0));
    wild.putAll(training);
    return spec(Map.of("l2", 1000.0), wild, 1);
  }

  @Test
  void aNetworkIsFoundToHaveDivergedByItsEvaluationToo() {
    TrialSpec seldom = diverging(Map.of("evaluate-every", 1000));
    long seen = engine().run(seldom, TrialContext.alone(data)).run().steps();

    // The step before has spoilt the network; this time it is evaluated then.
    TrialSpec often = diverging(Map.of("evaluate-every", seen - 1));
    assertThat(engine().run(often, TrialContext.alone(data)))
        .isInstanceOfSatisfying(
            TrialOutcome.Diverged.class,
            diverged -> assertThat(diverged.step()).isEqualTo(seen - 1));
  }

  @Override
  protected Optional<TrialSpec> impossible() {
    return Optional.of(spec(Map.of(), Map.of("batch-size", 100), 1));
  }

  @Override
  protected Optional<Object> model(Path models) throws IOException {
    return Optional.of(
        List.of(
            SavedModel.open(models).network().params().toStringFull(),
            new String(
                SavedModel.open(models).attachment(TableTask.COLUMNS), StandardCharsets.UTF_8)));
  }
}
