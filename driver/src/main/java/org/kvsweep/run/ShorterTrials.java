package org.kvsweep.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The completed trials of a results folder from whose last states longer trials can go on: those
 * that differ from them in nothing but a smaller budget, in epochs or in steps. A longer training
 * then ends with the numbers that it would have had from the start, to the last bit.
 */
public final class ShorterTrials {
  /** Lets every trial start at its first step. */
  public static final ShorterTrials NONE =
      new ShorterTrials(
          Map.of(),
          Set.of(),
          Rule.BUDGETS_GROW,
          trial -> {
            throw new IllegalStateException("Cannot plan a trial: no shorter one is known");
          });

  private static final String EPOCHS = "epochs";
  private static final String STEPS = "steps";

  private final Map<TrialSpec, List<Completed>> byRest;
  private final Set<TrialId> lastStates;
  private final Rule rule;
  private final Function<TrialSpec, TrainingPlan> plans;

  private record Completed(TrialId id, Length length) {}

  /** Whether the trials of a sweep may go on from shorter ones. */
  private enum Rule {
    BUDGETS_GROW,
    BUDGETS_ARE_COMPARED
  }

  /** A budget: only those in the same unit can be compared. */
  private record Length(String unit, long count) {
    static Length of(Settings training) {
      return number(training, STEPS) > 0
          ? new Length(STEPS, number(training, STEPS))
          : new Length(EPOCHS, number(training, EPOCHS));
    }

    private static long number(Settings training, String key) {
      return training.values().get(key) instanceof Long number ? number : 0;
    }

    boolean exceeds(Length other) {
      return unit.equals(other.unit) && count > other.count;
    }
  }

  /** Why a trial starts anew although a shorter one has completed. */
  private enum Obstacle {
    SCHEDULE(
        "their schedule depends on the whole budget (constant, multi-step and"
            + " inverse-square-root do not)"),
    WORKERS("several workers train them together"),
    EARLY_STOPPING("early stopping compares trials of equal budgets"),
    STATE("the last states were not kept (checkpoints: 60 s and last keeps them)");

    private final String because;

    Obstacle(String because) {
      this.because = because;
    }
  }

  private ShorterTrials(
      Map<TrialSpec, List<Completed>> byRest,
      Set<TrialId> lastStates,
      Rule rule,
      Function<TrialSpec, TrainingPlan> plans) {
    this.byRest = byRest;
    this.lastStates = lastStates;
    this.rule = rule;
    this.plans = plans;
  }

  /**
   * Deletes the last states in a results folder that nobody needs any more. Reads trial files only
   * where there are such states.
   */
  public static void forgetSurpassed(FolderResultsStore results) throws IOException {
    Set<TrialId> lastStates = results.folder().lastStates();
    if (!lastStates.isEmpty()) {
      results.forgetLastStates(surpassed(results.found().trials().values(), lastStates));
    }
  }

  /**
   * The trials whose last states nobody needs any more: those that a longer one with a last state
   * differs from in nothing but its budget, and those that have no result.
   *
   * @param lastStates the trials whose last states are kept
   */
  static Set<TrialId> surpassed(Collection<TrialRecord> ended, Set<TrialId> lastStates) {
    Map<TrialSpec, List<Completed>> byRest = completed(ended);
    Set<TrialId> needed =
        byRest.values().stream()
            .map(alike -> alike.stream().filter(one -> lastStates.contains(one.id())).toList())
            .flatMap(
                kept ->
                    kept.stream()
                        .filter(
                            one ->
                                kept.stream().noneMatch(two -> two.length().exceeds(one.length()))))
            .map(Completed::id)
            .collect(Collectors.toSet());
    Set<TrialId> surpassed = new HashSet<>(lastStates);
    surpassed.removeAll(needed);
    return surpassed;
  }

  /**
   * The trials that a sweep could go on from.
   *
   * @param lastStates the trials whose last states are kept
   */
  public static ShorterTrials of(
      SweepSpec sweep, Collection<TrialRecord> ended, Set<TrialId> lastStates, TaskCatalog tasks) {
    Map<TrialSpec, List<Completed>> byRest = completed(ended);
    boolean compared = sweep.procedure().earlyStopping().isPresent();
    return new ShorterTrials(
        byRest,
        lastStates,
        compared ? Rule.BUDGETS_ARE_COMPARED : Rule.BUDGETS_GROW,
        trial -> tasks.provider(trial.taskName()).plan(trial));
  }

  /** Returns the completed trials, by all of them but their budget. */
  private static Map<TrialSpec, List<Completed>> completed(Collection<TrialRecord> ended) {
    Map<TrialSpec, List<Completed>> byRest = new HashMap<>();
    for (TrialRecord record : ended) {
      if (record.outcome().completed()) {
        byRest
            .computeIfAbsent(rest(record.spec()), spec -> new ArrayList<>())
            .add(new Completed(record.id(), Length.of(record.spec().training())));
      }
    }
    return byRest;
  }

  /** Returns the trial from whose last state that one goes on; empty if it starts anew. */
  Optional<TrialId> of(TrialSpec trial) {
    List<Completed> completed = completed(trial);
    return completed.isEmpty() || obstacle(trial).isPresent()
        ? Optional.empty()
        : completed.stream()
            .filter(one -> lastStates.contains(one.id()))
            .max(Comparator.comparingLong(one -> one.length().count()))
            .map(Completed::id);
  }

  /** Returns what becomes of these trials if shorter ones have completed, a line each. */
  public List<String> lines(Collection<TrialSpec> open) {
    int going = 0;
    Map<Obstacle, Integer> anew = new EnumMap<>(Obstacle.class);
    for (TrialSpec trial : open) {
      if (completed(trial).isEmpty()) {
        continue;
      }
      Optional<Obstacle> obstacle = obstacle(trial);
      if (obstacle.isPresent()) {
        anew.merge(obstacle.get(), 1, Integer::sum);
      } else {
        going++;
      }
    }
    List<String> lines = new ArrayList<>();
    if (going > 0) {
      lines.add(
          "%s %s on where shorter ones have ended."
              .formatted(Count.of(going, "trial"), Count.word(going, "goes", "go")));
    }
    anew.forEach(
        (obstacle, count) ->
            lines.add(
                "%s %s anew although shorter ones have completed: %s."
                    .formatted(
                        Count.of(count, "trial"),
                        Count.word(count, "starts", "start"),
                        obstacle.because)));
    return lines;
  }

  private List<Completed> completed(TrialSpec trial) {
    Length length = Length.of(trial.training());
    return byRest.getOrDefault(rest(trial), List.of()).stream()
        .filter(one -> length.exceeds(one.length()))
        .toList();
  }

  private Optional<Obstacle> obstacle(TrialSpec trial) {
    if (rule == Rule.BUDGETS_ARE_COMPARED) {
      return Optional.of(Obstacle.EARLY_STOPPING);
    }
    TrainingPlan plan = plans.apply(trial);
    if (plan.distribution().distributed()) {
      return Optional.of(Obstacle.WORKERS);
    }
    if (plan.schedule().dependsOnLength()) {
      return Optional.of(Obstacle.SCHEDULE);
    }
    return completed(trial).stream().anyMatch(one -> lastStates.contains(one.id()))
        ? Optional.empty()
        : Optional.of(Obstacle.STATE);
  }

  /** All of a trial but its budget. */
  private static TrialSpec rest(TrialSpec trial) {
    Settings training = trial.training().with(EPOCHS, 0L).with(STEPS, 0L);
    return new TrialSpec(trial.task(), trial.model(), training, trial.resources(), trial.seed());
  }
}
