package org.kvsweep.cli;

import java.util.List;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.AnswerText;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.trial.PlainText;

/** The lines of a command that say what a comparison has found. */
final class AnswerLines {
  private AnswerLines() {}

  /** Returns a line for each answer, or the reason why there is none. */
  static List<String> of(ComparisonTable table, OutputTerminal audience) {
    List<String> answers = AnswerText.lines(table);
    return (answers.isEmpty() ? AnswerText.whyNone(table).stream() : answers.stream())
        .map(answer -> PlainText.oneLine("Answer: " + answer))
        .flatMap(line -> audience.sentence(line).stream())
        .toList();
  }
}
