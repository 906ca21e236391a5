package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.groups.Tuple;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

class SweepFilePropertyTest {
  private static final TaskCatalog CATALOG = TaskCatalog.load();

  private static final String VALID =
      """
      name: echo-by-attention
      task: {name: [toy-echo, toy-parrot], length: [16, 64], echoes: [1, 2]}
      model:
        attention: [qkv, kv, kv-pos]
        width: 64
        depth: [1, 2]   # blocks
        heads: 2
      training: {epochs: 2, batch-size: 128, learning-rate: [1e-3, 5e-4], shuffle: true}
      seeds: 3
      search: grid
      """;

  private static final List<String> PIECES =
      List.of(
          "[",
          "]",
          "{",
          "}",
          ":",
          ": ",
          ",",
          "-",
          "- ",
          "? ",
          "|",
          ">",
          "&a ",
          "*a",
          "!!str ",
          "!",
          "%YAML 1.2\n",
          "---\n",
          "...\n",
          "\n",
          "\t",
          " ",
          "#",
          "'",
          "\"",
          "\\",
          "@",
          "`",
          "~",
          "<<: ",
          "null",
          "1e999",
          "-1",
          "0x1F",
          ".inf",
          "name",
          "toy-gallery",
          "\r\n",
          "\uFEFF",
          "\u0000",
          "\u0085",
          "\uD83D",
          "é",
          "𝒳");

  /** Lists of values of a few keys, in any order, beside what the rest of the test needs. */
  @Property(tries = 200)
  void expandingAWrittenGridGivesEveryCombinationOnceInItsOrder(
      @ForAll("axes") Map<String, List<Object>> axes,
      @ForAll @IntRange(min = 1, max = 4) int seeds) {
    SweepSpec sweep = SweepFileTest.parse(write(axes, seeds));

    List<Map<String, Object>> expected = new ArrayList<>(List.of(Map.of()));
    for (var axis : axes.entrySet()) {
      expected =
          expected.stream()
              .flatMap(
                  cell -> axis.getValue().stream().map(value -> and(cell, axis.getKey(), value)))
              .toList();
    }
    List<String> cells =
        expected.stream()
            .flatMap(
                cell ->
                    IntStream.range(0, seeds).mapToObj(seed -> new TreeMap<>(cell) + " " + seed))
            .toList();
    assertThat(sweep.trials())
        .extracting(trial -> pick(trial.spec(), axes) + " " + trial.spec().seed())
        .containsExactlyElementsOf(cells);
    assertThat(sweep.axes())
        .extracting(Axis::path, Axis::values)
        .containsExactlyElementsOf(
            axes.entrySet().stream()
                .filter(axis -> axis.getValue().size() > 1)
                .map(axis -> Tuple.tuple(SettingPath.of(axis.getKey()), axis.getValue()))
                .toList());
    assertThat(new HashSet<>(sweep.trials().stream().map(PlannedTrial::id).toList()))
        .hasSameSizeAs(sweep.trials());
  }

  @Property(tries = 3000)
  void aMutatedFileParsesOrHasProblemsWithALine(@ForAll("mutants") String text) {
    parsesOrReports(text);
  }

  @Property(tries = 1000)
  void randomBytesHaveProblems(@ForAll @Size(max = 300) byte[] bytes) {
    parsesOrReports(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 1000)
  void randomSequencesOfYamlPiecesParseOrHaveProblems(@ForAll("soups") String text) {
    parsesOrReports(text);
  }

  private static void parsesOrReports(String text) {
    try {
      assertThat(SweepFile.parse(text, "x.yaml", CATALOG).trials()).isNotEmpty();
    } catch (SweepFileException refused) {
      int lines = (int) text.lines().count() + 1;
      assertThat(refused.problems())
          .isNotEmpty()
          .isSorted()
          .allSatisfy(problem -> assertThat(problem.line()).isBetween(1, lines));
    }
  }

  @Provide
  Arbitrary<Map<String, List<Object>>> axes() {
    Map<String, List<Object>> pools = new LinkedHashMap<>();
    pools.put("task.length", List.of(4L, 8L, 16L, 512L));
    pools.put("model.attention", List.of("qkv", "kv", "kv-pos"));
    pools.put("model.depth", List.of(1L, 2L, 64L));
    pools.put("model.dropout", List.of(0.0, 0.1, 0.25));
    pools.put("training.learning-rate", List.of(1e-3, 5e-4, 1.0));
    pools.put("training.shuffle", List.of(true, false));
    return Arbitraries.shuffle(new ArrayList<>(pools.keySet()))
        .flatMap(
            order -> {
              // Sections can't be interleaved in a file.
              List<String> grouped =
                  order.stream()
                      .map(path -> path.substring(0, path.indexOf('.')))
                      .distinct()
                      .flatMap(part -> order.stream().filter(path -> path.startsWith(part + ".")))
                      .toList();
              return Combinators.combine(
                      grouped.stream().map(path -> choice(pools.get(path))).toList())
                  .as(
                      values -> {
                        Map<String, List<Object>> axes = new LinkedHashMap<>();
                        for (int i = 0; i < grouped.size(); i++) {
                          axes.put(grouped.get(i), values.get(i));
                        }
                        return axes;
                      });
            });
  }

  private static Arbitrary<List<Object>> choice(List<Object> pool) {
    return Arbitraries.of(pool).list().uniqueElements().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> mutants() {
    Arbitrary<String> piece = Arbitraries.of(PIECES);
    Arbitrary<Integer> place = Arbitraries.integers().between(0, VALID.length() - 1);
    Arbitrary<Integer> removed = Arbitraries.integers().between(0, 12);
    return Combinators.combine(piece, place, removed)
        .as((text, at, cut) -> new Object[] {text, at, cut})
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(
            edits -> {
              StringBuilder text = new StringBuilder(VALID);
              for (Object[] edit : edits) {
                int at = Math.min((int) edit[1], text.length());
                int end = Math.min(at + (int) edit[2], text.length());
                text.replace(at, end, (String) edit[0]);
              }
              return text.toString();
            });
  }

  @Provide
  Arbitrary<String> soups() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  private static String write(Map<String, List<Object>> axes, int seeds) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    axes.forEach(
        (path, values) -> {
          int dot = path.indexOf('.');
          String value = values.size() == 1 ? values.get(0).toString() : values.toString();
          sections
              .computeIfAbsent(path.substring(0, dot), part -> new ArrayList<>())
              .add("  " + path.substring(dot + 1) + ": " + value);
        });
    sections.get("task").add("  name: toy-echo");
    return sections.entrySet().stream()
        .map(section -> section.getKey() + ":\n" + String.join("\n", section.getValue()))
        .collect(Collectors.joining("\n", "name: written\nseeds: " + seeds + "\n", "\n"));
  }

  private static Map<String, Object> and(Map<String, Object> cell, String path, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(cell);
    more.put(path, value);
    return more;
  }

  private static Map<String, Object> pick(TrialSpec spec, Map<String, List<Object>> axes) {
    Map<String, Object> picked = new TreeMap<>();
    for (String path : axes.keySet()) {
      String key = path.substring(path.indexOf('.') + 1);
      picked.put(
          path,
          switch (path.substring(0, path.indexOf('.'))) {
            case "task" -> spec.task().values().get(key);
            case "model" -> spec.model().values().get(key);
            default -> spec.training().values().get(key);
          });
    }
    return picked;
  }
}
