package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;

/** Early stopping of real trainings. */
class EarlyStoppingTest {
  private static final int EPOCHS = 8;
  private static final int RUNG = 2;

  /** Of six the best two go on, and these are the first in the file. */
  private static final SweepSpec SWEEP =
      SweepFile.parse(
          """
          name: halving
          task: {name: copy, length: 16, train: 640, validation: 100, test: 100}
          model: {attention: [qkv, kv], width: 32, depth: 1, heads: 1}
          training:
            epochs: 8
            batch-size: 64
            learning-rate: [1e-3, 3e-3, 1e-4, 1e-5, 1e-6, 1e-7]
          early-stopping: {method: asha, reduction: 3, at: 0.25}
          """,
          "halving.yaml",
          TaskCatalog.load());

  private static final Map<PlannedTrial, TrialOutcome> ALONE = new HashMap<>();
  private static SparkCluster cluster;
  private static SweepRunner runner;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    for (PlannedTrial trial : SWEEP.trials()) {
      TrialContext alone = TrialContext.alone(Path.of("unused"));
      ALONE.put(trial, new Dl4jEngine().run(trial.spec(), alone));
    }
    cluster =
        SparkCluster.open(SparkSettings.embedded("halving", Map.of("spark.master", "local[2]")));
    runner = new SweepRunner(cluster, Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static SweepSummary run(ResultsStore results, SweepListener listener) throws Exception {
    return runner.run(SWEEP, results, listener, new RunOptions("unused", SchedulePolicy.STANDARD));
  }

  private FolderResultsStore folder() throws Exception {
    return FolderResultsStore.open(
        folder.resolve("out").toString(), SWEEP.source(), new Configuration(), Clock.systemUTC());
  }

  /** The best two of each attention, by what each trial comes to where nobody else is. */
  private static void theBestOfEachAttentionComplete(ResultsStore results) throws Exception {
    Map<Object, List<PlannedTrial>> groups =
        SWEEP.trials().stream()
            .collect(Collectors.groupingBy(trial -> ModelKeys.attentionOf(trial.spec())));
    assertThat(results.ended()).hasSize(12);
    for (List<PlannedTrial> group : groups.values()) {
      List<PlannedTrial> best =
          group.stream()
              .sorted(Comparator.comparing(trial -> lossAtRung(ALONE.get(trial))))
              .limit(2)
              .toList();
      for (PlannedTrial trial : group) {
        TrialOutcome there = results.ended().get(trial.id()).outcome();
        assertThat(there.status().label())
            .isEqualTo(best.contains(trial) ? "completed" : "stopped");
        int evaluations = best.contains(trial) ? EPOCHS : RUNG;
        assertThat(there.run().steps()).isEqualTo(10L * evaluations);
        assertThat(there.run().metrics())
            .extracting(point -> point.values())
            .isEqualTo(
                ALONE.get(trial).run().metrics().subList(0, evaluations).stream()
                    .map(point -> point.values())
                    .toList());
      }
    }
  }

  private static double lossAtRung(TrialOutcome outcome) {
    return outcome.run().metrics().get(RUNG - 1).values().get("validation-loss");
  }

  @Test
  void theBestOfEachAttentionGoesOnAndEveryNumberIsThatOfATrialLeftAlone() throws Exception {
    InMemoryResultsStore results = new InMemoryResultsStore();

    SweepSummary summary = run(results, new SweepListener() {});
    SweepSummary again = run(results, new SweepListener() {});

    assertThat(summary.completed()).isEqualTo(4);
    assertThat(summary.stopped()).isEqualTo(8);
    assertThat(again.attempts()).isZero();
    // There is no place for checkpoints here: who goes on after a wait has started anew.
    theBestOfEachAttentionComplete(results);
  }

  @Test
  void aSweepThatIsInterruptedWhileTrialsAreSetAsideComesToTheSame() throws Exception {
    HeardEvents heard = new HeardEvents();
    // It is one of the two that go on in the end, which is known once the fifth has come. By then
    // two
    // more run at most.
    heard.onSetAside(1, () -> runner.stop(Patience.LIMIT));
    try (FolderResultsStore results = folder()) {
      SweepSummary first = run(results, heard);
      assertThat(first.open()).isPositive();
      assertThat(checkpoints()).as("at the rung").contains("0000000000000020");
      assertThat(results.folder().ended().setAside()).as("as readers see it").isNotEmpty();
    }
    try (FolderResultsStore results = folder()) {
      run(results, heard);

      theBestOfEachAttentionComplete(results);
      assertThat(results.ended().values())
          .extracting(TrialRecord::attempt)
          .as("attempts in the run in which it ended")
          .allMatch(attempts -> attempts <= 2);
    }
    assertThat(checkpoints()).isEmpty();
    assertThat(folder.resolve("out").resolve("waiting.json")).doesNotExist();
  }

  @Test
  void aTrainingThatIsLongerThanPlannedIsStoppedAtItsOwnShares() throws Exception {
    StringBuilder rows = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 4000; row++) {
      rows.append("%d,%d,%s\n".formatted(row % 7, row % 11, row % 7 > row % 11 ? "yes" : "no"));
    }
    Path file = Files.writeString(folder.resolve("rows.csv"), rows);
    SweepSpec table =
        SweepFile.parse(
            """
            name: rows
            task: {name: table, file: "%s", target: y}
            model: {width: 4, depth: 1}
            training: {epochs: 9, batch-size: 128, learning-rate: [1e-4, 1e-3, 1e-2, 0.1, 0.2, 0.3]}
            early-stopping: {method: asha, reduction: 3}
            """
                .formatted(file),
            "rows.yaml",
            TaskCatalog.load());
    InMemoryResultsStore results = new InMemoryResultsStore();

    SweepSummary summary =
        runner.run(
            table,
            results,
            new SweepListener() {},
            new RunOptions(folder.toString(), SchedulePolicy.STANDARD));

    // Of six the best two go on after an epoch, and of these one after three.
    assertThat(summary.completed()).isOne();
    assertThat(summary.stopped()).isEqualTo(5);
    assertThat(results.ended().values())
        .extracting(record -> record.outcome().run().metrics().size())
        .containsExactlyInAnyOrder(1, 1, 1, 1, 3, 9);
    assertThat(results.ended().values())
        .allSatisfy(
            record ->
                assertThat(record.outcome().run().metrics())
                    .allMatch(point -> point.steps() > table.trials().get(0).cost().steps()));
  }

  private List<String> checkpoints() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("out").resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst(".*-(\\d+)\\..*", "$1"))
          .toList();
    }
  }
}
