package org.kvsweep.cli.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.math.NumberUtils;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

/** Describes single trials for progress displays. */
public final class TrialText {
  /** The metrics that people want to know first. */
  private static final List<String> METRICS =
      List.of(
          "test-accuracy",
          "test-bleu",
          "validation-accuracy",
          "test-loss",
          "validation-loss",
          "train-loss");

  private final TrialLabel label;

  public TrialText(TrialLabel label) {
    this.label = label;
  }

  public String label(PlannedTrial trial) {
    return PlainText.oneLine(label.of(trial.spec()));
  }

  /** {@code epoch 1/2, 37 %, loss 1.2345, 4,500 examples/s}. */
  public String progress(TrialProgress progress) {
    StringBuilder text = new StringBuilder();
    text.append("epoch %d/%d".formatted(progress.epoch(), progress.epochs()));
    if (progress.steps() > 0) {
      text.append(", %d %%".formatted(100 * progress.step() / progress.steps()));
    }
    if (!Double.isNaN(progress.loss())) {
      text.append(String.format(Locale.ROOT, ", loss %.4f", progress.loss()));
    }
    if (progress.examplesPerSecond() > 0) {
      text.append(", ").append(ReadableNumbers.count(Math.round(progress.examplesPerSecond())));
      text.append(" examples/s");
    }
    return text.toString();
  }

  /** {@code reverse kv seed=1 completed, test-accuracy 0.9971, 12 s}. */
  public String end(PlannedTrial trial, TrialOutcome outcome, Duration took) {
    return "%s %s%s, %s"
        .formatted(
            label(trial),
            outcome.status().label(),
            remark(outcome),
            ReadableNumbers.duration(took));
  }

  /** {@code reverse kv seed=1 has not ended (cancelled in Spark): the next run trains it}. */
  public String leftOpen(PlannedTrial trial, String reason) {
    return "%s has not ended (%s): the next run trains it".formatted(label(trial), oneLine(reason));
  }

  private static String remark(TrialOutcome outcome) {
    return outcome.match(
        completed -> metric(completed.run()) + model(completed.run().environment()),
        stopped -> " (" + oneLine(stopped.reason()) + ")",
        diverged -> " at step " + ReadableNumbers.count(diverged.step()),
        failed -> " (%s: %s)".formatted(failed.kind().label(), oneLine(failed.message())));
  }

  /** {@code , test-accuracy 0.9971}: what people want to know first, if there is any of it. */
  public static String metric(TrialRun run) {
    Map<String, Double> last = run.last();
    return METRICS.stream()
        .filter(last::containsKey)
        .findFirst()
        .map(name -> String.format(Locale.ROOT, ", %s %.4f", name, last.get(name)))
        .orElse("");
  }

  /** Returns what became of the model, if models are kept. */
  private static String model(Map<String, String> environment) {
    if (environment.containsKey(SavedModel.ERROR)) {
      return ", model not saved (" + oneLine(environment.get(SavedModel.ERROR)) + ")";
    }
    long bytes = NumberUtils.toLong(environment.get(SavedModel.BYTES));
    return bytes > 0 ? ", model " + ReadableNumbers.bytes(bytes) : "";
  }

  public static String oneLine(String text) {
    return PlainText.oneLine(StringUtils.normalizeSpace(text));
  }
}
