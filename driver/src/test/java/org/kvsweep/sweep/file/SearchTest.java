package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Draws;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Search;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialSpec;

class SearchTest {
  private static final String DRAWN =
      """
      name: drawn
      task: {name: toy-echo, length: {from: 8, to: 64, step: 8}}
      model: {attention: [qkv, kv, kv-pos], width: 64, depth: {from: 1, to: 6}, heads: [1, 2, 4]}
      training: {learning-rate: {from: 1e-4, to: 1e-2, scale: log}}
      seeds: 2
      search: {method: METHOD, samples: 40, seed: 7}
      """;

  private static SweepSpec drawn(String method) {
    return parse(DRAWN.replace("METHOD", method));
  }

  private static Map<TrialSpec, List<TrialSpec>> byCell(SweepSpec sweep) {
    return sweep.trials().stream()
        .map(PlannedTrial::spec)
        .collect(
            Collectors.groupingBy(
                new ComparedKey(ComparedKey.ATTENTION, List.of("qkv"), "qkv")::cell));
  }

  private static List<Double> learningRates(SweepSpec sweep) {
    return byCell(sweep).keySet().stream()
        .map(cell -> cell.training().number("learning-rate"))
        .toList();
  }

  @Test
  void drawnNumbersThatDoNotFitAreAMatterOfTheStep() {
    String sweep =
        """
        name: drawn
        task: {name: toy-echo}
        model: {width: {from: 16, to: 64STEP}, heads: [2, 4]}
        search: {method: random, samples: 8, seed: 7}
        """;

    assertThat(problems(sweep.replace("STEP", "")))
        .isNotEmpty()
        .allMatch(
            problem ->
                problem.matches(
                    "x.yaml:3: model.heads: width \\d+ is not divisible by [24];"
                        + " a step in its range, such as step: 4, leaves such numbers out"));
    assertThat(parse(sweep.replace("STEP", ", step: 4")).trials()).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "sobol"})
  void everySampleIsTrainedInEveryAttentionAndSeed(String method) {
    Collection<List<TrialSpec>> cells = byCell(drawn(method)).values();

    assertThat(cells).hasSize(40).allSatisfy(trials -> assertThat(trials).hasSize(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "sobol"})
  void drawsAreThoseOfTheSeed(String method) {
    assertThat(drawn(method).trials()).isEqualTo(drawn(method).trials());
    SweepSpec other = parse(DRAWN.replace("METHOD", method).replace("seed: 7", "seed: 8"));
    assertThat(other.trials()).isNotEqualTo(drawn(method).trials());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "sobol"})
  void moreSamplesKeepThoseThatThereAre(String method) {
    SweepSpec more = parse(DRAWN.replace("METHOD", method).replace("samples: 40", "samples: 60"));

    assertThat(more.trials()).startsWith(drawn(method).trials().toArray(PlannedTrial[]::new));
  }

  @Test
  void drawnValuesStayWithinTheirRangesAndOnTheirSteps() {
    for (String method : List.of("random", "sobol")) {
      for (TrialSpec cell : byCell(drawn(method)).keySet()) {
        assertThat(cell.task().integer("length") % 8).isZero();
        assertThat(cell.task().integer("length")).isBetween(8, 64);
        assertThat(cell.model().integer("depth")).isBetween(1, 6);
        assertThat(cell.training().number("learning-rate")).isBetween(1e-4, 1e-2);
        assertThat(Set.of(1, 2, 4)).contains(cell.model().integer("heads"));
      }
      assertThat(byCell(drawn(method)).keySet().stream().map(c -> c.task().integer("length")))
          .contains(8, 64);
    }
  }

  @Test
  void onALogScaleEveryDecadeIsAsLikely() {
    SweepSpec sweep =
        parse(
            """
            name: decades
            task: {name: toy-echo}
            training: {learning-rate: {from: 1e-4, to: 1, scale: log}}
            search: {method: random, samples: 4000}
            """);
    double[] inDecade = new double[4];
    learningRates(sweep)
        .forEach(rate -> inDecade[(int) Math.floor(4 + Math.log10(rate * 0.9999))]++);

    // Four standard deviations of a binomial of 4000 and 1/4.
    assertThat(inDecade)
        .satisfies(
            counts -> {
              for (double count : counts) {
                assertThat(count).isBetween(1000.0 - 110, 1000.0 + 110);
              }
            });
  }

  @Test
  void wholeNumbersAndStepsAreEquallyLikely() {
    Range depth =
        RangeReader.read(
                range("{from: 1, to: 5}"),
                org.kvsweep.settings.Key.Type.INTEGER,
                "a",
                new Problems("x"))
            .orElseThrow();
    Map<Object, Long> counts =
        IntStream.range(0, 1000)
            .mapToObj(i -> depth.at((i + 0.5) / 1000).value())
            .collect(Collectors.groupingBy(value -> value, Collectors.counting()));

    assertThat(counts).hasSize(5).containsKeys(1L, 5L);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isEqualTo(200));
  }

  @Test
  void stepsOfAFractionAreExact() {
    Range dropout =
        RangeReader.read(
                range("{from: 0, to: 0.5, step: 0.1}"),
                org.kvsweep.settings.Key.Type.NUMBER,
                "a",
                new Problems("x"))
            .orElseThrow();

    assertThat(IntStream.range(0, 6).mapToObj(i -> dropout.at((i + 0.5) / 6).value()))
        .containsExactly(0.0, 0.1, 0.2, 0.3, 0.4, 0.5);
  }

  private static YamlNode.Mapping range(String yaml) {
    return (YamlNode.Mapping) YamlReader.read(yaml, new Problems("x")).orElseThrow();
  }

  @Test
  void sobolPointsFillEachOfTheirSixteenths() {
    Draws draws = new Search(Search.Method.SOBOL, 16, 3).points(List.of("a.b", "c.d", "e.f"));
    Set<List<Integer>> boxes = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      double[] point = draws.next();
      for (int axis = 0; axis < point.length; axis++) {
        assertThat(point[axis]).isBetween(0.0, Math.nextDown(1.0));
        boxes.add(List.of(axis, (int) (point[axis] * 16)));
      }
    }

    assertThat(boxes).as("sixteenths of each axis that have a point").hasSize(3 * 16);
  }

  @Test
  void anotherDrawnKeyChangesNoneOfTheOthers() {
    String one =
        """
        name: a
        task: {name: toy-echo}
        training: {learning-rate: {from: 1e-4, to: 1e-2, scale: log}}
        search: {method: random, samples: 9}
        """;
    String two = one.replace("task: {name", "model: {dropout: {from: 0, to: 0.5}}\ntask: {name");

    assertThat(Set.copyOf(learningRates(parse(two))))
        .isEqualTo(Set.copyOf(learningRates(parse(one))));
  }

  @Test
  void whatIsLeftOutIsDrawnAgain() {
    SweepSpec sweep =
        parse(
            DRAWN.replace("METHOD", "random")
                + "exclude: [{model.depth: {from: 3}, task.length: {to: 32}}]\n");

    assertThat(byCell(sweep)).hasSize(40);
    assertThat(sweep.trials())
        .noneMatch(
            trial ->
                trial.spec().model().integer("depth") >= 3
                    && trial.spec().task().integer("length") <= 32);
  }

  @Test
  void rangesAreAxesWithTheValuesThatWereDrawn() {
    assertThat(drawn("random").axes())
        .extracting(axis -> axis.path().toString())
        .containsExactly(
            "task.length",
            "model.attention",
            "model.depth",
            "model.heads",
            "training.learning-rate");
    assertThat(drawn("random").axes().get(2).values()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void aPlanSaysWhatIsDrawn() {
    assertThat(drawn("sobol").procedure().notes())
        .containsExactly(
            "40 samples, drawn by a Sobol sequence with seed 7, each in every attention and seed:"
                + " task.length from 8 to 64 in steps of 8; model.depth from 1 to 6; model.heads"
                + " from 1, 2, 4; training.learning-rate from 0.0001 to 0.01 on a log scale.");
  }

  @Test
  void aPlanSaysThatAGridDrawsNothingBySeeds() {
    String sweep = "name: a\ntask: {name: toy-echo}\nsearch: ";

    assertThat(parse(sweep + "{method: grid, seed: 7}\n").procedure().notes())
        .containsExactly("search.seed has no effect with method grid.");
    assertThat(parse(sweep + "{method: grid}\n").procedure().notes()).isEmpty();
    assertThat(parse(sweep + "grid\n").procedure().notes()).isEmpty();
  }

  @Test
  void searchesThatMakeNoSenseAreRefused() {
    assertThat(problems("name: a\ntask: {name: toy-echo}\nsearch: {method: bayes, sample: 3}\n"))
        .containsExactly(
            "x.yaml:3: search.samples: missing, expected a whole number of at least 1",
            "x.yaml:3: search.method: expected grid or random or sobol, got bayes",
            "x.yaml:3: search.sample: unknown key, did you mean samples?");
    assertThat(problems("name: a\ntask: {name: toy-echo}\nsearch: {method: random, samples: 3}\n"))
        .containsExactly(
            "x.yaml:3: search: nothing to draw: give a key beside task.name and model.attention a"
                + " list or a range");
    assertThat(
            problems(
                """
                name: a
                task: {name: toy-echo}
                model: {depth: [1, 2]}
                search: {method: random, samples: 3}
                """))
        .containsExactly(
            "x.yaml:4: search: expected 3 samples, got at most 2 different ones: ask for fewer,"
                + " or widen what is drawn from");
  }

  @Test
  void rangesThatMakeNoSenseAreRefused() {
    assertThat(
            problems(
                """
                name: a
                task: {name: toy-echo}
                model:
                  depth: {from: 4, to: 1}
                  width: {from: 8, to: 9999, scales: log}
                  heads: {from: 1, to: 2, step: 5}
                  dropout: {from: 0, to: 0.5, scale: log}
                  attention: {from: 1, to: 2}
                training: {epochs: {from: 1.5, to: 3}, learning-rate: {to: 1}}
                search: {method: random, samples: 3}
                """))
        .containsExactly(
            "x.yaml:4: model.depth: expected from below to, got 4 and 1",
            "x.yaml:5: model.width: unknown key, did you mean scale?",
            "x.yaml:6: model.heads: expected a step above 0 that fits into the range, got 5",
            "x.yaml:7: model.dropout: a log scale has to begin above 0, got from 0",
            "x.yaml:8: model.attention: expected a word or a list, got a range",
            "x.yaml:9: training.epochs: expected a whole number for from, got 1.5",
            "x.yaml:9: training.learning-rate: from is missing, expected {from: ..., to: ...}");
    assertThat(
            problems(
                """
                name: a
                task: {name: toy-echo}
                model: {width: {from: 8, to: 9999}}
                search: {method: random, samples: 3}
                """))
        .containsExactly("x.yaml:3: model.width: expected a whole number from 1 to 4096, got 9999");
    assertThat(problems("name: a\ntask: {name: toy-echo}\nmodel: {depth: {from: 1, to: 4}}\n"))
        .containsExactly(
            "x.yaml:3: model.depth: a grid needs values, got a range; search: {method: random,"
                + " samples: 20} draws from it");
  }
}
