package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeparatingTabsTest {
  private static final String SWEEP =
      """
      name: tabs
      task: {name: toy-echo, length: 8}
      model: {attention: [qkv, kv], width: 16}
      training: {epochs: 1}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Behind a colon, before a comment, behind a comma, behind a dash, on lines without
        // content.
        "name:\ttabs\ntask: {name: toy-echo, length: 8}",
        "name: tabs\ntask: {name: toy-echo, length: 8}\t# x",
        "name: \"tabs\"\t# x\ntask: {name: toy-echo, length: 8}",
        "name: 'tabs'\t\t \t# x\ty\ntask:\t{\tname\t:\ttoy-echo\t,\tlength: 8\t}\t",
        "name: tabs\ntask: {name: toy-echo,\n\tlength: 8\n\t}",
        "name: tabs\n\t\ntask: {name: toy-echo, length: 8}\n  \t\n",
        "name: tabs\n\t# x\n \t # y\ntask: {name: toy-echo, length: 8}",
        "name: tabs\ntask:\n  name:\n  -\ttoy-echo\n  length:\t8\t# x",
        "name: tabs\r\n\t\r\ntask:\t{name: toy-echo, length: 8}\r\n",
        "---\t# x\nname: tabs\ntask: {name: toy-echo, length: 8}",
        "name: tabs\t# ü\uD83D\uDE00\t\ntask:\t{name: toy-echo, length: 8}"
      })
  void tabsSeparateAsSpacesDo(String head) {
    String text = head + "\nmodel: {attention: [qkv,\tkv],\twidth: 16}\ntraining: {epochs: 1}\n";

    assertThat(parse(text).trials()).isEqualTo(parse(SWEEP).trials());
    assertThat(parse(text).name()).isEqualTo("tabs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model:\n\twidth: 16\n",
        "model:\n  width: 16\n\tdepth: 1\n",
        "model:\n  \twidth: 16\n",
        "\tmodel: {width: 16}\n",
        "when:\n-\tkey: width\n  if: {depth: 1}\n"
      })
  void aTabThatIndentsIsRefused(String rest) {
    assertThat(problems("name: tabs\ntask: {name: toy-echo}\n" + rest))
        .singleElement()
        .asString()
        .contains(
            "not valid YAML: found character '\\t(TAB)'", "Do not use \\t(TAB) for indentation");
  }

  @Test
  void tabsWithinTextStay() {
    String text = "a: 'x\ty'\nb: \"x\ty\"\nc: x\ty\nd: |\n  x\ty\n  \tz\ne: it's\t# \"\n";

    assertThat(SeparatingTabs.asSpaces(text)).isEqualTo(text);
    assertThat(SeparatingTabs.asSpaces("a: 'x\ty'\t#\tz")).isEqualTo("a: 'x\ty' #\tz");
  }

  @Test
  void aProblemBehindATabHasItsPlace() {
    assertThat(problems(SWEEP.replace("width: 16", "\twidth:\tx")))
        .containsExactly("x.yaml:3: model.width: expected a whole number from 1 to 4096, got x");
  }

  @Test
  void aFileOfNothingButTabsTakesNoHours() {
    String many = "name: a\ntask: [" + "x,\t".repeat(200_000) + "]\n";

    assertThat(problems(many)).isNotEmpty();
    assertThat(problems("a: b\t\"\t".repeat(50_000))).isNotEmpty();
  }
}
