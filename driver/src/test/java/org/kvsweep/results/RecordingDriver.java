package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/**
 * A driver of trials that take no time, as a process: records the trials that its folder lacks, in
 * the order of their seeds, until the folder beside it says that it is enough. Prints the seed of
 * each.
 */
public final class RecordingDriver {
  /** How many trials fill a segment here. */
  static final int SEGMENT = 400;

  private static final String ENOUGH = "enough";

  private RecordingDriver() {}

  /** Tells a driver of that folder to end. */
  static void end(Path folder) throws IOException {
    Files.createFile(folder.resolveSibling(ENOUGH));
  }

  /** Records trials in the folder that is named. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    FolderFiles files = new LocalFiles(folder, "sweep");
    ExecutorService background = Compaction.thread();
    try (FolderResultsStore store =
        FolderResultsStore.open(
            files,
            "name: s\n",
            () -> Lease.take(files, LeaseHolder.current(), Lease.EXPIRY, Clock.systemUTC()),
            lease ->
                new Compaction(
                    files, lease, new Compaction.Size(SEGMENT, Long.MAX_VALUE), background))) {
      for (int seed = 0; !Files.exists(folder.resolveSibling(ENOUGH)); seed++) {
        if (store.record(SampleTrials.completed(seed, seed))) {
          System.out.println(seed);
        }
      }
    }
  }
}
