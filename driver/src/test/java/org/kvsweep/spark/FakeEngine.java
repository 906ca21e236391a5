package org.kvsweep.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.kvsweep.Patience;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * Does what the task of the trial says, see {@link Behaviour}. The data folder is where attempts
 * leave traces for the test, whichever process they run in.
 */
public final class FakeEngine implements TrialEngine {
  static final String NAME = "fake";
  static final String RELEASED = "released";

  private static Boolean firstProcess;
  private static final Phaser WAITING = new Phaser(1);

  /** Lists this engine. */
  public static final class Provider implements OlderCardsEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean trainsInGroups() {
      return true;
    }

    @Override
    public TrialEngine create() {
      return new FakeEngine();
    }
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    boolean first = leaveTrace(context.dataFolder(), TrialId.of(spec) + ".attempted");
    Behaviour behaviour = Behaviour.valueOf(spec.task().word(FakeTrials.BEHAVIOUR));
    return switch (behaviour) {
      case SUCCEED -> {
        context.modelFolder().ifPresent(models -> tell(models, "model.zip", "of " + spec.seed()));
        yield new TrialOutcome.Completed(run(spec, spec.training().integer("steps")));
      }
      case LEAVE_A_MODEL_THAT_CANNOT_BE_READ -> {
        context.modelFolder().ifPresent(models -> makeFolder(models.resolve("model.zip")));
        yield new TrialOutcome.Completed(run(spec, 1));
      }
      case WORK -> work(spec, context);
      case EVALUATE -> evaluate(spec, context);
      case MEET -> meet(spec, context);
      case DIVERGE -> new TrialOutcome.Diverged(run(spec, 3), 3);
      case REFUSE ->
          new TrialOutcome.Failed(
              TrialRun.none(), FailureKind.BAD_CONFIGURATION, "no such data", "");
      case THROW -> throw new IllegalStateException("as it was told");
      case WORK_BUT_IN_THE_FIRST_PROCESS -> {
        if (firstProcess(context.dataFolder())) {
          throw new UnsatisfiedLinkError("as it was told");
        }
        yield work(spec, context);
      }
      case FORGET_TO_ANSWER -> null;
      case RUN_OUT_OF_MEMORY -> throw new OutOfMemoryError("as it was told");
      case RUN_OUT_OF_MEMORY_ONCE -> {
        if (first) {
          throw new OutOfMemoryError("as it was told");
        }
        yield new TrialOutcome.Completed(run(spec, 1));
      }
      case REPORT_UNTIL_STOPPED -> reportUntilStopped(spec, context);
      case REPORT_UNTIL_RELEASED -> reportUntilReleased(spec, context);
      case WAIT_FOR_INTERRUPT -> waitForInterrupt(context);
      case HALT_ONCE -> {
        if (first) {
          Runtime.getRuntime().halt(128 + 6);
        }
        yield new TrialOutcome.Completed(run(spec, 1));
      }
      case HALT -> {
        Runtime.getRuntime().halt(128 + 6);
        throw new IllegalStateException("unreachable");
      }
      case BREAK_THE_PROCESS_ONCE -> {
        if (first) {
          tell(context.dataFolder(), "pid", String.valueOf(ProcessHandle.current().pid()));
          yield new TrialOutcome.Failed(
              TrialRun.none(), FailureKind.NATIVE_CRASH, "CUDA error: as it was told", "");
        }
        yield new TrialOutcome.Completed(run(spec, 1));
      }
      case HANG -> hang(context.dataFolder());
      case FILL_THE_HEAP -> fillTheHeap();
      case TELL_PID_AND_REPORT_ONCE -> {
        if (first) {
          reportFor(Duration.ofSeconds(2), context);
          tell(context.dataFolder(), "pid", String.valueOf(ProcessHandle.current().pid()));
          yield reportUntilStopped(spec, context);
        }
        yield new TrialOutcome.Completed(run(spec, 1));
      }
      case TELL_PID_AND_WAIT_ONCE -> {
        if (first) {
          tell(context.dataFolder(), "pid", String.valueOf(ProcessHandle.current().pid()));
          yield waitForInterrupt(context);
        }
        yield new TrialOutcome.Completed(run(spec, 1));
      }
    };
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrialOutcome work(TrialSpec spec, TrialContext context) {
    int steps = spec.training().integer("steps");
    long pause = spec.training().integer("step-millis");
    for (int step = 1; step <= steps; step++) {
      if (pause(pause)
          || context.report(new TrialProgress(step, steps, step, steps, 1.0 / step, 100))
              == TrialContext.Answer.STOP) {
        return new TrialOutcome.Stopped(run(spec, step), "told to stop");
      }
    }
    return new TrialOutcome.Completed(run(spec, steps));
  }

  private static TrialOutcome evaluate(TrialSpec spec, TrialContext context) {
    int steps = spec.training().integer("steps");
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      metrics.add(new EpochMetrics(step, step, step, Map.of("validation-loss", 1.0 * spec.seed())));
      context.evaluated(metrics.get(step - 1));
      boolean stop =
          context.report(new TrialProgress(step, steps, step, steps, 1, 100))
              == TrialContext.Answer.STOP;
      if (pause(spec.training().integer("step-millis")) || stop) {
        return new TrialOutcome.Stopped(run(step, metrics), "told to stop");
      }
    }
    return new TrialOutcome.Completed(run(steps, metrics));
  }

  /** Ends once another trial is there at the same time. */
  private static TrialOutcome meet(TrialSpec spec, TrialContext context) {
    leaveTrace(context.dataFolder(), "met-" + spec.seed());
    Path other = context.dataFolder().resolve("met-" + (1 - spec.seed()));
    while (!Files.exists(other)) {
      if (pause(50)) {
        return new TrialOutcome.Stopped(run(spec, 1), "interrupted");
      }
    }
    TrialRun alone = run(spec, 1);
    TreeMap<String, String> environment = new TreeMap<>(alone.environment());
    context.device().ifPresent(device -> environment.put("device", device.toString()));
    context.resources().ifPresent(given -> environment.put("resources", given));
    return new TrialOutcome.Completed(
        new TrialRun(
            alone.parameters(),
            alone.forwardFlops(),
            alone.stepFlops(),
            alone.steps(),
            alone.medianStepSeconds(),
            alone.trainingSeconds(),
            alone.totalSeconds(),
            alone.offHeapBytes(),
            environment,
            alone.metrics()));
  }

  private static TrialOutcome reportUntilStopped(TrialSpec spec, TrialContext context) {
    int step = 0;
    boolean stop = false;
    while (!stop) {
      step++;
      stop =
          context.report(new TrialProgress(step, step + 1, step, 1_000_000, 0.5, 10))
                  == TrialContext.Answer.STOP
              || pause(10);
    }
    return new TrialOutcome.Stopped(run(spec, step), "told to stop");
  }

  private static TrialOutcome reportUntilReleased(TrialSpec spec, TrialContext context) {
    Path released = context.dataFolder().resolve(RELEASED);
    for (int step = 1; !Files.exists(released); step++) {
      if (context.report(new TrialProgress(1, 2, step, 1_000_000, 0.5, 10))
              == TrialContext.Answer.STOP
          || pause(20)) {
        return new TrialOutcome.Stopped(run(spec, step), "told to stop");
      }
    }
    return new TrialOutcome.Completed(run(spec, 1));
  }

  private static void reportFor(Duration time, TrialContext context) {
    long end = System.nanoTime() + time.toNanos();
    for (int step = 1; System.nanoTime() < end && !pause(10); step++) {
      context.report(new TrialProgress(1, 2, step, 1_000_000, 0.5, 10));
    }
  }

  /** As a loop in native code would: deaf to interrupts, but not beyond its test. */
  private static TrialOutcome hang(Path folder) {
    while (Files.exists(folder)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return new TrialOutcome.Stopped(TrialRun.none(), "released");
  }

  private static TrialOutcome fillTheHeap() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[1 << 24]);
    }
    throw new IllegalStateException("a heap of " + kept.size());
  }

  private static TrialOutcome waitForInterrupt(TrialContext context) {
    WAITING.register();
    try {
      tell(context.dataFolder(), "waiting", "");
      new CountDownLatch(1).await();
    } catch (InterruptedException interrupted) {
      tell(context.dataFolder(), "interrupted", String.valueOf(context.cancelled()));
    } finally {
      WAITING.arriveAndDeregister();
    }
    return new TrialOutcome.Stopped(TrialRun.none(), "interrupted");
  }

  /**
   * Waits until the trials of this process that wait for an interrupt have had theirs and have left
   * their traces; a sweep that has given them up ends before.
   */
  static void awaitInterrupted() throws InterruptedException, TimeoutException {
    WAITING.awaitAdvanceInterruptibly(
        WAITING.arrive(), Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** True if interrupted. */
  private static boolean pause(long millis) {
    try {
      return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      return true;
    }
  }

  private static TrialRun run(TrialSpec spec, long steps) {
    double loss = 1.0 / (1 + spec.seed());
    return run(
        steps, List.of(new EpochMetrics(1, steps, 0.001 * steps, Map.of("train-loss", loss))));
  }

  private static TrialRun run(long steps, List<EpochMetrics> metrics) {
    return new TrialRun(
        10,
        20,
        30,
        steps,
        0.001,
        0.001 * steps,
        0.001 * steps,
        40,
        new TreeMap<>(Map.of("engine", NAME)),
        metrics);
  }

  /** True in that process which asks first. */
  private static synchronized boolean firstProcess(Path folder) {
    if (firstProcess == null) {
      firstProcess = leaveTrace(folder, "first process");
    }
    return firstProcess;
  }

  /** True the first time. */
  private static boolean leaveTrace(Path folder, String name) {
    try {
      Files.createFile(folder.resolve(name));
      return true;
    } catch (FileAlreadyExistsException again) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot leave a trace in " + folder, e);
    }
  }

  private static void tell(Path folder, String name, String text) {
    try {
      Path written = Files.createTempFile(folder, name, ".part"); // others may tell the same
      Files.writeString(written, text);
      Files.move(written, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot tell the test in " + folder, e);
    }
  }

  /** What a fake trial can do. */
  enum Behaviour {
    SUCCEED,
    LEAVE_A_MODEL_THAT_CANNOT_BE_READ,
    /** Reports after each step, which takes {@code step-millis}. */
    WORK,
    /** As {@link #WORK}, with an evaluation after each step: its seed as validation loss. */
    EVALUATE,
    /** Waits for the trial with the other seed of 0 and 1; says which device it has. */
    MEET,
    DIVERGE,
    REFUSE,
    THROW,
    FORGET_TO_ANSWER,
    RUN_OUT_OF_MEMORY,
    RUN_OUT_OF_MEMORY_ONCE,
    REPORT_UNTIL_STOPPED,
    /** Until the test makes a file of that name in the data folder. */
    REPORT_UNTIL_RELEASED,
    /** Works, but fails at once in one process, as where a library is missing. */
    WORK_BUT_IN_THE_FIRST_PROCESS,
    /** Blocks, deaf to everything but an interrupt. */
    WAIT_FOR_INTERRUPT,
    /** Ends its process the first time, as native code that aborts. */
    HALT_ONCE,
    HALT,
    /** Fails the first time as if nothing could be computed any more in its process. */
    BREAK_THE_PROCESS_ONCE,
    HANG,
    /** Until a real OutOfMemoryError. */
    FILL_THE_HEAP,
    TELL_PID_AND_REPORT_ONCE,
    /** Leaves the id of its process for the test to kill; succeeds the second time. */
    TELL_PID_AND_WAIT_ONCE
  }
}
