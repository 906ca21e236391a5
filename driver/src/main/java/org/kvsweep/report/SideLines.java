package org.kvsweep.report;

import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.trial.PlainText;

/**
 * Writes what was chosen for a side below a heading: its name, its numbers and its settings, the
 * latter in a line of their own where the first is full.
 *
 * @param name the width of the column of names; 0 for none
 * @param numbers the width of the column of numbers
 * @param line the width of a line
 */
record SideLines(int name, int numbers, int line) {
  private static final String GAP = "  ";

  List<String> of(String side, String figures, String chosen) {
    String settings = PlainText.oneLine(chosen);
    String start =
        GAP
            + StringUtils.rightPad(PlainText.oneLine(side), name)
            + (name == 0 ? "" : GAP)
            + StringUtils.rightPad(figures, numbers);
    return start.length() + GAP.length() + settings.length() <= line
        ? List.of((start + GAP + settings).stripTrailing())
        : List.of(start.stripTrailing(), GAP + GAP + settings);
  }
}
