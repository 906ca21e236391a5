package org.kvsweep.report;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.tuning.SweepGrowth;
import org.kvsweep.schedule.tuning.TuningGrowth;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.sweep.file.SweepFileException;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The trials of a sweep, with the outcomes of those that have ended.
 *
 * @param name of the sweep
 * @param axes the paths of the keys that vary, such as {@code model.width}, in the order in which
 *     tables name them; others that vary come after them
 * @param trials all trials of the sweep, in its order, ended or not
 * @param ended those that have ended; without measurements of test data where they were trained
 *     only to choose settings
 * @param leftOut what else its folder holds
 * @param setAside trials that have not ended and are set aside until it is decided if they go on
 * @param compared what its trials are compared by, which every trial has; empty for nothing
 * @param tuning what was chosen by trials that are not compared; empty if all are
 */
public record SweepResults(
    String name,
    List<String> axes,
    Map<TrialId, TrialSpec> trials,
    Map<TrialId, TrialRecord> ended,
    LeftOut leftOut,
    Set<TrialId> setAside,
    Optional<ComparedKey> compared,
    Optional<TuningResults> tuning) {
  /** The one side of trials that nothing compares. */
  public static final String ALL = "all";

  public SweepResults {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(compared, "compared");
    Objects.requireNonNull(tuning, "tuning");
    axes = List.copyOf(axes);
    trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    ended = Collections.unmodifiableMap(new LinkedHashMap<>(ended));
    setAside = setAside(setAside, trials, ended);
  }

  /** Results that are all of the sweep, compared by their attention if trials have one. */
  public SweepResults(
      String name,
      List<String> axes,
      Map<TrialId, TrialSpec> trials,
      Map<TrialId, TrialRecord> ended) {
    this(
        name,
        axes,
        trials,
        ended,
        LeftOut.NOTHING,
        Set.of(),
        ComparedKey.attentionOf(trials.values()),
        Optional.empty());
  }

  private static Set<TrialId> setAside(
      Set<TrialId> all, Map<TrialId, TrialSpec> trials, Map<TrialId, TrialRecord> ended) {
    return all.stream()
        .filter(id -> trials.containsKey(id) && !ended.containsKey(id))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The trials of that sweep; ended trials of earlier versions of its file only count. */
  public static SweepResults of(SweepSpec sweep, EndedTrials found) {
    Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    Optional<Growth> growth = growth(sweep, found);
    for (PlannedTrial planned : growth.map(Growth::trials).orElse(sweep.trials())) {
      trials.put(planned.id(), planned.spec());
      TrialRecord record = found.trials().get(planned.id());
      if (record != null) {
        ended.put(planned.id(), record.withOutcome(planned.stage().shown(record.outcome())));
      }
    }
    int otherData = (int) found.otherData().stream().filter(trials::containsKey).count();
    return new SweepResults(
        sweep.name(),
        sweep.axes().stream().map(axis -> axis.path().toString()).toList(),
        trials,
        ended,
        new LeftOut(
            found.trials().size() - ended.size() + found.otherData().size() - otherData,
            found.damaged().size(),
            otherData),
        found.setAside(),
        sweep.compared(),
        growth
            .filter(TuningGrowth.class::isInstance)
            .map(TuningGrowth.class::cast)
            .map(tuned -> TuningResults.of(sweep, tuned, found)));
  }

  private static Optional<Growth> growth(SweepSpec sweep, EndedTrials found) {
    return SweepGrowth.of(
        sweep,
        PairedSeedRule.of(sweep),
        id -> Optional.ofNullable(found.trials().get(id)).map(TrialRecord::outcome));
  }

  /**
   * The sweep in a results folder as the sweep file there has it, or all there is where that can't
   * be read any more.
   *
   * @param all what the folder holds
   * @param warnings hears what is wrong with the sweep file
   */
  public static SweepResults in(
      ResultsFolder folder, EndedTrials all, TaskCatalog tasks, Consumer<String> warnings)
      throws IOException {
    return in(folder, sweepIn(folder, tasks, warnings), all);
  }

  /**
   * The same with the sweep that {@link #sweepIn} has read.
   *
   * @param found what the folder holds, or a part of it
   */
  public static SweepResults in(
      ResultsFolder folder, Optional<SweepSpec> sweep, EndedTrials found) {
    EndedTrials ended = found.ofCurrentData(SweepData.NONE);
    return sweep.isPresent() ? of(sweep.get(), ended) : of(folder.location(), ended);
  }

  /**
   * The sweep whose file a results folder keeps; empty if it can't be read any more.
   *
   * @param warnings hears what is wrong with the sweep file
   */
  public static Optional<SweepSpec> sweepIn(
      ResultsFolder folder, TaskCatalog tasks, Consumer<String> warnings) throws IOException {
    folder.sweepFault().ifPresent(warnings);
    Optional<String> source = folder.sweepSource();
    try {
      return source.map(
          text -> SweepFile.readSaved(text, folder.location() + "/" + ResultsLayout.SWEEP, tasks));
    } catch (SweepFileException changed) {
      warnings.accept(changed.getMessage());
      return Optional.empty();
    }
  }

  /** Returns whatever has ended, where the sweep itself is not known. */
  public static SweepResults of(String name, EndedTrials found) {
    Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    for (TrialRecord record : found.trials().values()) {
      if (comparable(record.spec())) {
        trials.put(record.id(), record.spec());
        ended.put(record.id(), record);
      }
    }
    return new SweepResults(
        name,
        List.of(),
        trials,
        ended,
        new LeftOut(
            found.trials().size() - ended.size(), found.damaged().size(), found.otherData().size()),
        found.setAside(),
        ComparedKey.attentionOf(trials.values()),
        Optional.empty());
  }

  /** The same results, compared by another key or by none. */
  public SweepResults comparedBy(Optional<ComparedKey> other) {
    return new SweepResults(name, axes, trials, ended, leftOut, setAside, other, tuning);
  }

  /**
   * What these results are compared by beside others: the same as all of them together, but with
   * the keys that follow it in these.
   */
  public Optional<ComparedKey> comparedBeside(Optional<ComparedKey> together) {
    return together.map(
        key ->
            compared
                .filter(own -> own.path().equals(key.path()))
                .map(own -> key.withFollowing(own.following()))
                .orElse(key));
  }

  /** The trials that are compared: all but those by which settings were only chosen. */
  public SweepResults confirmed() {
    if (tuning.isEmpty()) {
      return this;
    }
    Map<TrialId, TrialSpec> kept = new LinkedHashMap<>(trials);
    kept.keySet().removeAll(tuning.get().tried());
    return of(kept, tuning);
  }

  /** What that trial was trained for, as the sweep file has it now. */
  public Stage.Purpose purpose(TrialId trial) {
    return tuning
        .map(
            chosen ->
                chosen.tried().contains(trial) ? Stage.Purpose.TUNING : Stage.Purpose.CONFIRMATION)
        .orElse(Stage.Purpose.COMPARISON);
  }

  /** Says of how many ended trials test data are not shown, and why; empty for none. */
  public Optional<String> testDataLeftOut() {
    long tried = ended.keySet().stream().filter(id -> purpose(id) == Stage.Purpose.TUNING).count();
    return tried == 0
        ? Optional.empty()
        : Optional.of(
            "Test metrics of %s that chose settings are left out: only confirmations are compared on test data."
                .formatted(Count.of(tried, "trial")));
  }

  /** The side of that trial; {@link #ALL} where nothing is compared. */
  public String side(TrialSpec spec) {
    return compared.map(key -> key.side(spec)).orElse(ALL);
  }

  /** The cell of that trial, whose seeds and sides are compared. */
  TrialSpec cell(TrialSpec spec) {
    return compared.map(key -> key.cell(spec)).orElseGet(() -> spec.withSeed(0));
  }

  /**
   * Returns only the trials that fit a condition on one key; the others do not count as left out.
   *
   * @param path of the key, or {@link CellAxes#SEED_PATH}
   */
  public SweepResults only(String path, Predicate<TrialSpec> fitting) {
    Map<TrialId, TrialSpec> kept = new LinkedHashMap<>(trials);
    kept.values().removeIf(fitting.negate());
    return of(kept, tuning.map(chosen -> chosen.only(path, kept.keySet())));
  }

  private SweepResults of(Map<TrialId, TrialSpec> kept, Optional<TuningResults> keptTuning) {
    Map<TrialId, TrialRecord> keptEnded = new LinkedHashMap<>(ended);
    keptEnded.keySet().retainAll(kept.keySet());
    return new SweepResults(name, axes, kept, keptEnded, leftOut, setAside, compared, keptTuning);
  }

  /** How its trials ended; those that are sure to be added are missing. */
  public Outcomes outcomes() {
    Outcomes there = Outcomes.of(trials.keySet().stream().map(this::record).toList());
    return there.withMissing(tuning.map(TuningResults::toCome).orElse(0));
  }

  Optional<TrialRecord> record(TrialId id) {
    return Optional.ofNullable(ended.get(id));
  }

  /** A spec from a file may lack what every table needs. */
  private static boolean comparable(TrialSpec spec) {
    try {
      return !spec.taskName().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
