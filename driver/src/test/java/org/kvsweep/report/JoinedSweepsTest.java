package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Several sweeps as one, in whatever order they are named. */
class JoinedSweepsTest {
  private static final TrialSpec TRIAL = SampleTrials.spec("reverse", "qkv", 16, 0);
  private static final TrialOutcome COMPLETED = new TrialOutcome.Completed(SampleTrials.run(0.5));
  private static final TrialOutcome STOPPED =
      new TrialOutcome.Stopped(SampleTrials.run(0.4), "at a rung");
  private static final TrialOutcome DIVERGED = new TrialOutcome.Diverged(TrialRun.none(), 7);

  private static SweepResults sweep(String name, TrialOutcome outcome, int seconds) {
    TrialRecord record = SampleTrials.record(TRIAL, outcome, seconds);
    return new SweepResults(
        name, List.of(), Map.of(record.id(), TRIAL), Map.of(record.id(), record));
  }

  private static void assertJoined(SweepResults one, SweepResults other, TrialOutcome counts) {
    for (List<SweepResults> both : List.of(List.of(one, other), List.of(other, one))) {
      assertThat(JoinedSweeps.of(both).ended().values())
          .extracting(TrialRecord::outcome)
          .containsExactly(counts);
    }
  }

  @Test
  void aTrialThatCompletedInOneCountsAsCompleted() {
    assertJoined(sweep("a", SampleSweep.failed(), 9), sweep("b", COMPLETED, 1), COMPLETED);
    assertJoined(sweep("a", STOPPED, 9), sweep("b", COMPLETED, 1), COMPLETED);
    assertJoined(sweep("a", DIVERGED, 9), sweep("b", STOPPED, 1), STOPPED);
  }

  @Test
  void ofEqualEndsTheLaterCounts() {
    TrialOutcome later = new TrialOutcome.Completed(SampleTrials.run(0.6));

    assertJoined(sweep("a", COMPLETED, 1), sweep("b", later, 9), later);
    assertJoined(sweep("a", DIVERGED, 9), sweep("b", SampleSweep.failed(), 1), DIVERGED);
    assertJoined(
        sweep("a", DIVERGED, 1), sweep("b", SampleSweep.failed(), 9), SampleSweep.failed());
  }

  private static SweepResults grid(String more, Function<TrialSpec, TrialOutcome> outcome) {
    SweepSpec sweep =
        SweepFile.parse(
            """
            name: grid
            task: {name: toy-echo}
            model: {attention: [qkv, kv]}
            training: {epochs: 9, learning-rate: [1e-3, 1e-2]}
            seeds: 2
            """
                + more,
            "grid.yaml",
            TaskCatalog.load());
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      int seconds = more.isEmpty() ? 1 : 9;
      TrialOutcome end = outcome.apply(trial.spec());
      ended.put(trial.id(), SampleTrials.record(trial.spec(), end, seconds));
    }
    return SweepResults.of(sweep, new EndedTrials(ended, Map.of(), Set.of()));
  }

  /** The other sweep leaves out what these trials measured on test data, and ends them later. */
  @Test
  void trialsThatOneComparesAreComparedThoughAnotherOnlyChoseByThem() {
    TrialRun run = TableBuilder.run(Map.of("validation-loss", 0.3, "test-accuracy", 0.5));
    SweepResults chosenBy =
        grid(
            "early-stopping: {method: asha}\nconfirm: {seeds: 3}\n",
            spec ->
                spec.seed() == 0
                    ? new TrialOutcome.Completed(run)
                    : new TrialOutcome.Stopped(run, "at a rung"));
    SweepResults compared = grid("", spec -> new TrialOutcome.Completed(run));

    for (List<SweepResults> both :
        List.of(List.of(chosenBy, compared), List.of(compared, chosenBy))) {
      SweepResults joined = JoinedSweeps.of(both);

      assertThat(joined.confirmed().trials().keySet()).containsAll(compared.trials().keySet());
      assertThat(joined.confirmed().ended().values())
          .hasSize(8)
          .allSatisfy(record -> assertThat(record.outcome().completed()).isTrue())
          .allSatisfy(
              record ->
                  assertThat(record.outcome().run().last()).containsEntry("test-accuracy", 0.5));
    }
  }
}
