package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.schedule.SimulatedCluster.Measuring;
import org.kvsweep.schedule.SimulatedCluster.Odds;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Early stopping on simulated clusters: what comes out is the rule by the book, whatever happens.
 */
class HalvingSimulationTest {
  private static final List<String> ATTENTIONS = List.of("qkv", "kv", "kv-pos");
  private static final Odds ROUGH = new Odds(0, 0.05, 0.02, 0.1, 0.2);

  /** Enough retries for no trial to fail by bad luck. */
  private static final SchedulePolicy PATIENT =
      SchedulePolicy.STANDARD.withRetries(new RetryPolicy(1000, 1000, 1000, 1000));

  private static EarlyStopping rule(EarlyStopping.Method method, int reduction, Double... rungs) {
    return new EarlyStopping(method, new Objective("validation-loss"), List.of(rungs), reduction);
  }

  /** Of each attention so many, whose lengths differ up to tenfold, in the order of a file. */
  private static List<PlannedTrial> trials(int each, Random random) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      long flops = 100L * (10 + random.nextInt(91));
      for (String attention : ATTENTIONS) {
        trials.add(ScheduledTrials.trial(attention, i, flops));
      }
    }
    return trials;
  }

  /** Curves that cross, with equals among them; kv is worse throughout, and no better for it. */
  private static Measuring measuring(long seed, int percentDiverging) {
    return new Measuring() {
      @Override
      public double loss(PlannedTrial trial, int tenth) {
        double worse = ModelKeys.attentionOf(trial.spec()) == AttentionVariant.KV ? 100 : 0;
        return worse + random(trial, tenth).nextInt(50);
      }

      @Override
      public int divergesIn(PlannedTrial trial) {
        Random random = random(trial, 0);
        return random.nextInt(100) < percentDiverging ? 1 + random.nextInt(10) : 11;
      }

      private Random random(PlannedTrial trial, int tenth) {
        return new Random(31 * (31 * seed + trial.id().hashCode()) + tenth);
      }
    };
  }

  private static Scheduler scheduler(
      EarlyStopping rule, List<PlannedTrial> trials, Map<TrialId, AttemptVerdict.Over> over) {
    EarlyStopper stopper = new EarlyStopper(rule, trials, ScheduledTrials::side);
    List<PlannedTrial> open = new ArrayList<>();
    for (PlannedTrial trial : trials) {
      if (over.containsKey(trial.id())) {
        stopper.endedBefore(trial, over.get(trial.id()).outcome());
      } else {
        open.add(trial);
      }
    }
    int before = trials.size() - open.size();
    return new Scheduler(open, before, PATIENT, Optional.of(stopper));
  }

  /** The steps that each trial is to have in the end, by the rule on everything at once. */
  private static Map<TrialId, Long> stepsByTheBook(
      EarlyStopping rule, List<PlannedTrial> trials, Measuring measuring) {
    Map<TrialId, Long> steps = new HashMap<>();
    for (String attention : ATTENTIONS) {
      List<PlannedTrial> there =
          trials.stream()
              .filter(trial -> ModelKeys.attentionOf(trial.spec()).label().equals(attention))
              .toList();
      there.forEach(trial -> steps.put(trial.id(), steps(measuring.divergesIn(trial) - 1)));
      int places = there.size();
      for (double rung : rule.rungs()) {
        int tenth = (int) Math.ceil(rung * 10);
        places = rule.goingOn(places);
        List<PlannedTrial> bestFirst =
            there.stream()
                .filter(trial -> measuring.divergesIn(trial) > tenth)
                .sorted(
                    Comparator.<PlannedTrial>comparingDouble(
                            trial -> value(rule, measuring, trial, tenth))
                        .thenComparingInt(trials::indexOf))
                .toList();
        there = bestFirst.subList(0, Math.min(places, bestFirst.size()));
        bestFirst
            .subList(there.size(), bestFirst.size())
            .forEach(trial -> steps.put(trial.id(), steps(tenth)));
      }
    }
    return steps;
  }

  private static long steps(int tenths) {
    return ScheduledTrials.STEPS * tenths / 10;
  }

  private static double value(
      EarlyStopping rule, Measuring measuring, PlannedTrial trial, int tenth) {
    double sum = 0;
    for (int i = 1; i <= tenth; i++) {
      sum += measuring.loss(trial, i);
    }
    return switch (rule.method()) {
      case ASHA -> measuring.loss(trial, tenth);
      case MEDIAN -> sum / tenth;
    };
  }

  private static Map<TrialId, Long> steps(Map<TrialId, AttemptVerdict.Over> over) {
    Map<TrialId, Long> steps = new HashMap<>();
    over.forEach((id, end) -> steps.put(id, end.outcome().run().steps()));
    return steps;
  }

  @Property(tries = 300)
  void theRuleByTheBookComesOutWhateverTheOrderTheClusterAndTheFailures(
      @ForAll @IntRange(min = 1, max = 30) int each,
      @ForAll @IntRange(min = 2, max = 4) int reduction,
      @ForAll EarlyStopping.Method method,
      @ForAll @IntRange(min = 1, max = 4) int executors,
      @ForAll @IntRange(min = 1, max = 3) int slots,
      @ForAll @IntRange(min = 0, max = 30) int percentDiverging,
      @ForAll long seed) {
    EarlyStopping rule = rule(method, reduction, 0.15, 0.3, 0.6);
    Measuring measuring = measuring(seed, percentDiverging);
    List<PlannedTrial> trials = trials(each, new Random(seed));
    Map<TrialId, Integer> kept = new HashMap<>();
    Map<TrialId, AttemptVerdict.Over> over = new HashMap<>();

    // Drivers that are killed, and then one that is not.
    Random random = new Random(seed);
    for (long happenings : new long[] {random.nextInt(500), random.nextInt(500), Long.MAX_VALUE}) {
      Scheduler scheduler = scheduler(rule, trials, over);
      SimulatedCluster cluster =
          new SimulatedCluster(scheduler, executors, slots, ROUGH, random.nextLong(), kept, over);
      cluster.measuring = Optional.of(measuring);
      cluster.runFor(happenings);
      if (happenings == Long.MAX_VALUE) {
        assertThat(scheduler.summary().open()).isZero();
      }
    }

    assertThat(steps(over)).isEqualTo(stepsByTheBook(rule, trials, measuring));
  }

  private static Map<AttentionVariant, Long> sum(
      Collection<AttemptVerdict.Over> ends, ToLongFunction<TrialOutcome> number) {
    return ends.stream()
        .collect(
            Collectors.groupingBy(
                end -> ModelKeys.attentionOf(end.attempt().trial().spec()),
                TreeMap::new,
                Collectors.summingLong(end -> number.applyAsLong(end.outcome()))));
  }

  @Test
  void tenThousandTrialsGiveEveryAttentionExactlyTheSameBudget() {
    EarlyStopping rule = rule(EarlyStopping.Method.ASHA, 3, 0.1, 0.3);
    List<PlannedTrial> trials = trials(3_333, new Random(1));
    Scheduler scheduler =
        new Scheduler(
            trials, 0, PATIENT, Optional.of(new EarlyStopper(rule, trials, ScheduledTrials::side)));
    SimulatedCluster cluster = new SimulatedCluster(scheduler, 8, 4, ROUGH, 1);
    cluster.measuring = Optional.of(measuring(1, 0));

    cluster.run();

    Collection<AttemptVerdict.Over> ends = cluster.over.values();
    assertThat(ends).hasSize(9_999);
    assertThat(sum(ends, outcome -> outcome instanceof TrialOutcome.Completed ? 1 : 0).values())
        .as("completed of each attention: a third of a third of 3333, rounded up")
        .containsOnly(371L);
    // 3333 up to the first rung, 1111 from there to the second, 371 to the end.
    assertThat(sum(ends, outcome -> outcome.run().steps()).values())
        .as("steps of each attention")
        .containsOnly(3333L * 10 + 1111 * 20 + 371 * 70);
    assertThat(cluster.setAside).as("waits, without which this test tells less").isPositive();
    assertThat(scheduler.summary().attempts()).isLessThan(25_000);
  }

  /** As where learning rates are tried in ascending order, and the better ones come late. */
  @Test
  void theBestOfEachAttentionCompletesWhereverItStandsInTheFile() {
    EarlyStopping rule = rule(EarlyStopping.Method.ASHA, 3, 0.1, 0.3);
    for (int best = 0; best < 9; best++) {
      long winner = best;
      List<PlannedTrial> trials = trials(9, new Random(best));
      Scheduler scheduler =
          new Scheduler(
              trials,
              0,
              PATIENT,
              Optional.of(new EarlyStopper(rule, trials, ScheduledTrials::side)));
      SimulatedCluster cluster = new SimulatedCluster(scheduler, 1, 2, Odds.NONE, best);
      cluster.measuring = Optional.of((trial, tenth) -> Math.abs(trial.spec().seed() - winner));

      cluster.run();

      Set<Long> completed = new HashSet<>();
      cluster.over.values().stream()
          .filter(end -> end.outcome() instanceof TrialOutcome.Completed)
          .forEach(end -> completed.add(end.attempt().trial().spec().seed()));
      assertThat(completed).containsExactly(winner);
      assertThat(sum(cluster.over.values(), outcome -> outcome.run().steps()).values())
          .containsOnly(9L * 10 + 3 * 20 + 70);
    }
  }
}
