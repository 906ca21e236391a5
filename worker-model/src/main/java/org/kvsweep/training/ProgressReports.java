package org.kvsweep.training;

import java.util.function.LongSupplier;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialProgress;

/** Reports the progress of a training, with its speed since the last report. */
final class ProgressReports {
  private static final long OVERDUE_NANOS = 2_000_000_000L;

  private final TrialContext context;
  private final LongSupplier nanoTime;
  private long last;
  private long lastSign;
  private Score sinceLast = Score.NONE;
  private long examplesSinceLast;

  /**
   * The reports of a training.
   *
   * @param began when it did, in the nanoseconds of {@code nanoTime}
   */
  ProgressReports(TrialContext context, LongSupplier nanoTime, long began) {
    this.context = context;
    this.nanoTime = nanoTime;
    this.last = began;
    this.lastSign = began;
  }

  /** Takes a step into the next report. */
  void count(Score score, long examples) {
    sinceLast = sinceLast.plus(score);
    examplesSinceLast += examples;
  }

  /** True if the last report is seconds ago. */
  boolean overdue() {
    return nanoTime.getAsLong() - last > OVERDUE_NANOS;
  }

  /** Tells that the trial lives, if nothing was told for seconds. */
  void live(int epoch, long step, TrainingLength length) {
    long now = nanoTime.getAsLong();
    if (now - Math.max(last, lastSign) > OVERDUE_NANOS) {
      lastSign = now;
      context.lives(progress(epoch, step, length, now));
    }
  }

  /** Reports, and returns whether to go on. */
  Answer report(int epoch, long step, TrainingLength length) {
    long now = nanoTime.getAsLong();
    TrialProgress progress = progress(epoch, step, length, now);
    last = now;
    sinceLast = Score.NONE;
    examplesSinceLast = 0;
    return context.report(progress);
  }

  private TrialProgress progress(int epoch, long step, TrainingLength length, long now) {
    double perSecond = examplesSinceLast == 0 ? 0 : examplesSinceLast / ((now - last) / 1e9);
    double loss = sinceLast.rows() == 0 ? Double.NaN : sinceLast.meanLoss();
    return new TrialProgress(epoch, length.epochs(), step, length.steps(), loss, perSecond);
  }
}
