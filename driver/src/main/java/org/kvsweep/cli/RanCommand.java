package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.report.ShellWords;

/** The command by which a sweep was run, as it can be given again. */
final class RanCommand {
  private RanCommand() {}

  /**
   * Returns a command that repeats the run, retrains no ended trials, needs no variable and shows
   * no secret.
   *
   * @param program the name by which it was called
   * @param given the words after that
   * @param dataFolder its data folder, where no word names it
   */
  static String of(String program, List<String> given, List<String> dataFolder) {
    List<String> words = new ArrayList<>(List.of(program));
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i).equals(SweepOptions.RETRY)) {
        i++; // and its value
      } else if (!given.get(i).startsWith(SweepOptions.RETRY + "=")) {
        words.add(given.get(i));
      }
    }
    words.addAll(dataFolder);
    return ShellWords.inOneLine(words.stream().map(ShellWords::withoutSecret).toList());
  }
}
