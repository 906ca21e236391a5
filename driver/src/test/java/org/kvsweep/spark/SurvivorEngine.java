package org.kvsweep.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kvsweep.Patience;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * "Trains" in {@code epochs} steps, each a link of a chain of numbers that any step left out, done
 * twice or taken from another trial would break for good. Keeps checkpoints as a real engine does.
 * Whoever of its processes finds a file named after a {@link Harm} in the data folder first does
 * that to itself.
 */
public final class SurvivorEngine implements TrialEngine {
  static final String NAME = "survivor";
  static final String RESUMED = "resumed-";
  static final String PID = "pid";

  /** While there is a file of that name in the data folder, no trial does its last steps. */
  static final String HOLD = "hold";

  private static final int STEP_MILLIS = 40;
  private static final int HARM_FROM_STEP = 4;
  // After the rung at half of ten steps.
  private static final int HELD_FROM_STEP = 6;
  private static final Duration NOTICE = Patience.LIMIT;

  /** What a process can come to. */
  enum Harm {
    KILL,
    STOP,
    TERM,
    /** A fault in native code. */
    SEGV,
    /** What Spark takes as the notice that a machine will be taken away. */
    PWR,
    OUT_OF_MEMORY,
    /** Nothing but a step that does not end before the trial is cancelled. */
    SLOW;

    Path file(Path folder) {
      return folder.resolve("harm-" + name().toLowerCase(Locale.ROOT));
    }
  }

  private record State(int step, long link, List<EpochMetrics> curve) {
    static State first(TrialSpec spec) {
      return new State(0, spec.seed() * 31 + spec.model().values().hashCode(), List.of());
    }

    State next() {
      long next = (link ^ (link >>> 29)) * 0x9E3779B97F4A7C15L + step;
      List<EpochMetrics> longer = new ArrayList<>(curve);
      Map<String, Double> values = Map.of("train-loss", (next >>> 11) * 0x1p-53);
      longer.add(new EpochMetrics(step + 1, step + 1, 0, values));
      return new State(step + 1, next, longer);
    }

    void write(OutputStream to) throws IOException {
      DataOutputStream out = new DataOutputStream(to);
      out.writeInt(step);
      out.writeLong(link);
      for (EpochMetrics point : curve) {
        out.writeDouble(point.values().get("train-loss"));
      }
    }

    static State read(InputStream from) throws IOException {
      DataInputStream in = new DataInputStream(from);
      int step = in.readInt();
      long link = in.readLong();
      List<EpochMetrics> curve = new ArrayList<>();
      for (int point = 1; point <= step; point++) {
        curve.add(new EpochMetrics(point, point, 0, Map.of("train-loss", in.readDouble())));
      }
      return new State(step, link, curve);
    }
  }

  /** Lists this engine. */
  public static final class Provider implements OlderCardsEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public TrialEngine create() {
      return new SurvivorEngine();
    }
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    int steps = spec.training().integer("epochs");
    try {
      State state = resume(spec, context);
      state.curve().forEach(context::evaluated);
      if (state.step() > 0 && report(state, steps, context) == Answer.STOP) {
        return new TrialOutcome.Stopped(run(state), "told to stop");
      }
      while (state.step() < steps) {
        if (state.step() >= HARM_FROM_STEP) {
          harm(state, steps, context);
        }
        if (state.step() >= HELD_FROM_STEP) {
          awaitRelease(state, steps, context);
        }
        if (context.cancelled() || pause()) {
          return new TrialOutcome.Stopped(run(state), "cancelled");
        }
        state = state.next();
        context.evaluated(state.curve().get(state.step() - 1));
        boolean stop = report(state, steps, context) == Answer.STOP || context.stopAsked();
        if (state.step() < steps) {
          save(state, context);
          if (stop) {
            return new TrialOutcome.Stopped(run(state), "told to stop");
          }
        }
      }
      return new TrialOutcome.Completed(run(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static State resume(TrialSpec spec, TrialContext context) throws IOException {
    Checkpoints checkpoints = context.checkpoints();
    for (long step : checkpoints.steps()) {
      try {
        State state = checkpoints.load(step, State::read);
        Files.createTempFile(context.dataFolder(), RESUMED, "-" + TrialId.of(spec));
        return state;
      } catch (IllegalArgumentException damaged) {
        // The older one, or none.
      }
    }
    return State.first(spec);
  }

  private static void save(State state, TrialContext context) {
    if (!context.checkpoints().policy().never()) {
      try {
        context.checkpoints().save(state.step(), state::write);
      } catch (IOException full) {
        // It goes on without.
      }
    }
  }

  private static Answer report(State state, int steps, TrialContext context) {
    return context.report(
        new TrialProgress(state.step(), steps, state.step(), steps, 1.0 / state.step(), 100));
  }

  private static TrialRun run(State state) {
    return new TrialRun(1, 1, 1, state.step(), 0, 0, 0, 1, new TreeMap<>(), state.curve());
  }

  private static void harm(State state, int steps, TrialContext context) throws IOException {
    Path folder = context.dataFolder();
    for (Harm harm : Harm.values()) {
      if (Files.deleteIfExists(harm.file(folder))) {
        long pid = ProcessHandle.current().pid();
        Files.writeString(folder.resolve(PID), String.valueOf(pid));
        if (harm == Harm.OUT_OF_MEMORY) {
          fillTheHeap();
        }
        if (harm != Harm.SLOW) {
          Processes.signal(pid, harm.name());
        }
        awaitNotice(state, steps, context);
      }
    }
  }

  /** A slow step, in which what follows from a signal has time to arrive. */
  private static void awaitNotice(State state, int steps, TrialContext context) {
    long end = System.nanoTime() + NOTICE.toNanos();
    while (!context.stopAsked() && System.nanoTime() < end && !pause()) {
      report(state, steps, context);
    }
  }

  private static void awaitRelease(State state, int steps, TrialContext context) {
    Path hold = context.dataFolder().resolve(HOLD);
    while (Files.exists(hold) && !context.stopAsked() && !pause()) {
      report(state, steps, context);
    }
  }

  private static void fillTheHeap() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[1 << 24]);
    }
    throw new IllegalStateException("a heap of " + kept.size());
  }

  /** True if interrupted. */
  private static boolean pause() {
    try {
      return new CountDownLatch(1).await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      return true;
    }
  }
}
