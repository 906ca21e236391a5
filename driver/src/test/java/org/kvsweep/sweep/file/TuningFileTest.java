package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.EvenSamples;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.task.ModelKeys;

class TuningFileTest {
  private static final String OPEN =
      """
      name: tuned
      task: {name: toy-echo, length: [16, 64]}
      model: {attention: [qkv, kv], width: {from: 16, to: 64, step: 16}, depth: [1, 2, 4]}
      training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
      """;

  private static Tuning tuning(SweepSpec sweep) {
    return sweep.procedure().tuning().orElseThrow();
  }

  private static List<TuningSpace.Sample> first(TuningSpace space, Tuning tuning) {
    EvenSamples even = new EvenSamples(tuning, space);
    return IntStream.range(0, tuning.startup()).mapToObj(i -> even.next().orElseThrow()).toList();
  }

  @Test
  void everySideInEveryTaskIsTunedByItself() {
    SweepSpec sweep = parse(OPEN + "tune: {method: tpe, samples: 30}\nconfirm: {seeds: 10}\n");

    assertThat(tuning(sweep).spaces().stream().map(TuningSpace::name))
        .containsExactly(
            "toy-echo length=16 qkv",
            "toy-echo length=16 kv",
            "toy-echo length=64 qkv",
            "toy-echo length=64 kv");
    assertThat(tuning(sweep).objective()).isEqualTo(new Objective("validation-loss"));
    assertThat(sweep.procedure().confirmation())
        .contains(new Confirmation(new Objective("validation-loss"), 1, 10));
    assertThat(sweep.trials())
        .hasSize(4 * 10)
        .allSatisfy(trial -> assertThat(trial.stage()).isEqualTo(Stage.tuning(0)));
    assertThat(sweep.compared().orElseThrow().following())
        .extracting(SettingPath::toString)
        .containsExactly("model.depth", "model.width", "training.learning-rate");
  }

  @Test
  void theFirstSamplesAreTheSameForEverySideAndTask() {
    SweepSpec sweep = parse(OPEN + "tune: {method: tpe, samples: 30, seeds: 2, round: 4}\n");

    List<List<String>> settings =
        tuning(sweep).spaces().stream()
            .map(
                space ->
                    sweep.trials().stream()
                        .map(PlannedTrial::spec)
                        .filter(spec -> space.task().endsWith("=" + spec.task().integer("length")))
                        .filter(spec -> ModelKeys.attentionOf(spec).label().equals(space.side()))
                        .map(
                            spec ->
                                spec.model().integer("width")
                                    + " "
                                    + spec.model().integer("depth")
                                    + " "
                                    + spec.training()
                                    + " "
                                    + spec.seed())
                        .toList())
            .distinct()
            .toList();

    assertThat(settings).hasSize(1);
    assertThat(settings.get(0)).hasSize(12 * 2);
  }

  @Test
  void keysBecomeDimensions() {
    SweepSpec sweep =
        parse(
            OPEN.replace("depth: [1, 2, 4]", "depth: [1, 2, 4], dropout: [0.3, 0.0, 0.1]")
                + "tune: {method: random, samples: 5}\n");

    assertThat(tuning(sweep).spaces().get(0).dimensions())
        .containsExactly(
            Dimension.Steps.even(4),
            Dimension.Steps.even(3),
            new Dimension.Choices(3),
            new Dimension.Continuous());
  }

  @Test
  void wholeNumbersOnALogScaleHaveCellsAsWideAsTheyAreLikely() {
    SweepSpec sweep =
        parse(
            OPEN.replace("step: 16", "step: 16, scale: log")
                + "tune: {method: sobol, samples: 5}\n");

    Dimension.Steps steps = (Dimension.Steps) tuning(sweep).spaces().get(0).dimensions().get(0);

    // 16 up to 32 of all of 16 up to 80.
    assertThat(steps.ends().get(0)).isCloseTo(Math.log(2) / Math.log(5), within(1e-12));
    assertThat(steps.ends()).hasSize(4).last().isEqualTo(1.0);
  }

  @Test
  void aKeyCountsOnlyWhereItsConditionHolds() {
    SweepSpec sweep =
        parse(
            OPEN
                + """
                when: {model.depth: {model.width: 64}}
                tune: {method: sobol, samples: 16}
                """);

    assertThat(first(tuning(sweep).spaces().get(0), tuning(sweep)))
        .hasSize(16)
        .allSatisfy(
            sample ->
                assertThat(sample.point().get(1).isNaN())
                    .isEqualTo(sample.spec().model().integer("width") != 64));
  }

  @Test
  void whatIsExcludedOrImpossibleIsNeverDrawn() {
    SweepSpec sweep =
        parse(
            OPEN.replace("step: 16", "step: 8")
                + """
                exclude: [{model.depth: 4}, {model.attention: kv, model.width: {from: 48}}]
                tune: {method: sobol, samples: 30}
                """);

    assertThat(sweep.trials())
        .hasSize(4 * 30)
        .noneMatch(trial -> trial.spec().model().integer("depth") == 4)
        .noneMatch(
            trial ->
                trial.spec().model().integer("width") >= 48
                    && ModelKeys.attentionOf(trial.spec()).label().equals("kv"));
  }

  @Test
  void aSideThatTheFileLeavesOutOfATaskIsNotTunedThere() {
    SweepSpec sweep =
        parse(
            OPEN
                + """
                exclude: [{task.length: 64, model.attention: kv}]
                tune: {method: tpe, samples: 12}
                """);

    assertThat(tuning(sweep).spaces().stream().map(TuningSpace::name))
        .containsExactly(
            "toy-echo length=16 qkv", "toy-echo length=16 kv", "toy-echo length=64 qkv");
  }

  @Test
  void aPlanSaysHowIsTunedAndWhatIsCompared() {
    assertThat(
            parse(OPEN + "tune: {method: tpe, samples: 30, seeds: 2}\nconfirm: {seeds: 10}\n")
                .procedure()
                .notes())
        .containsExactly(
            "Tuned by validation-loss with 2 seeds: 30 samples for each task and attention, drawn the"
                + " first 10 by a Sobol sequence, then from results in rounds of 5 (tpe) with seed"
                + " 0: model.width from 16 to 64 in steps of 16; model.depth from 1, 2, 4;"
                + " training.learning-rate from 0.0001 to 0.1 on a log scale.",
            "Confirmed: the best settings of each task and attention by validation-loss are trained"
                + " with 10 fresh seeds, 2 to 11; only these trials are compared.");
  }

  @Test
  void theBestOfAStoppedGridIsConfirmedWithSeedsThatItDoesNotHave() {
    SweepSpec sweep =
        parse(
            """
            name: grid
            task: {name: toy-echo}
            model: {attention: [qkv, kv]}
            training: {epochs: 9, learning-rate: [1e-4, 1e-3, 1e-2]}
            seeds: [3, 7]
            early-stopping: {method: asha, metric: validation-accuracy}
            confirm: {seeds: 4}
            """);

    assertThat(sweep.procedure().confirmation())
        .contains(new Confirmation(new Objective("validation-accuracy"), 8, 4));
    assertThat(sweep.trials())
        .hasSize(12)
        .allSatisfy(trial -> assertThat(trial.stage()).isEqualTo(Stage.tuning(0)));
  }

  @Test
  void allThatIsWrongWithATuningIsSaidAtOnce() {
    assertThat(
            problems(
                """
                name: tuned
                task: {name: toy-echo, length: {from: 4, to: 8}}
                model: {attention: [qkv, kv]}
                resources: {cpus: [1, 2]}
                tune: {method: tpo, metric: test-loss, round: 0, sample: 3}
                confirm: {seeds: 0}
                search: {method: random, samples: 3}
                seeds: 3
                """))
        .containsExactly(
            "x.yaml:2: task.length: tuning would choose the task too, got a range; a list makes tasks"
                + " that are tuned by themselves",
            "x.yaml:4: resources.cpus: changes no number of a trial and can't be tuned, expected one"
                + " value",
            "x.yaml:5: tune.samples: missing, expected a whole number of at least 1",
            "x.yaml:5: tune.method: expected random or sobol or tpe, got tpo",
            "x.yaml:5: tune.metric: expected a metric of validation or training data such as"
                + " validation-accuracy (choosing by test data would spoil the comparison), got"
                + " test-loss",
            "x.yaml:5: tune.round: expected a whole number of at least 1 and at most 100000, got 0",
            "x.yaml:5: tune.sample: unknown key, did you mean samples?",
            "x.yaml:6: confirm.seeds: expected a whole number of at least 1 and at most 100000, got 0",
            "x.yaml:7: search: can't stand beside tune, which draws the samples of each side: leave it"
                + " out",
            "x.yaml:8: seeds: can't stand beside tune: tune.seeds repeats samples, and confirm.seeds"
                + " what is compared");
  }

  @Test
  void aTuningNeedsSomethingToTuneAndAConfirmationSomethingToConfirm() {
    String plain =
        """
        name: tuned
        task: {name: toy-echo}
        model: {attention: [qkv, kv]}
        """;

    assertThat(problems(plain + "tune: {method: tpe, samples: 3}\n"))
        .containsExactly(
            "x.yaml:4: tune: nothing to tune: give a key outside of task and other than"
                + " model.attention a list or a range");
    assertThat(problems(plain + "confirm: {seeds: 3}\n"))
        .containsExactly(
            "x.yaml:4: confirm: has nothing to confirm: expected tune or early-stopping, which choose"
                + " settings");
    assertThat(problems(plain + "tune: tpe\n"))
        .containsExactly(
            "x.yaml:4: tune: expected a mapping such as {method: tpe, samples: 40}, got tpe");
    assertThat(problems(plain + "confirm: 10\ntune: {method: sobol, samples: 3, round: 2}\n"))
        .contains(
            "x.yaml:4: confirm: expected a mapping such as {seeds: 10}, got 10",
            "x.yaml:5: tune.round: only method: tpe goes in rounds, the others ask for no results");
  }

  @Test
  void roundsThatCannotKeepAllSeedsOfASampleAreRefused() {
    String open = OPEN.replace("training: {", "training: {epochs: 9, ");
    String stopping = "early-stopping: {method: asha}\n";

    assertThat(problems(open + "tune: {method: tpe, samples: 30, seeds: 3}\n" + stopping))
        .containsExactly(
            "x.yaml:5: tune.seeds: expected rounds in which early-stopping can keep all 3 seeds of a"
                + " sample, got one of 5 samples that keeps 2 of 15 trials: give rounds of at least"
                + " 7 samples (round, and samples for the last), fewer seeds, or no"
                + " early-stopping");
    assertThat(problems(open + "tune: {method: tpe, samples: 38, round: 7, seeds: 3}\n" + stopping))
        .singleElement()
        .asString()
        .contains("got one of 3 samples that keeps 1 of 9 trials");
    for (String kept :
        List.of(
            "samples: 35, round: 7, seeds: 3",
            "samples: 30, seeds: 2",
            "samples: 10, seeds: 3",
            "samples: 30")) {
      assertThat(parse(open + "tune: {method: tpe, " + kept + "}\n" + stopping).trials())
          .isNotEmpty();
    }
  }

  @Test
  void aTaskIsTunedThoughItsKeyCountsOnlyWithSomeOfTheTunedSettings() {
    SweepSpec sweep =
        parse(
            """
            name: tuned
            task: {name: toy-echo, length: [8, 32]}
            model: {attention: [qkv, kv], depth: [2, 1]}
            training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
            when: {task.length: {model.depth: 2}}
            tune: {method: sobol, samples: 8}
            """);

    assertThat(tuning(sweep).spaces().stream().map(TuningSpace::name))
        .containsExactly(
            "toy-echo length=8 qkv",
            "toy-echo length=8 kv",
            "toy-echo length=32 qkv",
            "toy-echo length=32 kv");
    assertThat(sweep.trials().stream().map(trial -> trial.spec().task().integer("length")))
        .as("and the default where it does not count")
        .contains(8, 32, 16);
  }

  @Test
  void sidesThatAreKeysOfTheTaskAreOfOneTask() {
    List<TuningSpace> spaces =
        tuning(
                parse(
                    """
                    name: tuned
                    task: {name: toy-echo, length: [8, 64]}
                    model: {depth: [1, 2, 4]}
                    compare: task.length
                    tune: {method: sobol, samples: 3}
                    """))
            .spaces();

    assertThat(spaces).extracting(TuningSpace::task).containsOnly("toy-echo");
    assertThat(spaces).extracting(TuningSpace::side).containsExactly("8", "64");
    assertThat(spaces)
        .as("proposals follow from it")
        .extracting(TuningSpace::name)
        .containsExactly("toy-echo length=8 8", "toy-echo length=64 64");
  }

  @Test
  void tooManySamplesForTheListsAreRefused() {
    assertThat(
            problems(
                """
                name: tuned
                task: {name: toy-echo}
                model: {attention: [qkv, kv], depth: [1, 2, 4]}
                exclude: [{model.attention: kv, model.depth: 4}]
                tune: {method: tpe, samples: 3}
                """))
        .containsExactly(
            "x.yaml:5: tune: expected 3 samples of toy-echo, got 2 different ones: ask for fewer, or"
                + " widen what is drawn from");
  }

  @Test
  void settingsThatCanNeverStandTogetherAreNamed() {
    assertThat(
            problems(
                """
                name: tuned
                task: {name: toy-echo}
                model: {attention: [qkv, kv], width: 65, heads: 2, depth: [1, 2, 4]}
                tune: {method: tpe, samples: 3}
                """))
        .containsExactly("x.yaml:3: model.heads: width 65 is not divisible by 2");
  }

  @Test
  void aMetricThatATaskDoesNotMeasureIsRefused() {
    assertThat(
            problems(
                """
                name: tuned
                task: {name: toy-parrot}
                model: {attention: [qkv, kv], depth: [1, 2, 4]}
                tune: {method: tpe, samples: 3, metric: validation-bleu}
                """))
        .containsExactly(
            "x.yaml:4: tune.metric: toy-parrot does not measure it, expected one of train-loss,"
                + " validation-loss, got validation-bleu");
  }

  @Test
  void aMetricThatOnlyOtherTrialsOfTheTaskMeasureIsRefused() {
    assertThat(
            problems(
                """
                name: tuned
                task: {name: table, file: t.csv, target: y}
                model: {width: [8, 16, 32], depth: [1, 2]}
                tune: {method: tpe, samples: 3, metric: validation-rmse}
                """))
        .contains(
            "x.yaml:4: tune.metric: table does not measure it, expected one of train-loss,"
                + " validation-accuracy, validation-auc, validation-f1, validation-loss, got"
                + " validation-rmse");
    assertThat(
            problems(
                """
                name: stopped
                task: {name: mnist, validation: 0}
                model: {attention: [qkv, kv]}
                early-stopping: {method: asha}
                """))
        .containsExactly(
            "x.yaml:4: early-stopping.metric: mnist does not measure it, expected one of"
                + " train-accuracy, train-loss, got validation-loss");
  }

  @Test
  void theMetricThatIsMeantIsNamed() {
    assertThat(
            problems(
                """
                name: stopped
                task: {name: mnist, validation: 5000}
                model: {attention: [qkv, kv]}
                early-stopping: {method: asha, metric: validation-acuracy}
                """))
        .singleElement()
        .asString()
        .endsWith("got validation-acuracy (did you mean validation-accuracy?)");
  }

  @Test
  void whatDependsOnTheComparedKeyOrOnATunedOneIsNoPartOfACell() {
    String model = "model: {attention: [qkv, kv], width: 8, depth: [1, 2], heads: 1}\n";
    String tuned = "tune: {method: sobol, samples: 8}\nconfirm: {seeds: 5}\n";
    String warmup =
        """
        training: {learning-rate: {from: 1e-4, to: 1e-1}, schedule: [constant, one-cycle], warmup-steps: 7}
        when: {training.warmup-steps: {training.schedule: one-cycle}}
        """;
    String copy = "name: cells\ntask: {name: copy, length: [4, 8], train: 2560}\n" + model + tuned;

    for (String more :
        List.of(
            warmup + "compare: training.schedule\n",
            warmup,
            """
            training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
            distribute: [none, data]
            compare: training.distribute
            """)) {
      SweepSpec sweep = parse(copy + more);
      ComparedKey compared = sweep.compared().orElseThrow();

      assertThat(sweep.trials().stream().map(trial -> compared.cell(trial.spec())).distinct())
          .as("one for each task, of %s", more)
          .hasSize(2);
    }
  }

  @Test
  void aKeyOfTheTaskTellsCellsApartWhateverItDependsOn() {
    ComparedKey compared =
        parse(
                """
                name: cells
                task: {name: toy-echo, length: [8, 64]}
                model: {depth: [1, 2]}
                training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
                when: {task.length: {model.depth: 2}}
                compare: model.depth
                tune: {method: sobol, samples: 4}
                confirm: {seeds: 5}
                """)
            .compared()
            .orElseThrow();

    assertThat(compared.following()).containsExactly(SettingPath.of("training.learning-rate"));
  }

  @Test
  void seedsThatLeaveNoFreshOnesAreRefused() {
    String grid =
        """
        name: grid
        task: {name: toy-echo}
        model: {attention: [qkv, kv]}
        training: {epochs: 9}
        seeds: [%d]
        early-stopping: {method: median}
        confirm: {seeds: 3}
        """;

    for (long seed : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 2}) {
      assertThat(problems(grid.formatted(seed)))
          .containsExactly(
              "x.yaml:5: seeds: leave no room for 3 fresh seeds of confirm behind them: expected at"
                  + " most 9223372036854775804, got "
                  + seed);
    }
    assertThat(
            parse(grid.formatted(Long.MAX_VALUE - 3))
                .procedure()
                .confirmation()
                .orElseThrow()
                .freshSeeds())
        .containsExactly(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, Long.MAX_VALUE);
  }
}
