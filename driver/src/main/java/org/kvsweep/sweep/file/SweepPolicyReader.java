package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.trial.CheckpointPolicy;

/** Checks what is done with the trials of a sweep against the trials that there are. */
final class SweepPolicyReader {
  private static final String DISTRIBUTED =
      "With distribute: data several workers train one trial, in a slot each, and share its steps;"
          + " its steps and batches here are those of each worker.";

  private final Mapping root;
  private final Optional<EarlyStopping> stopping;
  private final Optional<MoreSeeds> moreSeeds;
  private final List<PlannedTrial> trials;

  /**
   * @param trials none if they are not known because the file has problems
   */
  SweepPolicyReader(
      Mapping root,
      Optional<EarlyStopping> stopping,
      Optional<MoreSeeds> moreSeeds,
      List<PlannedTrial> trials) {
    this.root = root;
    this.stopping = stopping;
    this.moreSeeds = moreSeeds;
    this.trials = List.copyOf(trials);
  }

  void check(Problems problems) {
    if (stopping.isPresent() && moreSeeds.isPresent()) {
      problems.add(
          position(SeedsReader.PATH),
          SeedsReader.PATH,
          "can't be added to cells while early-stopping cuts their trials short: choose one");
    }
    if (trials.isEmpty()) {
      return;
    }
    if (moreSeeds.isPresent()
        && trials.stream().noneMatch(trial -> attention(trial) == AttentionVariant.QKV)) {
      problems.add(
          position(SeedsReader.PATH),
          SeedsReader.PATH,
          "are added by the comparison with qkv, which model.attention does not have");
    }
    stopping.ifPresent(rule -> checkEvaluations(rule, problems));
  }

  private void checkEvaluations(EarlyStopping rule, Problems problems) {
    if (trials.stream().anyMatch(trial -> trial.budgetSeconds() > 0)) {
      problems.add(
          position(EarlyStoppingReader.PATH),
          EarlyStoppingReader.PATH,
          "compares trials after the same number of steps, which a budget in training.seconds does not have");
      return;
    }
    if (trials.stream().anyMatch(trial -> trial.workers() > 1)) {
      problems.add(
          position(EarlyStoppingReader.PATH),
          EarlyStoppingReader.PATH,
          "stops trials at the step where they are compared, which several workers (distribute) go past until they meet: choose one");
      return;
    }
    double lastRung = rule.rungs().get(rule.rungs().size() - 1);
    if (trials.stream().anyMatch(trial -> lastEvaluation(trial) < lastRung)) {
      problems.add(
          position(EarlyStoppingReader.PATH),
          EarlyStoppingReader.PATH,
          "has nothing to decide by at %.0f %% of the budget: the next evaluation of a trial is its last, give more training.epochs, or training.evaluate-every"
              .formatted(lastRung * 100));
    }
  }

  /** The share of its budget at which a trial is evaluated last before its end; 1 if unknown. */
  private static double lastEvaluation(PlannedTrial trial) {
    var training = trial.spec().training().values();
    long steps = trial.cost().steps();
    if (training.get("evaluate-every") instanceof Long every && every > 0) {
      return (double) ((steps - 1) / every * every) / steps;
    }
    return training.get("epochs") instanceof Long epochs && epochs > 0
        ? (double) (epochs - 1) / epochs
        : 1;
  }

  /** Returns the policy of the sweep, with notes that come after those about its cells. */
  SweepPolicy procedure(List<String> cellNotes, CheckpointPolicy checkpoints) {
    List<String> notes = new ArrayList<>(cellNotes);
    stopping.ifPresent(rule -> notes.add(stoppingNote(rule)));
    if (stopping.isPresent() && checkpoints.never()) {
      notes.add(
          "Without checkpoints a trial that was set aside starts at its beginning when it goes on.");
    }
    trials.stream()
        .filter(trial -> trial.workers() > 1)
        .findFirst()
        .ifPresent(trial -> notes.add(DISTRIBUTED));
    if (trials.stream().anyMatch(trial -> trial.budgetSeconds() > 0)) {
      notes.add(
          "The budget is in seconds: how far a trial gets depends on the machine, so no number repeats exactly.");
    }
    moreSeeds.ifPresent(
        more ->
            notes.add(
                "Seeds: %d for every cell, then one more, up to %d, for the attentions that a cell does not tell from qkv."
                    .formatted(more.first(), more.most())));
    return new SweepPolicy(stopping, moreSeeds, notes);
  }

  private static String stoppingNote(EarlyStopping rule) {
    String rungs =
        rule.rungs().stream()
            .map(rung -> String.format(Locale.ROOT, "%.0f %%", rung * 100))
            .collect(Collectors.joining(" and "));
    String kept = rule.reduction() == 2 ? "better half" : "best 1 of " + rule.reduction();
    return ("Stopped early (%s): at %s of its budget a trial goes on if it is among the %s of its"
            + " task and attention by %s; while that is open, it is set aside."
            + " Stopped trials enter no mean.")
        .formatted(rule.method().label(), rungs, kept, rule.objective().metric());
  }

  private static AttentionVariant attention(PlannedTrial trial) {
    return trial.spec().attention();
  }

  private Position position(String key) {
    return root.entry(key).map(Entry::position).orElse(Position.START);
  }
}
