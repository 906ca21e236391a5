package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Runs a scheduler against executors that exist only as numbers, under a clock that jumps from
 * event to event. Places attempts as Spark does: in the order of submission, on any executor with
 * room.
 */
final class SimulatedCluster {
  private static final Duration TICK = Duration.ofSeconds(30);
  private static final double SECONDS_PER_FLOP = 0.1;

  private final Scheduler scheduler;
  private final Odds odds;
  private final Random random;
  private final List<Executor> executors = new ArrayList<>();
  private final Queue<Attempt> submitted = new ArrayDeque<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
  private final int slotsPerExecutor;
  final Map<TrialId, Verdict.Over> over = new HashMap<>();
  final Map<TrialId, Map<FailureKind, Integer>> failures = new HashMap<>();

  /** What a trial measures at every tenth of its budget; nothing where there is none. */
  Optional<ToDoubleFunction<PlannedTrial>> losses = Optional.empty();

  Optional<SeedGrowth> growth = Optional.empty();
  int late;
  Duration busy = Duration.ZERO;
  private Instant now = Instant.EPOCH;
  private long eventNumber;

  /** Chances of one attempt. */
  record Odds(double failure, double executorLoss, double hang) {
    static final Odds NONE = new Odds(0, 0, 0);
  }

  private record Event(Instant at, long number, Runnable action) {}

  private static final class Executor {
    private final Map<AttemptId, Attempt> running = new HashMap<>();
    private boolean gone;

    boolean hasRoom(Attempt attempt, int slots) {
      boolean taken =
          running.values().stream().anyMatch(other -> other.room() == Attempt.Room.ALONE);
      return switch (attempt.room()) {
        case ALONE -> running.isEmpty();
        case SHARED -> !taken && running.size() < slots;
      };
    }
  }

  SimulatedCluster(
      Scheduler scheduler, int executorCount, int slotsPerExecutor, Odds odds, long seed) {
    this.scheduler = scheduler;
    this.slotsPerExecutor = slotsPerExecutor;
    this.odds = odds;
    this.random = new Random(seed);
    for (int i = 0; i < executorCount; i++) {
      executors.add(new Executor());
    }
  }

  /** Runs the sweep to its end. */
  void run() {
    tick();
    while (!scheduler.finished()) {
      tellSlots();
      launch();
      place();
      Event next = events.remove();
      now = next.at();
      next.action().run();
    }
  }

  private void tick() {
    for (Silence silence : scheduler.hanging(now)) {
      Attempt attempt = silence.attempt();
      executors.forEach(executor -> executor.running.remove(attempt.id()));
      ended(attempt, ScheduledTrials.failed(FailureKind.HANG));
    }
    at(TICK, this::tick);
  }

  private void tellSlots() {
    scheduler.slots(new Slots(executors.size() * slotsPerExecutor, slotsPerExecutor));
  }

  private void launch() {
    List<Attempt> launched = scheduler.launch(now);
    submitted.addAll(launched);
    if (!launched.isEmpty()) {
      int slots = executors.size() * slotsPerExecutor;
      assertThat(submitted).as("attempts that wait for a slot").hasSizeLessThanOrEqualTo(slots + 1);
    }
  }

  private void place() {
    for (Attempt attempt : List.copyOf(submitted)) {
      executors.stream()
          .filter(executor -> executor.hasRoom(attempt, slotsPerExecutor))
          .findFirst()
          .ifPresent(
              executor -> {
                submitted.remove(attempt);
                start(attempt, executor);
              });
    }
  }

  private void start(Attempt attempt, Executor executor) {
    executor.running.put(attempt.id(), attempt);
    scheduler.started(attempt.id(), now);
    PlannedTrial trial = attempt.trial();
    double noise = 0.9 + 0.2 * random.nextDouble();
    Duration length =
        Duration.ofMillis((long) (trial.cost().trainingFlops() * SECONDS_PER_FLOP * noise * 1000));
    at(length.dividedBy(2), () -> report(attempt));
    double fate = random.nextDouble();
    if (fate < odds.failure()) {
      at(part(length), () -> returned(executor, attempt, failure()));
    } else if (fate < odds.failure() + odds.executorLoss()) {
      at(part(length), () -> lose(executor));
    } else if (fate < odds.failure() + odds.executorLoss() + odds.hang()) {
      at(length.plus(Duration.ofDays(1)), () -> returned(executor, attempt, success()));
    } else {
      at(length, () -> returned(executor, attempt, success()));
    }
    boolean hangs =
        fate >= odds.failure() + odds.executorLoss()
            && fate < odds.failure() + odds.executorLoss() + odds.hang();
    for (int tenth = 1; tenth < 10 && !hangs; tenth++) {
      int tenths = tenth;
      at(length.multipliedBy(tenth).dividedBy(10), () -> evaluate(executor, attempt, tenths));
    }
    busy = busy.plus(length);
  }

  private Duration part(Duration length) {
    return Duration.ofMillis((long) (length.toMillis() * random.nextDouble()));
  }

  private TrialOutcome failure() {
    FailureKind[] kinds = {
      FailureKind.OUT_OF_MEMORY, FailureKind.INTERNAL_ERROR, FailureKind.BAD_CONFIGURATION
    };
    return ScheduledTrials.failed(kinds[random.nextInt(kinds.length)]);
  }

  private static TrialOutcome success() {
    return ScheduledTrials.completed();
  }

  private void report(Attempt attempt) {
    scheduler.progressed(attempt.id(), ScheduledTrials.at(ScheduledTrials.STEPS / 2), now);
  }

  /** The trial hears of a decision a second later. */
  private void evaluate(Executor executor, Attempt attempt, int tenths) {
    if (losses.isEmpty() || !executor.running.containsKey(attempt.id())) {
      return;
    }
    long step = ScheduledTrials.STEPS * tenths / 10;
    double loss = losses.get().applyAsDouble(attempt.trial());
    EpochMetrics metrics = new EpochMetrics(tenths, step, 1, Map.of("validation-loss", loss));
    if (scheduler.evaluated(attempt.id(), metrics) == Answer.STOP) {
      TrialOutcome told =
          new TrialOutcome.Stopped(ScheduledTrials.ranFor(step + 1), "told to stop");
      at(Duration.ofSeconds(1), () -> returned(executor, attempt, told));
    }
  }

  private void returned(Executor executor, Attempt attempt, TrialOutcome outcome) {
    boolean known = executor.running.remove(attempt.id()) != null;
    if (known || !executor.gone) {
      ended(attempt, outcome);
    }
  }

  /** Everything on it is lost; the answers of some get through all the same, later. */
  private void lose(Executor executor) {
    if (executor.gone) {
      return;
    }
    executor.gone = true;
    executors.remove(executor);
    FailureKind kind = random.nextBoolean() ? FailureKind.LOST_EXECUTOR : FailureKind.NATIVE_CRASH;
    List<Attempt> lost = List.copyOf(executor.running.values());
    executor.running.clear();
    for (Attempt attempt : lost) {
      ended(attempt, ScheduledTrials.failed(kind));
      if (random.nextInt(10) == 0) {
        at(Duration.ofSeconds(1), () -> ended(attempt, success()));
      }
    }
    at(Duration.ofSeconds(20), () -> executors.add(new Executor()));
  }

  private void ended(Attempt attempt, TrialOutcome outcome) {
    Verdict verdict = scheduler.ended(attempt.id(), outcome, now);
    if (verdict instanceof Verdict.Over end) {
      assertThat(over.put(attempt.trial().id(), end)).as("an earlier end").isNull();
      growth.ifPresent(growing -> scheduler.add(growing.ended(attempt.trial(), end.outcome())));
    } else if (verdict instanceof Verdict.Late) {
      late++;
    }
    if (outcome instanceof TrialOutcome.Failed failed && !(verdict instanceof Verdict.Late)) {
      failures
          .computeIfAbsent(attempt.trial().id(), id -> new HashMap<>())
          .merge(failed.kind(), 1, Integer::sum);
    }
  }

  private void at(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), eventNumber++, action));
  }
}
