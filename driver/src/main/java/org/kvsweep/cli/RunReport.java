package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.AnswerText;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.BestText;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.ShellWords;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.TextTable;
import org.kvsweep.report.TuningText;
import org.kvsweep.report.html.RenewedReport;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.Retrial;
import picocli.CommandLine.Model.CommandSpec;

/** What a run prints at its end, with its last reports. */
final class RunReport {
  static final String TRAIN_MISSING = "Run the same command again to train what is missing.";

  private final CommandSpec command;
  private final RunAgain again;
  private final ResultsFolder results;
  private final RenewedReport report;

  /**
   * Reports on a sweep.
   *
   * @param command that prints
   * @param again the command that goes on
   * @param report of these results
   */
  RunReport(CommandSpec command, RunAgain again, ResultsFolder results, RenewedReport report) {
    this.command = command;
    this.again = again;
    this.results = results;
    this.report = report;
  }

  /**
   * Prints the table, the answer and what comes next, and writes the reports.
   *
   * @return the exit code of the process
   */
  int show(OutputTerminal audience, RunEnd end) throws IOException {
    SweepAnalysis analysis = report.analysis();
    ComparisonTable table = analysis.table();
    PrintWriter out = command.commandLine().getOut();
    boolean early = end.interrupted() != ExitCode.OK && !AnswerText.hasSome(table);
    out.print(
        early
            ? TextTable.summary(table, audience.style())
            : TextTable.write(table, audience.style()));
    if (!early) {
      BestText.chosen(BestSettings.of(analysis), audience.style()).forEach(out::println);
      TuningText.lines(analysis.all(), audience.style()).forEach(out::println);
    }
    again.lines(analysis.all()).forEach(out::println);
    KeptModels.line(results, analysis.all().ended(), trial -> true).ifPresent(out::println);
    out.flush();
    report.write(analysis); // after the table, which is shown also where the disk is full
    if (!early) {
      AnswerLines.of(table, audience).forEach(out::println);
    }
    out.println(ReportCommand.reportLine(results.location()));
    if (table.outcomes().missing() == 0) {
      out.println("Next: " + ProgramName.ofThisProcess() + " dashboard " + dashboardRoot());
    }
    out.flush();
    return exitCode(analysis, end);
  }

  private int exitCode(SweepAnalysis analysis, RunEnd end) {
    Outcomes outcomes = analysis.table().outcomes();
    if (end.interrupted() != ExitCode.OK) {
      sayHowToContinue(List.of("Interrupted; run the same command again to continue."));
      return end.interrupted();
    }
    if (!end.early().isEmpty()) {
      sayHowToContinue(end.early());
      return ExitCode.TROUBLE;
    }
    if (outcomes.missing() > 0) {
      sayHowToContinue(List.of(TRAIN_MISSING));
    }
    boolean withoutResult =
        analysis.all().ended().values().stream()
            .anyMatch(record -> record.retrial() == Retrial.BY_ITSELF);
    boolean trouble =
        withoutResult || outcomes.failed() + outcomes.diverged() + outcomes.missing() > 0;
    return trouble ? ExitCode.TROUBLE : ExitCode.OK;
  }

  private void sayHowToContinue(List<String> lines) {
    PrintWriter err = command.commandLine().getErr();
    lines.forEach(err::println);
    err.println("Next: " + again.command());
  }

  /** Returns the folder above the results, which a dashboard shows with other sweeps. */
  private String dashboardRoot() {
    String folder = StringUtils.stripEnd(results.location(), "/");
    return folder.contains("/")
        ? ShellWords.quoted(StringUtils.substringBeforeLast(folder, "/"))
        : ".";
  }
}
