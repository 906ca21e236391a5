package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

class SeedGrowthTest {
  private static final MoreSeeds LIMIT = new MoreSeeds(2, 6);

  /** kv is decided with 4 seeds, kv-pos never. */
  private static final SeedRule RULE =
      cell -> {
        Set<String> undecided = new TreeSet<>();
        cell.forEach(
            (side, seeds) -> {
              if (side.equals("kv-pos") || (side.equals("kv") && seeds.size() < 4)) {
                undecided.add(side);
              }
            });
        return undecided;
      };

  private static ComparedKey compared(List<PlannedTrial> trials) {
    return ComparedKey.attentionOf(trials.stream().map(PlannedTrial::spec).toList()).orElseThrow();
  }

  private static List<PlannedTrial> first(String... attentions) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (String attention : attentions) {
      for (long seed = 0; seed < LIMIT.first(); seed++) {
        trials.add(ScheduledTrials.trial(attention, seed, 100));
      }
    }
    return trials;
  }

  /** Runs it to its end with trials ending in random order; how many seeds each attention got. */
  private static Map<String, Long> grow(List<PlannedTrial> first, long order) {
    Random random = new Random(order);
    SeedGrowth growth =
        SeedGrowth.resume(LIMIT, RULE, compared(first), first, id -> Optional.empty());
    List<PlannedTrial> open = new ArrayList<>(first);
    while (!open.isEmpty()) {
      Collections.shuffle(open, random);
      open.addAll(growth.ended(open.remove(0), ScheduledTrials.completed()));
    }
    assertThat(growth.trials()).doesNotHaveDuplicates();
    return growth.trials().stream()
        .collect(
            Collectors.groupingBy(
                trial -> ModelKeys.attentionOf(trial.spec()).label(), Collectors.counting()));
  }

  @Property(tries = 50)
  void undecidedAttentionsAndTheBaselineGetSeedsUpToTheLimitInAnyOrder(@ForAll long order) {
    assertThat(grow(first("qkv", "kv", "kv-pos"), order))
        .isEqualTo(Map.of("qkv", 6L, "kv", 4L, "kv-pos", 6L));
    assertThat(grow(first("qkv", "kv"), order)).isEqualTo(Map.of("qkv", 4L, "kv", 4L));
  }

  @Test
  void aSweepThatWasInterruptedGoesOnWhereItWas() {
    List<PlannedTrial> first = first("qkv", "kv");
    Map<TrialId, TrialOutcome> ended = new HashMap<>();
    first.forEach(trial -> ended.put(trial.id(), ScheduledTrials.completed()));
    PlannedTrial third = ScheduledTrials.trial("kv", 2, 100);
    ended.put(third.id(), ScheduledTrials.completed());

    SeedGrowth growth =
        SeedGrowth.resume(
            LIMIT, RULE, compared(first), first, id -> Optional.ofNullable(ended.get(id)));

    assertThat(growth.trials()).hasSize(6).contains(third);
    assertThat(growth.ended(ScheduledTrials.trial("qkv", 2, 100), ScheduledTrials.completed()))
        .containsExactly(ScheduledTrials.trial("qkv", 3, 100), ScheduledTrials.trial("kv", 3, 100));
  }
}
