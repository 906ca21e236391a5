package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.report.statistics.ExpectedBest;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.tuning.TunedSample;
import org.kvsweep.schedule.tuning.TunedSide;
import org.kvsweep.schedule.tuning.TuningGrowth;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.trial.TrialId;

/**
 * What a sweep that chooses settings has come to, side by side. Only the metric that chooses is
 * looked at: test data say nothing before the confirmation.
 *
 * @param objective what chooses
 * @param samples that each side gets in each task; 0 where the file lists them
 * @param seeds of the confirmation; 0 for none
 * @param sides of each task; empty for several sweeps taken together
 * @param tried the trials that only helped to choose, ended or not
 * @param trials of each side in each task, of all sweeps
 */
public record TuningResults(
    Objective objective,
    int samples,
    int seeds,
    List<Side> sides,
    Set<TrialId> tried,
    List<SideTrials> trials) {
  public TuningResults {
    sides = List.copyOf(sides);
    tried = Set.copyOf(tried);
    trials = List.copyOf(trials);
  }

  /**
   * The trials of one side in one task.
   *
   * @param chosen the paths of the keys that tuning chooses
   * @param soFar those that there are
   * @param toCome how many more are sure to be added yet
   */
  public record SideTrials(
      String task, String side, Set<String> chosen, Set<TrialId> soFar, int toCome) {
    public SideTrials {
      chosen = Set.copyOf(chosen);
      soFar = Set.copyOf(soFar);
    }

    private static SideTrials of(TunedSide side) {
      return new SideTrials(
          side.task(),
          side.side(),
          side.chosenPaths(),
          Stream.concat(
                  side.samples().stream().flatMap(sample -> sample.trials().stream()),
                  side.confirming().stream())
              .map(PlannedTrial::id)
              .collect(Collectors.toUnmodifiableSet()),
          side.toCome());
    }

    /**
     * Returns the side with the trials to come that a condition is sure to leave: none where it is
     * on a key that has yet to be chosen, or on the seed, which confirmations have of their own.
     */
    private SideTrials only(String path, Set<TrialId> kept) {
      boolean whole =
          !path.equals(CellAxes.SEED_PATH) && !chosen.contains(path) && kept.containsAll(soFar);
      return new SideTrials(task, side, chosen, soFar, whole ? toCome : 0);
    }
  }

  /**
   * One side in one task.
   *
   * @param task in words
   * @param side its label; empty where nothing is compared
   * @param ended how many samples have ended
   * @param curve how good the best of so many samples is, from one sample on
   * @param chosen the best so far; empty while no sample has completed
   */
  public record Side(
      String task, String side, int ended, List<Point> curve, Optional<Chosen> chosen) {
    public Side {
      curve = List.copyOf(curve);
    }

    private boolean isOf(SideTrials trials) {
      return task.equals(trials.task()) && side.equals(trials.side());
    }
  }

  /**
   * The best of so many samples.
   *
   * @param best the expected value; of tpe beyond its first samples the value that it had
   * @param low the end of the interval for it, the smaller one; the same as the value for none
   * @param high the larger end
   */
  public record Point(int samples, double best, double low, double high) {}

  /**
   * The best settings of a side.
   *
   * @param settings what was chosen, by path
   * @param promised the value of the metric by which they were chosen, over the seeds of tuning
   *     that completed
   * @param confirmed the same metric over the completed trials with fresh seeds
   */
  public record Chosen(Map<String, String> settings, double promised, Summary confirmed) {}

  /**
   * What several sweeps have chosen, taken as one; empty if none of them chooses. Sides that
   * different sweeps have tuned, each by a metric and with samples of its own, are not set beside
   * one another: then there are none.
   *
   * @param compared the trials that a sweep compares, which are not among those that only help to
   *     choose, though another sweep chooses by them
   */
  static Optional<TuningResults> together(List<TuningResults> all, Set<TrialId> compared) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    TuningResults first = all.get(0);
    Set<TrialId> tried = new HashSet<>();
    all.forEach(one -> tried.addAll(one.tried()));
    tried.removeAll(compared);
    return Optional.of(
        new TuningResults(
            first.objective(),
            first.samples(),
            first.seeds(),
            all.stream().allMatch(first::equals) ? first.sides() : List.of(),
            tried,
            all.stream().flatMap(one -> one.trials().stream()).toList()));
  }

  /** Returns how many trials are sure to be added yet. */
  int toCome() {
    return trials.stream().mapToInt(SideTrials::toCome).sum();
  }

  /**
   * Returns the same of the trials that a condition on one key leaves.
   *
   * @param path of the key, or {@link CellAxes#SEED_PATH}
   */
  TuningResults only(String path, Set<TrialId> kept) {
    List<SideTrials> left =
        trials.stream()
            .filter(side -> side.soFar().stream().anyMatch(kept::contains))
            .map(side -> side.only(path, kept))
            .toList();
    List<Side> leftSides =
        sides.stream().filter(side -> left.stream().anyMatch(side::isOf)).toList();
    return new TuningResults(objective, samples, seeds, leftSides, tried, left);
  }

  /** What a sweep has chosen. */
  static TuningResults of(SweepSpec sweep, TuningGrowth growth, EndedTrials found) {
    Set<TrialId> tried = new HashSet<>();
    growth.trials().stream()
        .filter(trial -> !trial.stage().compared())
        .forEach(trial -> tried.add(trial.id()));
    Optional<Tuning> tuning = sweep.procedure().tuning();
    Optional<Confirmation> confirmation = sweep.procedure().confirmation();
    Objective objective =
        tuning.map(Tuning::objective).orElseGet(() -> confirmation.orElseThrow().objective());
    Set<SettingPath> paths = sweep.compared().map(ComparedKey::following).orElse(Set.of());
    return new TuningResults(
        objective,
        tuning.map(Tuning::samples).orElse(0),
        confirmation.map(Confirmation::seeds).orElse(0),
        growth.sides().stream().map(side -> side(side, tuning, paths, found)).toList(),
        tried,
        growth.sides().stream().map(SideTrials::of).toList());
  }

  private static Side side(
      TunedSide side, Optional<Tuning> tuning, Set<SettingPath> paths, EndedTrials found) {
    List<TunedSample> ended = side.samples().stream().filter(TunedSample::ended).toList();
    return new Side(
        side.task(),
        side.side(),
        ended.size(),
        tuning.map(wanted -> curve(ended, side.objective(), wanted)).orElse(List.of()),
        side.best().map(best -> chosen(best, side, paths, found)));
  }

  private static Chosen chosen(
      TunedSample best, TunedSide side, Set<SettingPath> paths, EndedTrials found) {
    double[] confirmed =
        side.confirming().stream()
            .map(PlannedTrial::id)
            .flatMap(id -> Optional.ofNullable(found.trials().get(id)).stream())
            .map(TrialRecord::outcome)
            .filter(outcome -> outcome.completed())
            .map(outcome -> side.objective().value(outcome.run()))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    return new Chosen(
        CellAxes.only(best.trials().get(0).spec(), paths),
        best.valueOfCompleted(side.objective()).orElseThrow(),
        Summary.of(confirmed));
  }

  /**
   * The first samples are drawn evenly, so their order means nothing and the expectation over all
   * orders says most. What came after them was proposed from results: there only the best so far
   * counts, which is what a tuning with so many samples would have chosen.
   */
  private static List<Point> curve(List<TunedSample> ended, Objective objective, Tuning tuning) {
    double sign = objective.lowerIsBetter() ? 1 : -1;
    double[] costs =
        ended.stream()
            .mapToDouble(sample -> sign * sample.value(objective).orElse(Double.NaN))
            .toArray();
    int even = Math.min(costs.length, tuning.startup());
    ExpectedBest expected = new ExpectedBest(Arrays.copyOf(costs, even));
    List<Point> curve = new ArrayList<>();
    double best = Double.NaN;
    for (int samples = 1; samples <= costs.length; samples++) {
      double cost = costs[samples - 1];
      best = Double.isNaN(best) || cost < best ? cost : best;
      if (samples <= even) {
        double low = sign * expected.low(samples);
        double high = sign * expected.high(samples);
        curve.add(
            new Point(
                samples, sign * expected.mean(samples), Math.min(low, high), Math.max(low, high)));
      } else {
        curve.add(new Point(samples, sign * best, sign * best, sign * best));
      }
    }
    return curve;
  }
}
