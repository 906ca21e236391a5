package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.report.TableBuilder.KV;
import static org.kvsweep.report.TableBuilder.QKV;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;

class AnswerTextTest {
  private static final TextStyle PLAIN = TextStyle.plain(80, StandardCharsets.UTF_8);

  @Test
  void eachAttentionHasALineThatSaysWhereItIsWorseAndWhereNobodyKnows() {
    TableBuilder results = new TableBuilder();
    for (String task : new String[] {"reverse", "swap"}) {
      results
          .accuracies(task, 16, QKV, 0.70, 0.71, 0.69, 0.70)
          .accuracies(task, 16, KV, 0.50, 0.52, 0.48, 0.51);
    }
    results.accuracies("copy", 16, QKV, 0.9, 0.8).accuracies("copy", 16, KV, 0.8, 0.9);

    assertThat(AnswerText.lines(results.byTask()))
        .containsExactly("kv against qkv: worse in reverse and swap; undecided in copy");
  }

  @Test
  void oneSeedIsNoAnswerAndSaysWhy() {
    ComparisonTable one =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70)
            .accuracies("reverse", 16, KV, 0.50)
            .byTask();
    ComparisonTable two =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70, 0.71)
            .accuracies("reverse", 16, KV, 0.50, 0.52)
            .byTask();

    assertThat(AnswerText.lines(one)).isEmpty();
    assertThat(AnswerText.whyNone(one))
        .get()
        .asString()
        .startsWith("none yet: one seed says nothing");
    assertThat(AnswerText.whyNone(two)).isEmpty();
  }

  @Test
  void beforeAnythingCanBeComparedThereIsNoAnswerAndNoTableOfDashes() {
    TableBuilder results =
        new TableBuilder()
            .accuracies("reverse", 16, QKV, 0.70)
            .missing(SampleTrials.spec("reverse", "kv", 16, 0))
            .missing(SampleTrials.spec("swap", "qkv", 16, 0))
            .missing(SampleTrials.spec("swap", "kv", 16, 0));
    ComparisonTable table = results.byTask();

    assertThat(AnswerText.lines(table)).isEmpty();
    assertThat(AnswerText.whyNone(table)).isEmpty();
    assertThat(AnswerText.hasSome(table)).isFalse();
    assertThat(TextTable.summary(table, PLAIN))
        .isEqualTo("sweep: 4 trials, 1 completed, 3 missing\n");
    assertThat(TextTable.write(table, PLAIN))
        .contains("reverse: test-accuracy\n", "Nothing has ended yet in swap.\n")
        .doesNotContain("swap\n");

    ComparisonTable nothing =
        new TableBuilder().missing(SampleTrials.spec("swap", "kv", 16, 0)).byTask();
    assertThat(TextTable.write(nothing, PLAIN))
        .isEqualTo("sweep: 1 trial, 0 completed, 1 missing\n");
  }
}
