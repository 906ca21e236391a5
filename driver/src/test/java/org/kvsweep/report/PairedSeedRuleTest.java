package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class PairedSeedRuleTest {
  private static final MoreSeeds LIMIT = new MoreSeeds(3, 12);
  private final PairedSeedRule rule = new PairedSeedRule(LIMIT, "qkv");
  private final Map<String, Map<Long, TrialOutcome>> cell = new TreeMap<>();

  private static TrialRun run(double accuracy) {
    return new TrialRun(
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        new TreeMap<>(),
        List.of(new EpochMetrics(1, 1, 1, Map.of("test-accuracy", accuracy))));
  }

  private void completed(String side, double... accuracies) {
    Map<Long, TrialOutcome> seeds = new HashMap<>();
    for (int seed = 0; seed < accuracies.length; seed++) {
      seeds.put((long) seed, new TrialOutcome.Completed(run(accuracies[seed])));
    }
    cell.put(side, seeds);
  }

  @Test
  void aClearDifferenceNeedsNoMoreSeedsAndOneWithinTheNoiseDoes() {
    completed("qkv", 0.90, 0.91, 0.89, 0.90);
    completed("kv", 0.500, 0.512, 0.491, 0.501);
    completed("kv-pos", 0.91, 0.90, 0.90, 0.89);

    assertThat(rule.undecided(cell)).containsExactly("kv-pos");
  }

  @Test
  void whatIsEqualInEveryPairStaysSo() {
    completed("qkv", 1, 1, 1);
    completed("kv", 1, 1, 1);

    assertThat(rule.undecided(cell)).isEmpty();
  }

  @Test
  void anAttentionThatNeverCompletesGetsNoMore() {
    completed("qkv", 0.9, 0.8, 0.7);
    cell.put("kv", Map.of(0L, new TrialOutcome.Diverged(TrialRun.none(), 3)));

    assertThat(rule.undecided(cell)).isEmpty();
  }

  @Test
  void lookingAgainAndAgainFindsFewDifferencesThatAreNotThere() {
    Random random = new Random(1);
    int sweeps = 2000;
    int found = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double[] qkv = random.doubles(LIMIT.most(), 0, 1).toArray();
      double[] kv = random.doubles(LIMIT.most(), 0, 1).toArray();
      boolean decided = false;
      for (int seeds = LIMIT.first(); seeds < LIMIT.most() && !decided; seeds++) {
        completed("qkv", java.util.Arrays.copyOf(qkv, seeds));
        completed("kv", java.util.Arrays.copyOf(kv, seeds));
        decided = rule.undecided(cell).isEmpty();
      }
      found += decided ? 1 : 0;
    }

    // 5 % and three standard deviations of that.
    assertThat((double) found / sweeps).isLessThan(0.065);
  }
}
