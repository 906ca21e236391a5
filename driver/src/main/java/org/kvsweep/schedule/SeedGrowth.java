package org.kvsweep.schedule;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * Adds seeds to cells that are undecided. Each cell is looked at when all of its trials so far have
 * ended: the baseline and every attention that can't be told from it get one seed more, until none
 * is left or the cell has its most. What is added depends on the results of the cell alone, not on
 * the order in which trials end.
 */
public final class SeedGrowth {
  private final MoreSeeds limit;
  private final SeedRule rule;
  private final List<PlannedTrial> trials;
  private final Map<TrialSpec, Cell> cells = new LinkedHashMap<>();

  private static final class Cell {
    private final Map<AttentionVariant, PlannedTrial> firsts =
        new EnumMap<>(AttentionVariant.class);
    private final Map<AttentionVariant, Map<Long, TrialOutcome>> outcomes =
        new EnumMap<>(AttentionVariant.class);
    private long nextSeed;
    private int running;
  }

  /** The growth of these trials, none of which has ended. */
  private SeedGrowth(MoreSeeds limit, SeedRule rule, List<PlannedTrial> trials) {
    this.limit = limit;
    this.rule = rule;
    this.trials = new ArrayList<>(trials);
    trials.forEach(this::enter);
  }

  /**
   * The growth of a sweep, as far as it has got.
   *
   * @param trials that the sweep begins with
   * @param ended how a trial has ended; null if it has not
   */
  public static SeedGrowth resume(
      MoreSeeds limit,
      SeedRule rule,
      List<PlannedTrial> trials,
      Function<TrialId, TrialOutcome> ended) {
    SeedGrowth growth = new SeedGrowth(limit, rule, trials);
    // Trials are added while the list is gone through, and may have ended too.
    for (int i = 0; i < growth.trials.size(); i++) {
      PlannedTrial trial = growth.trials.get(i);
      TrialOutcome outcome = ended.apply(trial.id());
      if (outcome != null) {
        growth.ended(trial, outcome);
      }
    }
    return growth;
  }

  /** All trials so far, those of the file first. */
  public List<PlannedTrial> trials() {
    return List.copyOf(trials);
  }

  /** Takes in the end of a trial, and returns the trials that are added by it. */
  public List<PlannedTrial> ended(PlannedTrial trial, TrialOutcome outcome) {
    Cell cell = cells.get(key(trial.spec()));
    cell.outcomes
        .computeIfAbsent(trial.spec().attention(), variant -> new TreeMap<>())
        .put(trial.spec().seed(), outcome);
    cell.running--;
    if (cell.running > 0 || cell.nextSeed >= limit.most()) {
      return List.of();
    }
    List<PlannedTrial> added = new ArrayList<>();
    long seed = cell.nextSeed;
    for (AttentionVariant variant : growing(cell)) {
      added.add(replicate(cell.firsts.get(variant), seed));
    }
    added.forEach(this::enter);
    trials.addAll(added);
    return added;
  }

  private Set<AttentionVariant> growing(Cell cell) {
    Set<AttentionVariant> growing = EnumSet.noneOf(AttentionVariant.class);
    growing.addAll(rule.undecided(cell.outcomes));
    if (!growing.isEmpty()) {
      growing.add(AttentionVariant.QKV);
    }
    growing.retainAll(cell.firsts.keySet());
    return growing;
  }

  private static PlannedTrial replicate(PlannedTrial first, long seed) {
    TrialSpec spec = first.spec().withSeed(seed);
    return new PlannedTrial(TrialId.of(spec), spec, first.cost(), first.resources());
  }

  private void enter(PlannedTrial trial) {
    Cell cell = cells.computeIfAbsent(key(trial.spec()), spec -> new Cell());
    cell.firsts.putIfAbsent(trial.spec().attention(), trial);
    cell.nextSeed = Math.max(cell.nextSeed, trial.spec().seed() + 1);
    cell.running++;
  }

  private static TrialSpec key(TrialSpec spec) {
    return spec.withAttention(AttentionVariant.QKV).withSeed(0);
  }
}
