package org.kvsweep.results;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Opens stores whose segments are full with a few trials, and written before anything else. They
 * wait for nobody's sign of life.
 */
final class SmallSegments {
  private SmallSegments() {}

  static FolderResultsStore open(FolderFiles files, LeaseHolder holder, int trials, Clock clock)
      throws IOException {
    return open(files, holder, trials, clock, new SameThread());
  }

  static FolderResultsStore open(
      FolderFiles files, LeaseHolder holder, int trials, Clock clock, ExecutorService background)
      throws IOException {
    return FolderResultsStore.open(
        files,
        "name: s\n",
        () -> new LeaseTaking(files, holder, clock, pause -> {}).take(Duration.ofSeconds(60)),
        lease -> new Compaction(files, lease, new Compaction.Size(trials, 1L << 30), background));
  }

  /** Does at once what it is to do later. */
  static class SameThread extends AbstractExecutorService {
    private boolean shutdown;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
