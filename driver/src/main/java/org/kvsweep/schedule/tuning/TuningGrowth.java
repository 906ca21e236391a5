package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kvsweep.schedule.Growth;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * The trials of a sweep that chooses the settings of each side before it compares the sides. Each
 * side in each task goes on by itself, whatever becomes of the others.
 */
public final class TuningGrowth implements Growth {
  private final List<TunedSide> sides = new ArrayList<>();
  private final List<PlannedTrial> trials = new ArrayList<>();

  /**
   * The sides of each trial: several where a rule gives a key of the task its values only with some
   * settings, so that tasks are the same with others.
   */
  private final Map<TrialId, List<TunedSide>> byTrial = new HashMap<>();

  private TuningGrowth() {}

  /** The growth of a sweep that tunes, none of whose trials has ended. */
  public static TuningGrowth of(Tuning tuning, Optional<Confirmation> confirmation) {
    TuningGrowth growth = new TuningGrowth();
    for (TuningSpace space : tuning.spaces()) {
      TunedSide side =
          new TunedSide(
              space.task(),
              space.side(),
              tuning.objective(),
              Optional.of(new TunedSide.Rounds(new Proposer(tuning, space), space, tuning.seeds())),
              confirmation);
      growth.sides.add(side);
      growth.enter(side, side.begin());
    }
    return growth;
  }

  /** The task and the side of a trial, in words. */
  public record Place(String task, String side) {}

  /**
   * The growth of a sweep that confirms the best of its trials, none of which has ended.
   *
   * @param trials of the sweep
   */
  public static TuningGrowth of(
      List<PlannedTrial> trials, Function<PlannedTrial, Place> places, Confirmation confirmation) {
    TuningGrowth growth = new TuningGrowth();
    Map<Place, Map<PlannedTrial, List<PlannedTrial>>> cells = new LinkedHashMap<>();
    for (PlannedTrial trial : trials) {
      cells
          .computeIfAbsent(places.apply(trial), place -> new LinkedHashMap<>())
          .computeIfAbsent(trial.withSeed(0), cell -> new ArrayList<>())
          .add(trial);
    }
    Map<Place, TunedSide> sides = new LinkedHashMap<>();
    cells.forEach(
        (place, ofPlace) -> {
          TunedSide side =
              new TunedSide(
                  place.task(),
                  place.side(),
                  confirmation.objective(),
                  Optional.empty(),
                  Optional.of(confirmation));
          ofPlace.values().forEach(seeds -> side.begin(new TunedSample(seeds)));
          sides.put(place, side);
        });
    growth.sides.addAll(sides.values());
    trials.forEach(trial -> growth.enter(sides.get(places.apply(trial)), List.of(trial)));
    return growth;
  }

  /** Enters the trials that a side wants, and returns those that are added by it. */
  private List<PlannedTrial> enter(TunedSide side, List<PlannedTrial> wanted) {
    List<PlannedTrial> added = new ArrayList<>();
    Map<PlannedTrial, TrialOutcome> ended = new LinkedHashMap<>();
    for (PlannedTrial trial : wanted) {
      List<TunedSide> others = byTrial.getOrDefault(trial.id(), List.of());
      if (others.isEmpty()) {
        added.add(trial);
      } else {
        others.get(0).outcome(trial).ifPresent(outcome -> ended.put(trial, outcome));
      }
      byTrial.put(trial.id(), Stream.concat(others.stream(), Stream.of(side)).toList());
    }
    trials.addAll(added);
    ended.forEach((trial, outcome) -> added.addAll(enter(side, side.ended(trial, outcome))));
    return added;
  }

  /** The sides of each task. */
  public List<TunedSide> sides() {
    return List.copyOf(sides);
  }

  @Override
  public List<PlannedTrial> trials() {
    return List.copyOf(trials);
  }

  @Override
  public List<PlannedTrial> ended(PlannedTrial trial, TrialOutcome outcome) {
    List<PlannedTrial> added = new ArrayList<>();
    for (TunedSide side : byTrial.get(trial.id())) {
      added.addAll(enter(side, side.ended(trial, outcome)));
    }
    return added;
  }

  @Override
  public int toCome() {
    return sides.stream().mapToInt(TunedSide::toCome).sum();
  }
}
