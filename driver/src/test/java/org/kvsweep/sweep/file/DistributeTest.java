package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.ids;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

class DistributeTest {
  private static final String PLAIN =
      """
      name: one
      task: {name: reverse, length: 8, train: 1000}
      model: {attention: [qkv, kv]}
      """;

  private static SweepSpec parse(String more) {
    return SweepFile.parse(PLAIN + more, "one.yaml", TaskCatalog.load());
  }

  private static List<String> problems(String more) {
    return SweepFileTest.problems(PLAIN + more, "one.yaml");
  }

  @Test
  void aTrialOfOneWorkerIsTheSameWhetherTheFileSaysSoOrNot() {
    assertThat(ids(parse("distribute: none\n"))).isEqualTo(ids(parse("")));
    assertThat(parse("distribute: [none, data]\n").trials())
        .filteredOn(trial -> trial.workers() == 1)
        .extracting(PlannedTrial::id)
        .containsExactlyInAnyOrderElementsOf(ids(parse("")));
  }

  @Test
  void workersShareTheStepsOfATrial() {
    for (PlannedTrial trial : parse("distribute: data\n").trials()) {
      assertThat(trial.workers()).isEqualTo(2);
      assertThat(trial.spec().training().values())
          .containsAllEntriesOf(Map.of("distribute", "data", "workers", 2L, "average-every", 5L));
      assertThat(trial.cost().steps()).isEqualTo(2 * (1000 / 128 / 2));
    }
    SweepSpec steps = parse("training: {steps: 7, workers: 3}\ndistribute: data\n");
    assertThat(steps.trials()).allMatch(trial -> trial.cost().steps() == 3);
  }

  @Test
  void whatIsAboutWorkersVariesOnlyWhereThereAreSeveral() {
    SweepSpec sweep =
        parse("training: {workers: [2, 3], average-every: [1, 9]}\ndistribute: [none, data]\n");

    assertThat(sweep.trials())
        .extracting(PlannedTrial::spec)
        .filteredOn(spec -> ModelKeys.attentionOf(spec).label().equals("kv"))
        .extracting(TrialSpec::training)
        .extracting(training -> training.values().get("workers"))
        .containsExactlyInAnyOrder(null, 2L, 2L, 3L, 3L);
  }

  @Test
  void whatCannotBeMeantIsReported() {
    assertThat(problems("distribute: models\n"))
        .containsExactly("one.yaml:4: training.distribute: expected one of none, data, got models");
    assertThat(problems("training: {workers: 2}\ndistribute: none\n"))
        .containsExactly("one.yaml:4: training.workers: counts only with distribute: data");
    assertThat(problems("training: {distribute: none}\ndistribute: data\n"))
        .containsExactly("one.yaml:5: distribute: given twice, in training too");
    assertThat(problems("training: {seconds: 5}\ndistribute: data\n"))
        .containsExactly(
            "one.yaml:5: training.distribute: workers count steps together, which a budget in"
                + " seconds has not");
    assertThat(problems("training: {workers: 8}\ndistribute: data\n"))
        .containsExactly(
            "one.yaml:4: training.batch-size: 8 batches of 128 are more than the 1000 training"
                + " examples");
  }
}
