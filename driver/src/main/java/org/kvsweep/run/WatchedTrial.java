package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;

/** The progress of one attempt of a trial, as far as its reports tell. */
final class WatchedTrial {
  /** The most points that are kept of a curve; beyond these, every other one goes. */
  private static final int MOST_POINTS = 128;

  private static final String VALIDATION_LOSS = "validation-loss";

  private final TrialId id;
  private final int attempt;
  private final String place;
  private final Instant started;
  private List<Loss> losses = new ArrayList<>();
  private List<Loss> validation = new ArrayList<>();
  private TrialProgress first;
  private TrialProgress last;
  private Instant firstHeard;
  private Instant lastHeard;

  WatchedTrial(TrialId id, int attempt, String place, Instant started) {
    this.id = id;
    this.attempt = attempt;
    this.place = place;
    this.started = started;
  }

  void progressed(TrialProgress progress, Instant now) {
    if (first == null) {
      first = progress;
      firstHeard = now;
    }
    // While it is evaluated, a trial says again and again that it is where it was.
    if (last == null || progress.step() > last.step()) {
      losses = with(losses, progress.step(), progress.loss());
    }
    last = progress;
    lastHeard = now;
  }

  void evaluated(EpochMetrics metrics) {
    validation =
        with(
            validation, metrics.step(), metrics.values().getOrDefault(VALIDATION_LOSS, Double.NaN));
  }

  private static List<Loss> with(List<Loss> points, long step, double loss) {
    if (!Double.isFinite(loss)) {
      return points;
    }
    points.add(new Loss(step, loss));
    return points.size() > MOST_POINTS ? everySecond(points) : points;
  }

  /** Returns every second point, the last among them. */
  private static List<Loss> everySecond(List<Loss> points) {
    List<Loss> kept = new ArrayList<>();
    for (int i = (points.size() - 1) % 2; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    return kept;
  }

  /**
   * The trial as it is at that time.
   *
   * @param points the most of each curve
   */
  RunningTrial at(Instant now, int points) {
    return new RunningTrial(
        id,
        attempt,
        place,
        started,
        last == null ? 0 : last.step(),
        last == null ? 0 : last.steps(),
        last == null ? 0 : last.epoch(),
        last == null ? 0 : last.epochs(),
        left(now),
        thinned(losses, points),
        thinned(validation, points));
  }

  private static List<Loss> thinned(List<Loss> curve, int points) {
    List<Loss> shown = curve;
    while (shown.size() > points && shown.size() > 1) {
      shown = everySecond(shown);
    }
    return shown;
  }

  /**
   * Returns the time left at the pace since the first report, which comes with the steps of earlier
   * attempts.
   */
  private Optional<Duration> left(Instant now) {
    if (last == null) {
      return Optional.empty();
    }
    boolean fromStart = !first.beforeFirstStep();
    long done = last.step() - (fromStart ? 0 : first.step());
    if (done <= 0) {
      return Optional.empty();
    }
    Duration took = Duration.between(fromStart ? started : firstHeard, lastHeard);
    double seconds = took.toMillis() / 1e3 / done * (last.steps() - last.step());
    double since = Duration.between(lastHeard, now).toMillis() / 1e3;
    return Optional.of(Duration.ofMillis((long) (1e3 * Math.max(0, seconds - since))));
  }
}
