package org.kvsweep.results;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.run.LargeSweep;
import org.kvsweep.sweep.PlannedTrial;

/**
 * Prints how long it takes to list and to read the trials of a results folder, as single files and
 * after they have been put into segments. Options of Hadoop are system properties, as in {@code
 * -Dfs.s3a.endpoint=http://127.0.0.1:9000}.
 */
public final class FolderFigures {
  private static final int WRITERS = 16;
  private static final double NANOS = 1e9;

  private FolderFigures() {}

  /**
   * Writes trials and reads them.
   *
   * @param args how many trials, and an empty folder
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int trials = Integer.parseInt(args[0]);
    Configuration hadoop = new Configuration();
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("fs."))
        .forEach(name -> hadoop.set(name, System.getProperty(name)));
    FolderFiles files = FolderFiles.open(args[1], hadoop);
    FolderClaim.claim(files);
    measure(trials + " files, writing", () -> write(files, trials));
    measure("listing", () -> files.names(ResultsLayout.TRIALS).size());
    measure("looking for news", () -> new ResultsFolder(files).fingerprint());
    measure("reading", () -> new ResultsFolder(files).ended());
    measure("opening for a run", () -> open(args[1], hadoop));
    measure("making segments", () -> makeSegments(files));
    measure("opening it again", () -> open(args[1], hadoop));
    measure("looking for news", () -> new ResultsFolder(files).fingerprint());
    measure("reading", () -> new ResultsFolder(files).ended());
  }

  private static int open(String folder, Configuration hadoop) throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.open(folder, "name: large\n", hadoop, Clock.systemUTC())) {
      return store.ended().size();
    }
  }

  private static int makeSegments(FolderFiles files) throws IOException, InterruptedException {
    ExecutorService background = Compaction.thread();
    try (FolderResultsStore store =
        FolderResultsStore.open(
            files,
            "name: large\n",
            () -> Lease.take(files, LeaseHolder.current(), Lease.EXPIRY, Clock.systemUTC()),
            lease -> new Compaction(files, lease, Compaction.Size.STANDARD, background))) {
      int ended = store.ended().size();
      background.shutdown();
      background.awaitTermination(1, TimeUnit.DAYS);
      return ended;
    }
  }

  private static int write(FolderFiles files, int trials)
      throws IOException, InterruptedException, ExecutionException {
    List<PlannedTrial> planned = LargeSweep.of(trials).trials();
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < planned.size(); i++) {
        PlannedTrial trial = planned.get(i);
        int seconds = i;
        writes.add(
            () ->
                files.create(
                    ResultsLayout.trial(trial.id()),
                    TrialFile.write(LargeSweep.completed(trial, seconds))));
      }
      for (Future<Boolean> write : writers.invokeAll(writes)) {
        write.get();
      }
      return planned.size();
    } finally {
      writers.shutdownNow();
    }
  }

  private interface Work {
    Object run() throws IOException, InterruptedException, ExecutionException;
  }

  private static void measure(String what, Work work)
      throws IOException, InterruptedException, ExecutionException {
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    Object found = work.run();
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f s | %.1f s of CPU | %d MB | %s |%n",
        what,
        (System.nanoTime() - wall) / NANOS,
        (cpuNanos() - cpu) / NANOS,
        usedMegabytes(),
        found instanceof EndedTrials ended ? ended.trials().size() : found);
  }

  private static long usedMegabytes() {
    System.gc();
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
