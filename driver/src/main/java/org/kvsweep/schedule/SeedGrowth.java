package org.kvsweep.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * Adds seeds to cells that are undecided. Each cell is looked at when all of its trials so far have
 * ended: the baseline and every side that can't be told from it get one seed more, until none is
 * left or the cell has its most. What is added depends on the results of the cell alone, not on the
 * order in which trials end.
 */
public final class SeedGrowth implements Growth {
  private final MoreSeeds limit;
  private final SeedRule rule;
  private final ComparedKey compared;
  private final List<PlannedTrial> trials;
  private final Map<TrialSpec, Cell> cells = new LinkedHashMap<>();

  private static final class Cell {
    private final Map<String, PlannedTrial> firsts = new LinkedHashMap<>();
    private final Map<String, Map<Long, TrialOutcome>> outcomes = new TreeMap<>();
    private long nextSeed;
    private int running;
  }

  /** The growth of these trials, none of which has ended. */
  private SeedGrowth(
      MoreSeeds limit, SeedRule rule, ComparedKey compared, List<PlannedTrial> trials) {
    this.limit = limit;
    this.rule = rule;
    this.compared = compared;
    this.trials = new ArrayList<>(trials);
    trials.forEach(this::enter);
  }

  /**
   * The growth of a sweep, as far as it has got.
   *
   * @param compared what the rule compares
   * @param trials that the sweep begins with
   * @param ended how a trial has ended; empty if it has not
   */
  public static SeedGrowth resume(
      MoreSeeds limit,
      SeedRule rule,
      ComparedKey compared,
      List<PlannedTrial> trials,
      Function<TrialId, Optional<TrialOutcome>> ended) {
    return Growth.resumed(new SeedGrowth(limit, rule, compared, trials), ended);
  }

  @Override
  public List<PlannedTrial> trials() {
    return List.copyOf(trials);
  }

  /** Whether a cell gets more seeds is open until it is looked at. */
  @Override
  public int toCome() {
    return 0;
  }

  @Override
  public List<PlannedTrial> ended(PlannedTrial trial, TrialOutcome outcome) {
    Cell cell = cells.get(compared.cell(trial.spec()));
    cell.outcomes
        .computeIfAbsent(compared.side(trial.spec()), side -> new TreeMap<>())
        .put(trial.spec().seed(), outcome);
    cell.running--;
    if (cell.running > 0 || cell.nextSeed >= limit.most()) {
      return List.of();
    }
    List<PlannedTrial> added = new ArrayList<>();
    long seed = cell.nextSeed;
    Set<String> growing = growing(cell);
    for (String side : compared.baselineFirst()) {
      if (growing.contains(side)) {
        added.add(cell.firsts.get(side).withSeed(seed));
      }
    }
    added.forEach(this::enter);
    trials.addAll(added);
    return added;
  }

  private Set<String> growing(Cell cell) {
    Set<String> growing = new HashSet<>(rule.undecided(cell.outcomes));
    if (!growing.isEmpty()) {
      growing.add(compared.baseline());
    }
    growing.retainAll(cell.firsts.keySet());
    return growing;
  }

  private void enter(PlannedTrial trial) {
    Cell cell = cells.computeIfAbsent(compared.cell(trial.spec()), spec -> new Cell());
    cell.firsts.putIfAbsent(compared.side(trial.spec()), trial);
    cell.nextSeed = Math.max(cell.nextSeed, trial.spec().seed() + 1);
    cell.running++;
  }
}
