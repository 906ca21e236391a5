package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.trial.TrialSpec;

/**
 * How a sweep file lets settings be chosen by results: {@code tune} and {@code confirm}, each of
 * which may be missing.
 *
 * @param tuning without spaces
 * @param confirming the number of fresh seeds
 */
record SettingsChoice(Optional<Tuning> tuning, Optional<Integer> confirming) {

  static SettingsChoice read(Mapping root, Problems problems) {
    return new SettingsChoice(
        TuningReader.read(root.entry(TuningReader.PATH), problems),
        ConfirmationReader.seeds(root, problems));
  }

  /** Returns whether some trials only help to choose. */
  boolean chooses() {
    return tuning.isPresent() || confirming.isPresent();
  }

  /** The seeds of the trials that the file describes, where it says these. */
  List<Long> seeds(List<Long> said) {
    return tuning.map(Tuning::firstSeeds).orElse(said);
  }

  /** The trials of these cells, with what they are trained for. */
  List<PlannedTrial> trials(Cells cells) {
    return chooses()
        ? cells.trials().stream().map(trial -> trial.at(Stage.tuning(0))).toList()
        : cells.trials();
  }

  /** What sides are compared by; if settings are chosen, all that vary within a task are. */
  Optional<ComparedKey> compared(
      List<PlannedTrial> trials, Cells cells, ComparedKeyReader comparing, Rules rules) {
    List<SettingPath> chosen =
        cells.drawnPaths().stream().filter(path -> path.section() != Section.TASK).toList();
    return chooses() ? comparing.chosen(trials, chosen, rules) : comparing.compared(trials, rules);
  }

  /**
   * The confirmation; empty if the file asks for none.
   *
   * @param used the seeds of the trials by which settings are chosen
   * @param problem hears if these leave no fresh ones
   */
  Optional<Confirmation> confirmation(
      Optional<EarlyStopping> stopping, List<Long> used, Consumer<String> problem) {
    return confirming.flatMap(
        count -> ConfirmationReader.of(count, tuning, stopping, used, problem));
  }

  /** Returns that policy with the choice of settings. */
  SweepPolicy in(
      SweepPolicy policy,
      Cells cells,
      Optional<Confirmation> confirmation,
      Optional<ComparedKey> compared) {
    List<String> notes = new ArrayList<>();
    tuning.ifPresent(wanted -> notes.add(ChoiceNotes.tuning(wanted, cells.drawnFrom(), compared)));
    notes.addAll(policy.notes());
    confirmation.ifPresent(wanted -> notes.add(ChoiceNotes.confirmation(wanted, compared)));
    if (tuning.isPresent() && confirmation.isEmpty()) {
      notes.add(ChoiceNotes.NOTHING_CONFIRMED);
    }
    Function<TrialSpec, String> side = trial -> compared.map(key -> key.side(trial)).orElse("");
    return new SweepPolicy(
        policy.earlyStopping(),
        policy.moreSeeds(),
        tuning.map(wanted -> wanted.withSpaces(cells.spaces(side))),
        confirmation,
        notes);
  }
}
