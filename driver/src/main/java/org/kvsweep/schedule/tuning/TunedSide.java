package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.TuningSpace.Sample;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * One side in one task while its settings are chosen: its samples in rounds, each asked for when
 * the one before has ended, then the confirmation of the best.
 */
public final class TunedSide {
  private final String task;
  private final String side;
  private final Objective objective;
  private final Optional<Rounds> rounds;
  private final Optional<Confirmation> confirmation;
  private final List<TunedSample> samples = new ArrayList<>();
  private final Map<TrialId, TunedSample> byTrial = new HashMap<>();
  private List<PlannedTrial> confirming = List.of();
  private Phase phase = Phase.TUNING;
  private int running;
  private int round;

  /**
   * Where further samples come from.
   *
   * @param space of the samples
   * @param seeds of every sample
   */
  record Rounds(Proposer proposer, TuningSpace space, int seeds) {}

  private enum Phase {
    TUNING,
    CONFIRMING
  }

  /**
   * A side without samples.
   *
   * @param task in words
   * @param rounds empty if the samples are those that it is given
   * @param confirmation empty if none is wanted
   */
  TunedSide(
      String task,
      String side,
      Objective objective,
      Optional<Rounds> rounds,
      Optional<Confirmation> confirmation) {
    this.task = task;
    this.side = side;
    this.objective = objective;
    this.rounds = rounds;
    this.confirmation = confirmation;
  }

  /** The task in words, such as {@code reverse length=16}. */
  public String task() {
    return task;
  }

  /** The label of the side; empty where nothing is compared. */
  public String side() {
    return side;
  }

  /** The paths of the keys that samples give values to; none if the samples are given. */
  public Set<String> chosenPaths() {
    return rounds.map(asked -> Set.copyOf(asked.space().paths())).orElse(Set.of());
  }

  /** The metric by which samples are compared. */
  public Objective objective() {
    return objective;
  }

  /** All samples so far, in the order in which they were proposed. */
  public List<TunedSample> samples() {
    return List.copyOf(samples);
  }

  /** The trials that confirm the best sample; none before it is known. */
  public List<PlannedTrial> confirming() {
    return confirming;
  }

  /**
   * The best sample so far, the first of equals: of those with the fewest seeds that were stopped,
   * the one with the best mean over the others. Early stopping decides on each seed by itself, so
   * that perhaps no sample keeps all of them. Empty while none has a seed that completed. Once
   * tuning has ended it is the one that is confirmed.
   */
  public Optional<TunedSample> best() {
    return samples.stream()
        .filter(TunedSample::ended)
        .filter(sample -> sample.scoreOfCompleted(objective).complete())
        .min(
            Comparator.comparingInt(TunedSample::stopped)
                .thenComparing(sample -> sample.scoreOfCompleted(objective)));
  }

  /** Begins with the samples that need no results. */
  List<PlannedTrial> begin() {
    return rounds.map(asked -> add(asked.proposer().first())).orElse(List.of());
  }

  /** Begins with a sample that is given. */
  void begin(TunedSample sample) {
    samples.add(sample);
    sample.trials().forEach(trial -> byTrial.put(trial.id(), sample));
    running += sample.trials().size();
  }

  private List<PlannedTrial> add(List<Sample> proposed) {
    Rounds asked = rounds.orElseThrow();
    List<PlannedTrial> added = new ArrayList<>();
    for (Sample sample : proposed) {
      TunedSample tuned = TunedSample.ofSeeds(asked.space().planned(sample), asked.seeds(), round);
      begin(tuned);
      added.addAll(tuned.trials());
    }
    round++;
    return added;
  }

  /** Takes in the end of one of its trials, and returns the trials that are added by it. */
  List<PlannedTrial> ended(PlannedTrial trial, TrialOutcome outcome) {
    TunedSample sample = byTrial.get(trial.id());
    if (sample == null) {
      return List.of(); // one that confirms
    }
    sample.ended(trial, outcome);
    running--;
    return running == 0 ? next() : List.of();
  }

  /** Returns how a trial that helps to choose has ended; empty if it has not, or does not help. */
  Optional<TrialOutcome> outcome(PlannedTrial trial) {
    return Optional.ofNullable(byTrial.get(trial.id())).flatMap(sample -> sample.outcome(trial));
  }

  private List<PlannedTrial> next() {
    List<PlannedTrial> added =
        rounds.isPresent() && rounds.get().proposer().toCome() > 0
            ? add(rounds.get().proposer().next(scores()))
            : List.of();
    return added.isEmpty() ? confirm() : added;
  }

  private List<Score> scores() {
    return samples.stream().map(sample -> sample.score(objective)).toList();
  }

  private List<PlannedTrial> confirm() {
    phase = Phase.CONFIRMING;
    Optional<TunedSample> best = best();
    if (best.isPresent() && confirmation.isPresent()) {
      PlannedTrial chosen = best.get().trials().get(0).at(Stage.CONFIRMATION);
      confirming = confirmation.get().freshSeeds().mapToObj(chosen::withSeed).toList();
    }
    return confirming;
  }

  /** Returns how many trials are to be added yet, if a sample completes. */
  public int toCome() {
    if (phase == Phase.CONFIRMING) {
      return 0;
    }
    return rounds.map(asked -> asked.proposer().toCome() * asked.seeds()).orElse(0)
        + confirmation.map(Confirmation::seeds).orElse(0);
  }
}
