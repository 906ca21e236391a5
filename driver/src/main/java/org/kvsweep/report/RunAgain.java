package org.kvsweep.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.Retrial;

/**
 * The command that runs a sweep again, and what it does with trials that have ended without a
 * result.
 *
 * @param command that runs it, for a shell; empty if it is not known
 */
public record RunAgain(String command) {
  /** Matches the program, by whatever path it was called. */
  private static final Pattern PROGRAM = Pattern.compile("(?:.*/)?[^/]*kvsweep[^/]*");

  public RunAgain {
    command = PlainText.oneLine(Objects.requireNonNull(command, "command"));
  }

  /**
   * The command that ran the sweep in that folder last, or one that goes on with it where what is
   * kept there is no such command: people paste it.
   */
  public static RunAgain of(ResultsFolder folder) throws IOException {
    return new RunAgain(
        folder
            .command()
            .filter(RunAgain::runs)
            .orElse(
                ProgramName.ofThisProcess()
                    + " run sweep.yaml --out "
                    + ShellWords.quoted(folder.location())));
  }

  private static boolean runs(String command) {
    return ShellWords.words(command)
        .filter(words -> words.size() > 1 && words.get(1).equals("run"))
        .filter(words -> PROGRAM.matcher(words.get(0)).matches())
        .isPresent();
  }

  /** Returns the trials that a run would train again, each with the whole command for it. */
  public List<String> lines(SweepResults results) {
    List<String> lines = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      int trials = kind.count(results);
      if (trials > 0 && !command.isEmpty()) {
        lines.add(kind.sentence(trials) + ": " + command + kind.option);
      }
    }
    return lines;
  }

  /** The command, then those that train trials again, each below a comment that says which. */
  public String script(SweepResults results) {
    StringBuilder script = new StringBuilder(command);
    for (Kind kind : Kind.values()) {
      int trials = kind.count(results);
      if (trials > 0 && !command.isEmpty()) {
        script.append("\n# ").append(kind.sentence(trials));
        script.append(kind.option.isEmpty() ? "" : ":\n" + command + kind.option);
      }
    }
    return script.toString();
  }

  private enum Kind {
    UNASKED(Retrial.BY_ITSELF, "without a result", " by the same command", ""),
    FAILED(Retrial.ASKED_FOR_FAILED, "that failed", " on request", " --retry failed"),
    DIVERGED(Retrial.ASKED_FOR_DIVERGED, "that diverged", " on request", " --retry diverged");

    private final Retrial retrial;
    private final String which;
    private final String how;
    private final String option;

    Kind(Retrial retrial, String which, String how, String option) {
      this.retrial = retrial;
      this.which = which;
      this.how = how;
      this.option = option;
    }

    int count(SweepResults results) {
      return (int)
          results.ended().values().stream().filter(record -> record.retrial() == retrial).count();
    }

    String sentence(int trials) {
      return "%d %s %s %s trained again%s"
          .formatted(
              trials, Count.noun(trials, "trial"), which, Count.word(trials, "is", "are"), how);
    }
  }
}
