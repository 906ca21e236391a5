package org.kvsweep.cli.text;

import java.time.Duration;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.math.NumberUtils;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

/** Describes single trials for progress displays. */
public final class TrialText {
  private final TrialLabel label;

  public TrialText(TrialLabel label) {
    this.label = label;
  }

  public String label(PlannedTrial trial) {
    return PlainText.oneLine(label.of(trial.spec()));
  }

  /** {@code kv seed=1}: only what tells the trial from others of its sweep. */
  public String shortLabel(PlannedTrial trial) {
    return PlainText.oneLine(label.ofDifferences(trial.spec()));
  }

  /** {@code epoch 1/2, 37 %, loss 1.2345, 4,500 examples/s}. */
  public String progress(TrialProgress progress) {
    StringBuilder text = new StringBuilder(epoch(progress));
    percent(progress).ifPresent(percent -> text.append(", ").append(percent));
    loss(progress).ifPresent(loss -> text.append(", ").append(loss));
    speed(progress).ifPresent(speed -> text.append(", ").append(speed));
    return text.toString();
  }

  /** {@code 37 % loss 1.2345}, aligned; the epoch for a percentage where the end is not known. */
  public static String progressAndLoss(TrialProgress progress) {
    String far = percent(progress).orElseGet(() -> epoch(progress));
    String aligned = StringUtils.leftPad(far, "100 %".length());
    return loss(progress).map(loss -> aligned + "  " + loss).orElse(aligned);
  }

  /** {@code epoch 1/2}. */
  public static String epoch(TrialProgress progress) {
    return "epoch %d/%d".formatted(progress.epoch(), progress.epochs());
  }

  /** {@code 4,500 examples/s}; empty before the first step. */
  public static Optional<String> speed(TrialProgress progress) {
    return progress.examplesPerSecond() > 0
        ? Optional.of(
            ReadableNumbers.count(Math.round(progress.examplesPerSecond())) + " examples/s")
        : Optional.empty();
  }

  private static Optional<String> percent(TrialProgress progress) {
    return progress.steps() > 0
        ? Optional.of("%d %%".formatted(100 * progress.step() / progress.steps()))
        : Optional.empty();
  }

  private static Optional<String> loss(TrialProgress progress) {
    return Double.isNaN(progress.loss())
        ? Optional.empty()
        : Optional.of("loss " + ReadableNumbers.measurement(progress.loss()));
  }

  /** {@code reverse kv seed=1 completed, test-accuracy 0.9971, 12 s}. */
  public String end(PlannedTrial trial, TrialOutcome outcome, Duration took) {
    return "%s %s%s, %s"
        .formatted(
            label(trial),
            outcome.status().label(),
            remark(outcome, trial.stage()),
            ReadableNumbers.duration(took));
  }

  /** {@code reverse kv seed=1 has not ended (cancelled in Spark): the next run trains it}. */
  public String leftOpen(PlannedTrial trial, String reason) {
    return "%s has not ended (%s): the next run trains it".formatted(label(trial), oneLine(reason));
  }

  private static String remark(TrialOutcome outcome, Stage stage) {
    return stage
        .shown(outcome)
        .match(
            completed -> metric(completed.run()) + model(completed.run()),
            stopped -> " (" + oneLine(stopped.reason()) + ")",
            diverged -> " at step " + ReadableNumbers.count(diverged.step()),
            failed -> " (%s: %s)".formatted(failed.kind().label(), oneLine(failed.message())));
  }

  /** {@code , test-accuracy 0.9971}: what tables compare by, if there is any of it. */
  public static String metric(TrialRun run) {
    return Objective.preferredOf(run.last().keySet())
        .map(
            objective ->
                ", %s %s"
                    .formatted(
                        objective.metric(),
                        ReadableNumbers.measurement(objective.value(run).orElse(Double.NaN))))
        .orElse("");
  }

  /** Returns what became of the model, if models are kept. */
  private static String model(TrialRun run) {
    return lostModel(run)
        .map(why -> ", model not saved (" + why + ")")
        .orElseGet(() -> modelSize(run));
  }

  private static String modelSize(TrialRun run) {
    long bytes = NumberUtils.toLong(run.environment().get(SavedModel.BYTES));
    return bytes > 0 ? ", model " + ReadableNumbers.bytes(bytes) : "";
  }

  /** Returns why the model of a trial could not be saved; empty if that did not happen. */
  public static Optional<String> lostModel(TrialRun run) {
    return Optional.ofNullable(run.environment().get(SavedModel.ERROR)).map(TrialText::oneLine);
  }

  public static String oneLine(String text) {
    return PlainText.oneLine(StringUtils.normalizeSpace(text));
  }
}
