package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class ShorterTrialsTest {
  private static final TaskCatalog TASKS = TaskCatalog.load();

  private static SweepSpec sweep(String training) {
    return sweep(training, "");
  }

  private static SweepSpec sweep(String training, String more) {
    return SweepFile.parse(
        """
        name: sweep
        task: {name: copy, length: 8}
        model: {attention: [qkv, kv], width: 16, depth: 1, heads: 2}
        training: {%s}
        %s
        """
            .formatted(training, more),
        "sweep.yaml",
        TASKS);
  }

  private static List<TrialRecord> completed(SweepSpec sweep) {
    return sweep.trials().stream()
        .map(
            trial ->
                SampleTrials.record(
                    trial.spec(), new TrialOutcome.Completed(SampleTrials.run(0.5)), 1))
        .toList();
  }

  private static Set<TrialId> ids(List<TrialRecord> records) {
    return records.stream().map(TrialRecord::id).collect(Collectors.toSet());
  }

  private static List<TrialSpec> specs(SweepSpec sweep) {
    return sweep.trials().stream().map(PlannedTrial::spec).toList();
  }

  private static List<String> lines(SweepSpec before, SweepSpec now) {
    List<TrialRecord> ended = completed(before);
    return ShorterTrials.of(now, ended, ids(ended), TASKS).lines(specs(now));
  }

  @Test
  void aTrialGoesOnFromTheLongestThatDiffersInItsBudgetAlone() {
    SweepSpec one = sweep("epochs: 1, schedule: constant");
    SweepSpec two = sweep("epochs: 2, schedule: constant");
    SweepSpec five = sweep("epochs: 5, schedule: constant");
    List<TrialRecord> ended = new ArrayList<>(completed(one));
    ended.addAll(completed(two));
    ended.addAll(completed(sweep("epochs: 3, schedule: constant, learning-rate: 0.5")));
    ended.addAll(completed(sweep("epochs: 9, schedule: constant")));
    ended.addAll(completed(sweep("steps: 3, schedule: constant")));

    ShorterTrials shorter = ShorterTrials.of(five, ended, ids(ended), TASKS);

    for (int i = 0; i < 2; i++) {
      assertThat(shorter.of(five.trials().get(i).spec())).contains(two.trials().get(i).id());
      assertThat(shorter.of(two.trials().get(i).spec())).contains(one.trials().get(i).id());
      assertThat(shorter.of(one.trials().get(i).spec())).isEmpty();
    }
    assertThat(shorter.lines(specs(five)))
        .containsExactly("2 trials go on where shorter ones have ended.");
  }

  @Test
  void lastStatesThatALongerTrialHasSurpassedAreNotNeeded() {
    List<TrialRecord> one = completed(sweep("epochs: 1, schedule: constant"));
    List<TrialRecord> two = completed(sweep("epochs: 2, schedule: constant"));
    List<TrialRecord> other = completed(sweep("epochs: 1, schedule: constant, beta1: 0.5"));
    List<TrialRecord> ended = new ArrayList<>(one);
    ended.addAll(two);
    ended.addAll(other);

    assertThat(ShorterTrials.surpassed(ended, ids(ended))).isEqualTo(ids(one));
    assertThat(ShorterTrials.surpassed(ended, ids(one))).isEmpty();
    assertThat(ShorterTrials.surpassed(two, ids(ended)))
        .as("without a result")
        .isEqualTo(ids(ended.stream().filter(record -> !two.contains(record)).toList()));
  }

  @Test
  void whatStartsAnewIsSaidWithTheReason() {
    SweepSpec one = sweep("steps: 10, schedule: inverse-square-root");
    SweepSpec two = sweep("steps: 20, schedule: inverse-square-root");
    assertThat(ShorterTrials.of(two, completed(one), Set.of(), TASKS).lines(specs(two)))
        .containsExactly(
            "2 trials start anew although shorter ones have completed: the last states were not"
                + " kept (checkpoints: 60 s and last keeps them).");
    assertThat(lines(sweep("epochs: 1, schedule: cosine"), sweep("epochs: 2, schedule: cosine")))
        .containsExactly(
            "2 trials start anew although shorter ones have completed: their schedule depends on"
                + " the whole budget (constant, multi-step and inverse-square-root do not).");
    String halving = "early-stopping: {method: asha}";
    assertThat(
            lines(
                sweep("epochs: 4, schedule: constant", halving),
                sweep("epochs: 8, schedule: constant", halving)))
        .singleElement()
        .asString()
        .endsWith(": early stopping compares trials of equal budgets.");
    assertThat(
            lines(
                sweep("epochs: 4, schedule: constant", "distribute: data"),
                sweep("epochs: 8, schedule: constant", "distribute: data")))
        .singleElement()
        .asString()
        .endsWith(": several workers train them together.");
  }

  @Test
  void nothingIsSaidWhereNothingShorterHasCompleted() {
    SweepSpec two = sweep("epochs: 2");
    assertThat(ShorterTrials.of(two, List.of(), Set.of(), TASKS).lines(specs(two))).isEmpty();
    assertThat(lines(sweep("epochs: 3"), two)).isEmpty();
    assertThat(ShorterTrials.NONE.of(specs(two).get(0))).isEmpty();
  }
}
