package org.kvsweep.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.progress.ProgressDisplay;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.Reports;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.report.html.SavedMaps;
import org.kvsweep.results.DerivedFiles;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.run.SimulatedSweep.Driver;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.SparkSettings;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;

/**
 * Prints what a large sweep costs its driver: a simulated one on 1,000 executors of 32 slots, with
 * the scheduler, the run loop, results, the log of progress, tables and report as they are.
 * CONTRIBUTING says how to run it.
 */
public final class ScaleFigures {
  private static final int EXECUTORS = 1_000;
  private static final int SLOTS = 32;
  private static final double NANOS = 1e9;

  private final int trials;
  private final SweepSpec sweep;
  private long written;

  private ScaleFigures(int trials) {
    this.trials = trials;
    long begin = cpuNanos();
    this.sweep = LargeSweep.of(trials);
    print("reading the sweep file, s of CPU", seconds(begin));
    print("heap of the planned trials, MB", usedMegabytes());
  }

  /**
   * Runs a sweep and prints its figures.
   *
   * @param args how many trials, a power of ten; and, if not in memory, where to keep their results
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    ScaleFigures figures = new ScaleFigures(Integer.parseInt(args[0]));
    if (args.length == 1) {
      InMemoryResultsStore store = new InMemoryResultsStore();
      figures.train(clock -> store);
      figures.report(new EndedTrials(store.ended(), Map.of(), Set.of()));
    } else {
      figures.train(folder(args[1], figures.sweep));
      try (FolderResultsStore store = open(args[1], figures.sweep, Clock.systemUTC())) {
        figures.report(store.folder().ended());
      }
    }
  }

  private static FolderResultsStore open(String folder, SweepSpec sweep, Clock clock)
      throws IOException {
    // As runs have it.
    Configuration hadoop = SparkSettings.embedded(sweep.name(), Map.of()).hadoop();
    return FolderResultsStore.open(folder, sweep.source(), hadoop, clock);
  }

  private static SimulatedSweep.Results folder(String folder, SweepSpec sweep) {
    return new SimulatedSweep.Results() {
      private FolderResultsStore open;

      @Override
      public ResultsStore open(Clock clock) throws IOException {
        open = ScaleFigures.open(folder, sweep, clock);
        return open;
      }

      @Override
      public void left() throws IOException {
        open.close();
      }
    };
  }

  private void train(SimulatedSweep.Results results) throws IOException, InterruptedException {
    SimulatedSweep simulated =
        new SimulatedSweep(sweep, EXECUTORS, SLOTS, SimulatedExecutors.Odds.USUAL);
    long writtenBefore = bytesWritten();
    SweepSummary summary = simulated.run(results, this::log);
    List<Driver> drivers = simulated.drivers();
    double cpu = drivers.stream().mapToLong(Driver::cpuNanos).sum();
    long events = drivers.stream().mapToLong(Driver::events).sum();
    print("simulated time, h", simulated.took().toSeconds() / 3600.0);
    print("drivers", drivers.size());
    print("recorded once", drivers.stream().mapToInt(Driver::ends).sum());
    print("recorded again", drivers.stream().mapToInt(Driver::endsAgain).sum());
    print("open at the end", summary.open());
    print("driver CPU a trial, ms", cpu / 1e6 / trials);
    print("events", (double) events);
    print("events a second of driver CPU", events / (cpu / NANOS));
    print(
        "longest until a driver trains, s of CPU",
        drivers.stream().mapToLong(driver -> driver.resumed().toNanos()).max().orElse(0) / NANOS);
    print("written to the log, MB", written / 1e6);
    print("written to files, MB", (bytesWritten() - writtenBefore) / 1e6);
    print("heap at the end, MB", usedMegabytes());
  }

  private SweepListener log(Clock clock) {
    Writer counting =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            written += length;
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    OutputTerminal audience = OutputTerminal.of(Map.of(), false, false, 120);
    TrialText text = new TrialText(new TrialLabel(sweep));
    return ProgressDisplay.open(audience, new PrintWriter(counting), clock, text).listener();
  }

  private void report(EndedTrials ended) throws IOException {
    Path folder = Files.createTempDirectory("kvsweep-scale");
    DerivedFiles files = DerivedFiles.at(folder.toString(), new Configuration());
    long begin = cpuNanos();
    SweepAnalysis analysis = SweepAnalysis.of(SweepResults.of(sweep, ended), TableOptions.byTask());
    print("comparing, s of CPU", seconds(begin));
    begin = cpuNanos();
    Reports.write(analysis, files);
    print("writing tables and results.json, s of CPU", seconds(begin));
    begin = cpuNanos();
    Provenance provenance = new Provenance("kvsweep", "");
    HtmlReport.write(analysis, provenance, sweep.source(), SavedMaps.none(), files);
    print("writing report.html, s of CPU", seconds(begin));
    for (String name : List.of("table.md", "table.csv", "results.json", "report.html")) {
      print(name + ", MB", Files.size(folder.resolve(name)) / 1e6);
      Files.delete(folder.resolve(name));
    }
    Files.delete(folder.resolve("table.tex"));
    Files.delete(folder.resolve(".tmp"));
    Files.delete(folder);
  }

  /** The CPU time of this thread, which other work on the machine changes least. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double seconds(long sinceNanos) {
    return (cpuNanos() - sinceNanos) / NANOS;
  }

  private static double usedMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  /** Returns what this process has written to files and sockets; 0 where Linux does not say. */
  private static long bytesWritten() throws IOException {
    Path io = Path.of("/proc/self/io");
    return Files.exists(io)
        ? Files.readAllLines(io).stream()
            .filter(line -> line.startsWith("wchar: "))
            .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
            .findFirst()
            .orElse(0)
        : 0;
  }

  private void print(String what, double value) {
    System.out.printf(Locale.ROOT, "| %,d | %s | %,.3f |%n", trials, what, value);
  }
}
