package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostileSweepFileTest {
  private static final String HEAD = "name: a\ntask: {name: toy-echo}\n";

  @Test
  void anchorsAliasesAndTagsAreRefused() {
    assertThat(
            problems(
                HEAD
                    + """
                    model:
                      width: &w [64, 128]
                      depth: *w
                      heads: !!int "2"
                      dropout: !<tag:yaml.org,2002:js/function> 0.5
                    training: !!java.net.URL [http://localhost]
                    """))
        .containsExactly(
            "x.yaml:4: model.width: anchors are not allowed, write values out where they are used",
            "x.yaml:5: model.depth: aliases are not allowed, write the value out",
            "x.yaml:6: model.heads: tags are not allowed, got tag:yaml.org,2002:int",
            "x.yaml:7: model.dropout: tags are not allowed, got tag:yaml.org,2002:js/function",
            "x.yaml:8: training: tags are not allowed, got tag:yaml.org,2002:java.net.URL");
  }

  @Test
  void anAliasBombIsRefusedWithoutBeingExpanded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    assertThat(problems(bomb.toString()))
        .contains("x.yaml:2: a1: aliases are not allowed, write the value out");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(problems(HEAD + "model: " + "[".repeat(500_000)))
        .containsExactly("x.yaml:3: model: nested too deeply for a sweep file");
    assertThat(problems("a: ".repeat(1) + "{a: ".repeat(100_000)))
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }

  @Test
  void brokenYamlIsReportedWithItsLine() {
    assertThat(problems(HEAD + "model: {width: 64\nseeds: 3\n"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:4: not valid YAML: expected ',' or '}'");
    assertThat(problems(HEAD + "model:\n\twidth: 64\n"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:4: not valid YAML: found character '\\t(TAB)'");
    assertThat(problems("name: a\n\u0000"))
        .containsExactly("x.yaml:2: not a text file: has character U+0000");
  }

  @Test
  void errorsThatDoNotSayWhereTheyAreComeBehindWhatWasReadLast() {
    assertThat(problems(" ? '\n'a{"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:2: not valid YAML behind this: A simple key is required");
  }

  @Test
  void whatIsNoMappingIsRefused() {
    assertThat(problems("just text"))
        .containsExactly("x.yaml:1: expected keys such as name and task, got just text");
    assertThat(problems("[1, 2]"))
        .containsExactly("x.yaml:1: expected keys such as name and task, got a list");
    assertThat(problems(HEAD + "---\nname: b\n"))
        .containsExactly("x.yaml:3: a sweep file is one document, got another");
    assertThat(problems(HEAD + "model: [{width: 64}]\n"))
        .containsExactly("x.yaml:3: model: expected a mapping of keys and values, got a list");
    assertThat(problems(HEAD + "model: {width: {a: 1}, depth: [1, [2]], heads: }\n"))
        .containsExactly(
            "x.yaml:3: model.width: expected a value, a list of values or a range {from: ..., to: ...}, got a mapping",
            "x.yaml:3: model.depth: expected values in the list, got a list",
            "x.yaml:3: model.heads: expected a value, got nothing");
    assertThat(problems(HEAD + "model: {[1]: 2}\n"))
        .containsExactly("x.yaml:3: model: expected a word as key, got a list");
  }

  @Test
  void whatAFileSaysDoesNotSteerTheTerminal() {
    assertThat(problems(HEAD + "\"\\e[2Jx\\u202E\": 1\n"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:3: \\u001b[2Jx\\u202e: unknown key");
  }

  @Test
  void longTextIsShortenedInMessages() {
    String word = "w".repeat(500_000);
    assertThat(problems(HEAD + "model: {width: " + word + "}\n? " + word + "\n: 1\n"))
        .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(300));
  }

  @Test
  void numbersBeyondAllBoundsAreProblems() {
    String digits = "9".repeat(100_000);
    assertThat(
            problems(
                HEAD
                    + "model: {width: 99999999999999999999, depth: 9223372036854775807, heads: "
                    + digits
                    + "}\ntraining: {learning-rate: [.inf, .nan, 1e999, -0.0]}\nseeds: 1e3\n"))
        .hasSize(8);
  }

  @Test
  void thousandsOfProblemsAreCountedButNotAllShown() {
    StringBuilder many = new StringBuilder(HEAD);
    for (int i = 0; i < 50_000; i++) {
      many.append("nonsense-").append(i).append(": 1\n");
    }
    var thrown =
        catchThrowableOfType(SweepFileException.class, () -> SweepFileTest.parse(many.toString()));
    assertThat(thrown.problems()).hasSize(50_000);
    assertThat(thrown.getMessage().lines()).hasSize(101);
    assertThat(thrown).hasMessageEndingWith("... and 49900 more problems");
  }

  @Test
  void aListOfManyPartsWithoutBracketsIsAProblemLikeAShortOne() {
    assertThat(problems(HEAD + "training: {learning-rate: \"1" + ",1".repeat(100_000) + "\"}\n"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:3: training.learning-rate: expected a number")
        .endsWith(": a decimal point is a point, and thousands have no comma");
  }

  @Test
  void moreSamplesThanCombinationsAreRefusedWithoutDrawing() {
    assertThat(
            assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                    problems(
                        HEAD
                            + "model: {depth: [1, 2], width: {from: 8, to: 2000, step: 8}}\n"
                            + "search: {method: random, samples: 100000}\n")))
        .containsExactly(
            "x.yaml:4: search: expected 100,000 samples, got at most 500 different ones: ask for"
                + " fewer, or widen what is drawn from");
  }

  @Test
  void tensOfThousandsOfMisspeltKeysAreSoonReported() {
    StringBuilder many = new StringBuilder(HEAD).append("training:\n");
    for (int i = 0; i < 50_000; i++) {
      many.append("  epoch%06dx: 1\n".formatted(i));
    }

    assertThat(assertTimeoutPreemptively(Duration.ofSeconds(60), () -> problems(many.toString())))
        .hasSize(50_000);
  }

  @Test
  void anEndOfARangeWithHundredsOfZerosIsShownWithAnExponent() {
    assertThat(Range.plain(new BigDecimal("1e300"))).hasSizeLessThan(10);
    assertThat(Range.plain(new BigDecimal("1e6"))).isEqualTo("1000000");
    assertThat(Range.plain(new BigDecimal("25.00"))).isEqualTo("25");
  }
}
