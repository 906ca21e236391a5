package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.task.ModelKeys;

class RulesTest {
  private static final String GRID =
      """
      name: rules
      task: {name: toy-echo, length: [16, 64]}
      model: {attention: [qkv, kv], width: [32, 64], depth: [1, 2, 4], dropout: [0.0, 0.2]}
      """;

  private static List<String> cells(String more) {
    return parse(GRID + more).trials().stream()
        .map(PlannedTrial::spec)
        .map(
            spec ->
                "%d %s %d %d %s"
                    .formatted(
                        spec.task().integer("length"),
                        ModelKeys.attentionOf(spec).label(),
                        spec.model().integer("width"),
                        spec.model().integer("depth"),
                        spec.model().number("dropout")))
        .toList();
  }

  @Test
  void aKeyIsThereOnlyWhereItsConditionHolds() {
    List<String> cells = cells("when: {model.dropout: {model.depth: [2, 4]}}\n");

    // Elsewhere dropout has its default, 0.1, once.
    assertThat(cells).hasSize(2 * 2 * 2 * (1 + 2 + 2)).contains("16 qkv 32 1 0.1");
    assertThat(cells).noneMatch(cell -> cell.contains(" 1 0.0") || cell.contains(" 1 0.2"));
  }

  @Test
  void conditionsMayRestOnConditionalKeys() {
    List<String> cells =
        cells(
            """
            when:
              model.dropout: {model.depth: 4}
              model.depth: {task.length: 64}
            """);

    // Without its values depth is 2, so dropout is 0.1 there too.
    assertThat(cells.stream().filter(cell -> cell.startsWith("16 qkv 32")))
        .containsExactly("16 qkv 32 2 0.1");
    assertThat(cells.stream().filter(cell -> cell.startsWith("64 qkv 32")))
        .containsExactly(
            "64 qkv 32 1 0.1", "64 qkv 32 2 0.1", "64 qkv 32 4 0.0", "64 qkv 32 4 0.2");
  }

  @Test
  void excludedCellsAreLeftOut() {
    List<String> cells =
        cells(
            "exclude: [{model.depth: 4, model.width: {from: 64}}, {task.length: 16, model.depth: [2, 4]}]\n");

    assertThat(cells)
        .noneMatch(cell -> cell.contains(" 64 4 "))
        .noneMatch(cell -> cell.startsWith("16") && !cell.contains(" 1 0."));
    assertThat(cells).hasSize(48 - 8 - 16 + 4);
  }

  @Test
  void aPlanSaysWhatTheRulesDo() {
    assertThat(
            parse(
                    GRID
                        + """
                        when: {model.dropout: {model.depth: {from: 2}}}
                        exclude: [{model.depth: 4, model.width: 64}, {task.name: toy-echo, task.length: [16, 64], model.depth: {from: 1, to: 1}}]
                        """)
                .procedure()
                .notes())
        .containsExactly(
            "model.dropout only where model.depth is at least 2: in 32 of the combinations.",
            "Left out where model.depth is 4 and model.width is 64: 8 cells.",
            "Left out where task.name is toy-echo and task.length is 16 or 64 and model.depth is"
                + " from 1 to 1: 8 cells.");
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThat(
            problems(
                GRID
                    + """
                    when:
                      model.attention: {model.depth: 1}
                      model.heads: {model.depth: 1}
                      depth: {model.width: 32}
                      model.dropout: {model.widht: 32, model.depth: [1, 0]}
                      model.width: 3
                    exclude:
                      - {model.depth: {over: 3}}
                      - {model.attention: {from: 1}}
                      - {}
                      - {task.name: toy-parrot}
                    """))
        .containsExactly(
            "x.yaml:5: when.model.attention: is what trials are compared by and has to be in every"
                + " cell",
            "x.yaml:6: when.model.heads: has no values in this file, so there is nothing to leave"
                + " out",
            "x.yaml:7: when.depth: expected the key with its section, model.depth",
            "x.yaml:8: when.model.dropout.model.widht: unknown key, did you mean model.width?",
            "x.yaml:8: when.model.dropout.model.depth: expected a whole number from 1 to 64, got 0",
            "x.yaml:9: when.model.width: expected a condition such as {model.depth: [2, 4]}, got 3",
            "x.yaml:11: exclude.model.depth: expected a value, a list, or {from: ..., to: ...} with"
                + " one of them or both",
            "x.yaml:12: exclude.model.attention: expected a value or a list, got a mapping",
            "x.yaml:13: exclude: expected a condition such as {model.depth: [2, 4]}, got an empty one",
            "x.yaml:14: exclude.task.name: no task of this file, expected one of toy-echo, got"
                + " toy-parrot");
    assertThat(problems(GRID + "exclude: {model.depth: 4}\n"))
        .containsExactly(
            "x.yaml:4: exclude: expected a list of conditions such as [{model.depth: 4}], got a"
                + " mapping");
    assertThat(
            problems(
                GRID + "when: {model.depth: {model.width: 32}, model.width: {model.depth: 1}}\n"))
        .containsExactly(
            "x.yaml:4: when.model.depth: depends on itself, by way of model.depth, model.width");
  }

  @Test
  void spansThatNoNumberIsInAreRefused() {
    String tuned =
        """
        name: rules
        task: {name: toy-echo}
        training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
        tune: {method: random, samples: 5}
        """;

    assertThat(problems(tuned + "exclude: [{training.learning-rate: {from: 0.05, to: 0.0005}}]\n"))
        .containsExactly(
            "x.yaml:5: exclude.training.learning-rate: expected from not above to, got 0.05 and"
                + " 0.0005");
    assertThat(
            problems(
                GRID
                    + """
                    when: {model.dropout: {model.depth: {from: 4, to: 2}}}
                    exclude:
                      - {model.depth: {from: .nan}}
                      - {model.depth: {from: 1, to: .inf}}
                      - {model.depth: {from: -.inf, to: 1}}
                    """))
        .containsExactly(
            "x.yaml:4: when.model.dropout.model.depth: expected from not above to, got 4 and 2",
            "x.yaml:6: exclude.model.depth: expected a number for from, got .nan",
            "x.yaml:7: exclude.model.depth: expected a number for to, got .inf",
            "x.yaml:8: exclude.model.depth: expected a number for from, got -.inf");
  }

  @Test
  void rulesWithoutEffectAreRefused() {
    assertThat(
            problems(
                GRID
                    + """
                    when: {model.dropout: {model.depth: 3}}
                    exclude:
                      - {model.depth: 8}
                    """))
        .containsExactly(
            "x.yaml:4: when.model.dropout: never holds, no cell of this file has model.depth is 3",
            "x.yaml:6: exclude: leaves out nothing, no cell of this file has model.depth is 8");
    assertThat(problems(GRID + "exclude: [{model.depth: {from: 1}}]\n"))
        .containsExactly("x.yaml:4: exclude: leaves out all cells");
  }

  @Test
  void aKeyWithoutDefaultCannotBeLeftOut() {
    assertThat(
            problems(
                """
                name: a
                task: {name: toy-gallery, folder: [x, y], length: [1, 2]}
                when: {task.folder: {task.length: 1}}
                """))
        .containsExactly("x.yaml:3: when.task.folder: has no default that it could have elsewhere");
  }
}
