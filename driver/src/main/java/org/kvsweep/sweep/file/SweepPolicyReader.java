package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.CheckpointPolicy;

/** Checks what is done with the trials of a sweep against the trials that there are. */
final class SweepPolicyReader {
  private static final String DISTRIBUTED =
      "With distribute: data several workers train one trial, in a slot each, and share its steps;"
          + " its steps and batches here are those of each worker.";

  private final TaskCatalog catalog;
  private final Mapping root;
  private final Optional<EarlyStopping> stopping;
  private final Optional<MoreSeeds> moreSeeds;
  private final Optional<Tuning> tuning;
  private final List<PlannedTrial> trials;
  private final Optional<ComparedKey> compared;

  /**
   * @param trials none if they are not known because the file has problems
   * @param compared what they are compared by; empty if by nothing
   */
  SweepPolicyReader(
      TaskCatalog catalog,
      Mapping root,
      Optional<EarlyStopping> stopping,
      Optional<MoreSeeds> moreSeeds,
      Optional<Tuning> tuning,
      List<PlannedTrial> trials,
      Optional<ComparedKey> compared) {
    this.catalog = catalog;
    this.root = root;
    this.stopping = stopping;
    this.moreSeeds = moreSeeds;
    this.tuning = tuning;
    this.trials = List.copyOf(trials);
    this.compared = compared;
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
    if (moreSeeds.isPresent()) {
      comparison()
          .ifPresent(lack -> problems.add(position(SeedsReader.PATH), SeedsReader.PATH, lack));
    }
    stopping.ifPresent(rule -> checkEvaluations(rule, problems));
    tuning.ifPresent(wanted -> stopping.ifPresent(rule -> checkSeeds(wanted, rule, problems)));
  }

  /**
   * Reports rounds in which no sample can keep all of its seeds: one that did in the larger first
   * round would be chosen whatever came later.
   */
  private void checkSeeds(Tuning wanted, EarlyStopping rule, Problems problems) {
    int samples = wanted.smallestLaterRound();
    int kept = rule.keptOf(samples * wanted.seeds());
    if (samples == 0 || kept >= wanted.seeds()) {
      return;
    }
    double oneOf = Math.pow(rule.reduction(), rule.rungs().size());
    double enough = Math.floor(oneOf * (wanted.seeds() - 1) / wanted.seeds()) + 1;
    problems.add(
        position(TuningReader.PATH),
        TuningReader.PATH + "." + TuningReader.SEEDS,
        String.format(
            Locale.ROOT,
            "expected rounds in which early-stopping can keep all %d seeds of a sample, got one of %s that keeps %d of %d trials: give rounds of at least %.0f samples (round, and samples for the last), fewer seeds, or no early-stopping",
            wanted.seeds(),
            Count.of(samples, "sample"),
            kept,
            samples * wanted.seeds(),
            enough));
  }

  /** Returns why there is no comparison that could ask for seeds. */
  private Optional<String> comparison() {
    if (compared.isEmpty()) {
      return Optional.of(
          "are added by a comparison, and nothing is compared: name a key (compare)");
    }
    return compared.get().sides().size() > 1
        ? Optional.empty()
        : Optional.of(
            "are added by a comparison, and %s has one value, %s"
                .formatted(compared.get().path(), compared.get().baseline()));
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
  private double lastEvaluation(PlannedTrial trial) {
    var training = trial.spec().training().values();
    long epochs = training.get("epochs") instanceof Long count ? count : 0;
    if (training.get("evaluate-every") instanceof Long every && every > 0) {
      long steps = trial.cost().steps();
      boolean estimated =
          epochs > 0 && catalog.provider(trial.spec().taskName()).estimatesCost(trial.spec());
      return estimated ? 1 : (double) ((steps - 1) / every * every) / steps;
    }
    return epochs > 0 ? (double) (epochs - 1) / epochs : 1;
  }

  /** Returns the policy of the sweep, with notes that come after those about its cells. */
  SweepPolicy procedure(List<String> cellNotes, CheckpointPolicy checkpoints) {
    List<String> notes = new ArrayList<>(cellNotes);
    SearchReader.note(root.entry(SearchReader.PATH)).ifPresent(notes::add);
    compared
        .filter(
            key ->
                root.has(ComparedKeyReader.PATH)
                    || (!key.following().isEmpty() && !root.has(ConfirmationReader.PATH)))
        .ifPresent(key -> notes.add(comparedNote(key)));
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
                "Seeds: %d for every cell, then one more, up to %d, for each %s that a cell does not tell from %s."
                    .formatted(
                        more.first(),
                        more.most(),
                        compared.map(ComparedKey::key).orElse("side"),
                        compared.map(ComparedKey::baseline).orElse("the baseline"))));
    return new SweepPolicy(stopping, moreSeeds, notes);
  }

  private static String comparedNote(ComparedKey key) {
    String others = key.baselineFirst().stream().skip(1).collect(Collectors.joining(", "));
    String own =
        key.following().isEmpty()
            ? ""
            : " Each has its own %s."
                .formatted(
                    key.following().stream()
                        .map(SettingPath::toString)
                        .collect(Collectors.joining(" and ")));
    return "Compared by %s: %s against %s, in each cell and seed.%s"
        .formatted(key.path(), others, key.baseline(), own);
  }

  private String stoppingNote(EarlyStopping rule) {
    String rungs =
        rule.rungs().stream()
            .map(rung -> String.format(Locale.ROOT, "%.0f %%", rung * 100))
            .collect(Collectors.joining(" and "));
    String kept = rule.reduction() == 2 ? "better half" : "best 1 of " + rule.reduction();
    return ("Stopped early (%s): at %s of its budget a trial goes on if it is among the %s of its"
            + " task%s by %s; while that is open, it is set aside."
            + " Stopped trials enter no mean.")
        .formatted(
            rule.method().label(),
            rungs,
            kept,
            compared.map(key -> " and " + key.key()).orElse(""),
            rule.objective().metric());
  }

  private Position position(String key) {
    return root.entry(key).map(Entry::position).orElse(Position.START);
  }
}
