package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.EpochMetrics;

class SweepPolicyTest {
  private static final String GRID =
      """
      name: procedure
      task: {name: toy-echo}
      model: {attention: [qkv, kv], depth: [1, 2, 3]}
      training: {epochs: 9}
      """;

  private static SweepPolicy procedure(String more) {
    return parse(GRID + more).procedure();
  }

  private static CheckpointPolicy checkpoints(String value) {
    return parse(GRID + "checkpoints: " + value + "\n").checkpoints();
  }

  @Test
  void theLastStateIsKeptOnRequest() {
    for (String kept : List.of("60 s and last", "2 epochs and last", "none and last")) {
      assertThat(checkpoints(kept).last()).isEqualTo(CheckpointPolicy.LastState.KEPT);
    }
    assertThat(checkpoints("none and last").never()).isTrue();
    assertThat(checkpoints("60 s")).isEqualTo(CheckpointPolicy.STANDARD);
  }

  @Test
  void aPlainSweepTrainsEveryTrialOnceToTheEnd() {
    assertThat(procedure("")).isEqualTo(SweepPolicy.PLAIN);
  }

  @Test
  void halvingHasRungsAtPowersOfItsReduction() {
    assertThat(procedure("early-stopping: {method: asha}\n").earlyStopping())
        .hasValueSatisfying(
            rule -> {
              assertThat(rule.method()).isEqualTo(EarlyStopping.Method.ASHA);
              assertThat(rule.reduction()).isEqualTo(3);
              assertThat(rule.rungs()).containsExactly(1 / 9.0, 1 / 3.0);
              assertThat(rule.objective()).isEqualTo(new Objective("validation-loss"));
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 13, 20, 49, 93, 100})
  void theFirstRungIsAtTheEvaluationThatItsShareMeans(int reduction) {
    EarlyStopping rule =
        procedure("early-stopping: {method: asha, reduction: %d}\n".formatted(reduction))
            .earlyStopping()
            .orElseThrow();
    Rungs rungs = new Rungs("validation-loss", rule.rungs(), (long) reduction * reduction);

    assertThat(rungs.reachedWith(new EpochMetrics(1, 1, 0, Map.of("validation-loss", 1.0))))
        .isOne();
  }

  @Test
  void theMedianRuleKeepsHalf() {
    assertThat(
            procedure(
                    "early-stopping: {method: median, metric: validation-accuracy, at: [0.25, 0.5]}\n")
                .earlyStopping())
        .contains(
            new EarlyStopping(
                EarlyStopping.Method.MEDIAN,
                new Objective("validation-accuracy"),
                List.of(0.25, 0.5),
                2));
  }

  @Test
  void aPlanSaysWhatIsStopped() {
    assertThat(procedure("early-stopping: {method: asha}\n").notes())
        .containsExactly(
            "Stopped early (asha): at 11 % and 33 % of its budget a trial goes on if it is among the"
                + " best 1 of 3 of its task and attention by validation-loss; while that is"
                + " open, it is set aside. Stopped trials enter no mean.");
    assertThat(procedure("early-stopping: {method: asha}\ncheckpoints: none\n").notes())
        .contains(
            "Without checkpoints a trial that was set aside starts at its beginning when it goes on.");
  }

  @Test
  void earlyStoppingThatMakesNoSenseIsRefused() {
    assertThat(
            problems(
                GRID + "early-stopping: {method: hyperband, metric: test-accuracy, reductio: 1}\n"))
        .containsExactly(
            "x.yaml:5: early-stopping.method: expected asha or median, got hyperband",
            "x.yaml:5: early-stopping.metric: expected a metric of validation or training data such"
                + " as validation-accuracy (choosing by test data would spoil the comparison), got"
                + " test-accuracy",
            "x.yaml:5: early-stopping.reductio: unknown key, did you mean reduction?");
    assertThat(problems(GRID + "early-stopping: {method: asha, reduction: 1, at: [0.5, 0.25]}\n"))
        .containsExactly(
            "x.yaml:5: early-stopping.reduction: expected a whole number from 2 to 100, got 1");
    assertThat(problems(GRID + "early-stopping: {method: asha, at: [0.5, 0.25]}\n"))
        .containsExactly(
            "x.yaml:5: early-stopping.at: expected ascending shares of the budget between 0 and 1,"
                + " got 0.25");
    assertThat(problems(GRID + "early-stopping: asha\n"))
        .containsExactly(
            "x.yaml:5: early-stopping: expected a mapping such as {method: asha}, got asha");
  }

  @Test
  void aRungAfterTheLastEvaluationIsRefused() {
    assertThat(
            problems(GRID.replace("epochs: 9", "epochs: 1") + "early-stopping: {method: median}\n"))
        .containsExactly(
            "x.yaml:5: early-stopping: has nothing to decide by at 50 % of the budget: the next"
                + " evaluation of a trial is its last, give more training.epochs, or"
                + " training.evaluate-every");
  }

  @Test
  void aLengthThatOnlyTheDataTellRefusesNothing() {
    String table =
        """
        name: table
        task: {name: table, file: any.csv, target: y}
        training: {%s, evaluate-every: 300, learning-rate: [0.001, 0.01, 0.1]}
        early-stopping: {method: asha}
        """;

    assertThat(parse(table.formatted("epochs: 9")).procedure().earlyStopping()).isPresent();
    assertThat(problems(table.formatted("steps: 300")))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("x.yaml:4: early-stopping: has nothing to decide by at 33 % of the budget");
  }

  @Test
  void trialsOfSeveralWorkersCannotBeStoppedEarly() {
    assertThat(
            problems(
                """
                name: together
                task: {name: reverse}
                model: {attention: [qkv, kv]}
                training: {epochs: 4}
                distribute: [none, data]
                early-stopping: {method: asha}
                """))
        .containsExactly(
            "x.yaml:6: early-stopping: stops trials at the step where they are compared, which several"
                + " workers (distribute) go past until they meet: choose one");
  }

  @Test
  void budgetsInTimeCannotBeComparedOnTheWay() {
    String timed =
        """
        name: timed
        task: {name: reverse}
        model: {attention: [qkv, kv]}
        training: {seconds: 60}
        """;

    assertThat(parse(timed).procedure().notes())
        .containsExactly(
            "The budget is in seconds: how far a trial gets depends on the machine, so no number"
                + " repeats exactly.");
    assertThat(problems(timed + "early-stopping: {method: asha}\n"))
        .containsExactly(
            "x.yaml:5: early-stopping: compares trials after the same number of steps, which a budget"
                + " in training.seconds does not have");
  }

  @Test
  void seedsMayGrow() {
    SweepSpec sweep = parse(GRID + "seeds: {first: 3, most: 8}\n");

    assertThat(sweep.trials()).hasSize(6 * 3);
    assertThat(sweep.procedure().moreSeeds()).isEqualTo(Optional.of(new MoreSeeds(3, 8)));
    assertThat(sweep.procedure().notes())
        .singleElement()
        .asString()
        .startsWith("Seeds: 3 for every");
  }

  @Test
  void growingSeedsThatMakeNoSenseAreRefused() {
    assertThat(problems(GRID + "seeds: {first: 1, most: 8}\n"))
        .containsExactly(
            "x.yaml:5: seeds: expected at least 2 as first, which an interval needs, and more as"
                + " most, got 1 and 8");
    assertThat(problems(GRID + "seeds: {first: x, last: 8}\n"))
        .containsExactly(
            "x.yaml:5: seeds.most: expected a whole number from 1 to 100000, got nothing",
            "x.yaml:5: seeds.first: expected a whole number from 1 to 100000, got x",
            "x.yaml:5: seeds.last: unknown key, did you mean most?");
    assertThat(problems(GRID.replace("[qkv, kv]", "kv") + "seeds: {first: 2, most: 8}\n"))
        .containsExactly(
            "x.yaml:5: seeds: are added by a comparison, and model.attention has one value, kv");
    assertThat(problems(GRID + "seeds: {first: 2, most: 8}\nearly-stopping: {method: asha}\n"))
        .containsExactly(
            "x.yaml:5: seeds: can't be added to cells while early-stopping cuts their trials short:"
                + " choose one");
  }
}
