package org.kvsweep.spark;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ThreadStackTrace;
import org.kvsweep.run.Cluster;
import org.kvsweep.spark.executor.StackTraces;
import scala.Option;

/** Asks executors what their threads are doing. */
final class StackDumps implements AutoCloseable {
  // A healthy executor answers in milliseconds; one whose process stands still never does.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SparkContext context;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "kvsweep-stack-dump");
            thread.setDaemon(true);
            return thread;
          });

  StackDumps(SparkContext context) {
    this.context = context;
  }

  /**
   * Hands over whether that executor answers and its stacks as text, on another thread, within
   * seconds: the thread of the task first. If there is no answer, the text says so.
   */
  void ask(String executor, long task, Cluster.Inspection answer) {
    // Nothing is left to fail in it.
    var unused =
        CompletableFuture.supplyAsync(() -> dump(executor, task), threads)
            .completeOnTimeout(Optional.empty(), PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(error -> Optional.of("no stack dump: " + error))
            .thenAccept(
                dump ->
                    answer.inspected(dump.isPresent(), dump.orElseGet(() -> noAnswer(executor))));
  }

  private static String noAnswer(String executor) {
    return "no stack dump: executor %s did not answer within %d s"
        .formatted(executor, PATIENCE.toSeconds());
  }

  // Not public API of Spark, but what its UI shows under "Thread Dump".
  private Optional<String> dump(String executor, long task) {
    Option<ThreadStackTrace[]> stacks = context.getExecutorThreadDump(executor);
    if (stacks.isEmpty()) {
      return Optional.empty();
    }
    String name = "(TID " + task + ")";
    Comparator<ThreadStackTrace> ofTheTaskFirst =
        Comparator.comparing(stack -> !stack.threadName().contains(name));
    return Optional.of(
        StackTraces.shortened(
            Arrays.stream(stacks.get())
                .sorted(ofTheTaskFirst)
                .map(ThreadStackTrace::toString)
                .collect(Collectors.joining("\n"))));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
