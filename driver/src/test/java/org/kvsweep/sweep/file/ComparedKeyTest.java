package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialSpec;

class ComparedKeyTest {
  private static final String GRID =
      """
      name: compared
      task: {name: reverse}
      model: {attention: [kv, qkv], depth: [1, 2, 4]}
      training: {precision: [float, bfloat16], learning-rate: [1e-3, 3e-3]}
      """;

  private static ComparedKey compared(String text) {
    return parse(text).compared().orElseThrow();
  }

  @Test
  void withoutAWordTheAttentionIsComparedWithQkv() {
    ComparedKey attention = compared(GRID);

    assertThat(attention.path()).isEqualTo(ComparedKey.ATTENTION);
    assertThat(attention.sides()).containsExactly("kv", "qkv");
    assertThat(attention.baseline()).isEqualTo("qkv");
    assertThat(compared(GRID.replace("[kv, qkv]", "kv")).sides()).containsExactly("kv");
    assertThat(compared(GRID.replace("[kv, qkv]", "[kv-pos, kv]")).baseline()).isEqualTo("kv-pos");
  }

  @Test
  void anyKeyIsComparedAndItsFirstValueIsTheBaseline() {
    ComparedKey depth = compared(GRID + "compare: model.depth\n");

    assertThat(depth.sides()).containsExactly("1", "2", "4");
    assertThat(depth.baseline()).isEqualTo("1");
    assertThat(parse(GRID + "compare: model.depth\n").trials())
        .extracting(PlannedTrial::id)
        .containsExactlyElementsOf(parse(GRID).trials().stream().map(PlannedTrial::id).toList());
  }

  @Test
  void aBaselineIsAValueHoweverItIsWritten() {
    assertThat(
            compared(GRID + "compare: {key: training.learning-rate, baseline: 0.003}\n").baseline())
        .isEqualTo("0.003");
  }

  @Test
  void whatSettingsLeaveOutIsTheSideOfTheDefault() {
    SweepSpec sweep = parse(GRID + "compare: training.precision\n");
    ComparedKey precision = sweep.compared().orElseThrow();
    List<TrialSpec> trials = sweep.trials().stream().map(PlannedTrial::spec).toList();

    assertThat(trials).extracting(precision::side).containsOnly("float", "bfloat16");
    assertThat(trials.stream().collect(Collectors.groupingBy(precision::cell)).values())
        .hasSize(2 * 3 * 2)
        .allSatisfy(
            pair ->
                assertThat(pair).extracting(precision::side).hasSize(2).doesNotHaveDuplicates());
  }

  @Test
  void aKeyThatFollowsTheComparedOneIsNoPartOfACell() {
    ComparedKey schedule =
        compared(
            """
            name: compared
            task: {name: reverse}
            training: {schedule: [constant, cosine], warmup-steps: 10}
            when: {training.warmup-steps: {training.schedule: cosine}}
            compare: training.schedule
            """);

    assertThat(schedule.following()).containsExactly(SettingPath.of("training.warmup-steps"));
  }

  @Test
  void aRuleMayAskForADefaultThatSettingsLeaveOut() {
    SweepSpec sweep =
        parse(GRID + "exclude: [{training.precision: float, training.learning-rate: 0.003}]\n");

    assertThat(sweep.trials()).hasSize(2 * 3 * 3);
  }

  @Test
  void sidesWithSettingsOfTheirOwnArePaired() {
    SweepSpec sweep =
        parse(
            """
            name: compared
            task: {name: reverse}
            model: {heads: [1, 2]}
            training: {learning-rate: [1e-3, 3e-3]}
            exclude:
              - {model.heads: 1, training.learning-rate: 1e-3}
              - {model.heads: 2, training.learning-rate: 3e-3}
            compare: model.heads
            """);

    assertThat(sweep.compared().orElseThrow().following())
        .containsExactly(SettingPath.of("training.learning-rate"));
    assertThat(sweep.procedure().notes())
        .contains(
            "Compared by model.heads: 2 against 1, in each cell and seed. Each has its own"
                + " training.learning-rate.");
  }

  @Test
  void settingsOfTheirOwnMayBeOthersInEachTask() {
    SweepSpec sweep =
        parse(
            """
            name: compared
            task: {name: reverse, length: [4, 8, 16]}
            model: {heads: [1, 2]}
            training: {learning-rate: [1e-3, 3e-3]}
            exclude:
              - {task.length: 4, training.learning-rate: 3e-3}
              - {task.length: 8, model.heads: 1, training.learning-rate: 1e-3}
              - {task.length: 8, model.heads: 2, training.learning-rate: 3e-3}
              - {task.length: 16, model.heads: 1, training.learning-rate: 3e-3}
              - {task.length: 16, model.heads: 2, training.learning-rate: 1e-3}
            compare: model.heads
            """);
    ComparedKey heads = sweep.compared().orElseThrow();

    assertThat(heads.following()).containsExactly(SettingPath.of("training.learning-rate"));
    assertThat(
            sweep.trials().stream()
                .collect(Collectors.groupingBy(trial -> heads.cell(trial.spec())))
                .values())
        .hasSize(3)
        .allSatisfy(pair -> assertThat(pair).hasSize(2));
  }

  @Test
  void aSearchTrainsEachSampleOnAllSides() {
    SweepSpec sweep =
        parse(
            """
            name: compared
            task: {name: [reverse, copy]}
            model: {attention: [qkv, kv], depth: [1, 2, 3, 4]}
            training: {schedule: [constant, cosine, one-cycle]}
            search: {method: random, samples: 5, seed: 1}
            compare: training.schedule
            """);
    ComparedKey schedule = sweep.compared().orElseThrow();

    assertThat(sweep.trials()).hasSize(5 * 2 * 3);
    assertThat(
            sweep.trials().stream()
                .collect(Collectors.groupingBy(trial -> schedule.cell(trial.spec())))
                .values())
        .hasSize(5 * 2)
        .allSatisfy(cell -> assertThat(cell).hasSize(3));
    assertThat(sweep.procedure().notes().get(0)).contains("each in every schedule and seed:");
  }

  @Test
  void everyProblemIsSaidWithWhatToWriteInstead() {
    assertThat(problems(GRID + "compare: training.shedule\n"))
        .containsExactly(
            "x.yaml:5: compare.training.shedule: unknown key, did you mean training.schedule?");
    assertThat(problems(GRID + "compare: depth\n"))
        .containsExactly("x.yaml:5: compare.depth: expected the key with its section, model.depth");
    assertThat(problems(GRID + "compare: seeds\n"))
        .containsExactly(
            "x.yaml:5: compare: seeds repeat the trials of each side and are no sides, expected a"
                + " key with several values, such as training.schedule, got seeds");
    assertThat(problems(GRID + "compare: name\n").get(0)).contains("is the same for all trials");
    assertThat(problems(GRID + "compare: task.name\n").get(0))
        .contains("tasks learn different things and are compared within");
    assertThat(problems(GRID + "compare: training.schedule\n"))
        .containsExactly(
            "x.yaml:5: compare: training.schedule has one value, its default, and nothing to be"
                + " compared with; give it a list of values");
    assertThat(problems(GRID + "compare: {key: model.depth, baseline: 3, keys: 1}\n"))
        .containsExactly(
            "x.yaml:5: compare.baseline: expected a value of model.depth, got 3, expected one of 1,"
                + " 2, 4",
            "x.yaml:5: compare.keys: unknown key, did you mean key?");
    assertThat(problems(GRID + "compare: [model.depth]\n"))
        .containsExactly(
            "x.yaml:5: compare: expected a key with several values, such as training.schedule, got"
                + " a list");
    assertThat(problems(GRID + "compare: {baseline: float}\n").get(0))
        .contains("compare.key: missing");
  }

  @Test
  void valuesThatAreNoSidesAreRefused() {
    String drawn =
        GRID.replace("[1, 2, 4]", "{from: 1, to: 6}") + "search: {method: random, samples: 3}\n";
    assertThat(problems(drawn + "compare: model.depth\n"))
        .containsExactly(
            "x.yaml:6: compare: model.depth is drawn from a range, whose numbers are no sides; give"
                + " it a list of values");
    String many =
        IntStream.rangeClosed(1, 13).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    assertThat(problems(GRID.replace("1, 2, 4", many) + "compare: model.depth\n"))
        .containsExactly(
            "x.yaml:5: compare: model.depth has 13 values, expected at most 12, which charts can"
                + " tell apart");
    assertThat(
            problems(
                """
                name: compared
                task: {name: [toy-echo, toy-gallery]}
                model: {patch: [7, 14]}
                compare: model.patch
                """))
        .contains(
            "x.yaml:4: compare: model.patch is no key of toy-echo; give these tasks a sweep of their"
                + " own");
  }

  @Test
  void sidesThatCannotBePairedAreRefused() {
    assertThat(
            problems(
                """
                name: compared
                task: {name: reverse}
                training: {schedule: [constant, cosine], warmup-steps: [10, 20]}
                when: {training.warmup-steps: {training.schedule: cosine}}
                compare: training.schedule
                """))
        .singleElement()
        .asString()
        .contains("decides by when which values training.warmup-steps has");
    assertThat(
            problems(
                """
                name: compared
                task: {name: reverse}
                model: {depth: [1, 2], heads: [1, 2, 4]}
                exclude: [{model.depth: 1, model.heads: [2, 4]}, {model.depth: 2, model.heads: 1}]
                compare: model.depth
                """))
        .containsExactly(
            "x.yaml:5: compare: model.depth has no two trials that are equal in all else, so nothing"
                + " can be paired");
    assertThat(problems(GRID + "exclude: [{model.depth: 4}]\ncompare: model.depth\n"))
        .containsExactly(
            "x.yaml:6: compare: model.depth has no trial with 4, expected at least one for each"
                + " value; rules leave them all out");
    assertThat(problems(GRID + "distribute: [none, data]\ncompare: training.workers\n")).hasSize(1);
  }
}
