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
import java.util.stream.IntStream;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

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
  // Checkpoints, as tenths of the budget that are done. They outlive a scheduler, as does what is
  // over.
  final Map<TrialId, Integer> kept;
  final Map<TrialId, AttemptVerdict.Over> over;
  final Map<TrialId, Map<FailureKind, Integer>> failures = new HashMap<>();

  /** What trials measure at every tenth of their budgets; nothing where there is none. */
  Optional<Measuring> measuring = Optional.empty();

  Optional<Growth> growth = Optional.empty();
  int late;
  int setAside;
  Duration busy = Duration.ZERO;
  private Instant now = Instant.EPOCH;
  private long eventNumber;

  /**
   * Chances of one attempt.
   *
   * @param deafness at a rung that it does not hear in time that it goes on
   * @param amnesia that a checkpoint is lost
   */
  record Odds(double failure, double executorLoss, double hang, double deafness, double amnesia) {
    static final Odds NONE = new Odds(0, 0, 0);

    Odds(double failure, double executorLoss, double hang) {
      this(failure, executorLoss, hang, 0, 0);
    }
  }

  /** What trials measure. */
  interface Measuring {
    double loss(PlannedTrial trial, int tenth);

    /** The tenth of its budget in which it diverges; more than ten if it does not. */
    default int divergesIn(PlannedTrial trial) {
      return 11;
    }
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
    this(scheduler, executorCount, slotsPerExecutor, odds, seed, new HashMap<>(), new HashMap<>());
  }

  /** A cluster on which an earlier driver has left these checkpoints and recorded these ends. */
  SimulatedCluster(
      Scheduler scheduler,
      int executorCount,
      int slotsPerExecutor,
      Odds odds,
      long seed,
      Map<TrialId, Integer> kept,
      Map<TrialId, AttemptVerdict.Over> over) {
    this.scheduler = scheduler;
    this.kept = kept;
    this.over = over;
    this.slotsPerExecutor = slotsPerExecutor;
    this.odds = odds;
    this.random = new Random(seed);
    for (int i = 0; i < executorCount; i++) {
      executors.add(new Executor());
    }
  }

  /** Runs the sweep to its end. */
  void run() {
    runFor(Long.MAX_VALUE);
  }

  /**
   * Runs the sweep until so many things have happened, and leaves it as a driver that is killed.
   */
  void runFor(long happenings) {
    tick();
    for (long i = 0; i < happenings && !scheduler.finished(); i++) {
      tellSlots();
      launch();
      place();
      Event next = events.remove();
      now = next.at();
      next.action().run();
      scheduler.settled(now).forEach(this::over);
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
    int from = kept.getOrDefault(trial.id(), 0);
    if (from > 0 && random.nextDouble() < odds.amnesia()) {
      from = 0;
    }
    double noise = 0.9 + 0.2 * random.nextDouble();
    Duration whole =
        Duration.ofMillis((long) (trial.cost().trainingFlops() * SECONDS_PER_FLOP * noise * 1000));
    Duration length = whole.multipliedBy(10 - from).dividedBy(10);
    scheduler.progressed(attempt.id(), resumed(from), now);
    if (from > 0 && !evaluate(executor, attempt, from)) {
      return;
    }
    double fate = random.nextDouble();
    if (fate < odds.failure()) {
      at(part(length), () -> returned(executor, attempt, failure()));
    } else if (fate < odds.failure() + odds.executorLoss()) {
      at(part(length), () -> lose(executor));
    } else if (fate < odds.failure() + odds.executorLoss() + odds.hang()) {
      at(length.plus(Duration.ofDays(1)), () -> returned(executor, attempt, success()));
      return;
    }
    train(executor, attempt, from, whole.dividedBy(10));
    busy = busy.plus(length);
  }

  private static TrialProgress resumed(int tenths) {
    long step = ScheduledTrials.STEPS * tenths / 10;
    return new TrialProgress(1, 1, step, ScheduledTrials.STEPS, Double.NaN, 0);
  }

  /** The next tenth of a trial, and what follows. */
  private void train(Executor executor, Attempt attempt, int from, Duration tenth) {
    int done = from + 1;
    PlannedTrial trial = attempt.trial();
    if (measuring.isPresent() && measuring.get().divergesIn(trial) == done) {
      TrialRun run = run(trial, from);
      at(
          tenth.dividedBy(2),
          () -> returned(executor, attempt, new TrialOutcome.Diverged(run, run.steps() + 1)));
    } else if (done == 10) {
      at(tenth, () -> returned(executor, attempt, new TrialOutcome.Completed(run(trial, 10))));
    } else {
      at(
          tenth,
          () -> {
            if (executor.running.containsKey(attempt.id()) && evaluate(executor, attempt, done)) {
              scheduler.progressed(
                  attempt.id(), ScheduledTrials.at(ScheduledTrials.STEPS * done / 10), now);
              train(executor, attempt, done, tenth);
            }
          });
    }
  }

  private TrialRun run(PlannedTrial trial, int tenths) {
    TrialRun bare = ScheduledTrials.ranFor(ScheduledTrials.STEPS * tenths / 10);
    return measuring.isEmpty()
        ? bare
        : bare.withMetrics(
            bare.steps(),
            IntStream.rangeClosed(1, tenths).mapToObj(tenth -> measure(trial, tenth)).toList());
  }

  private EpochMetrics measure(PlannedTrial trial, int tenth) {
    double loss = measuring.orElseThrow().loss(trial, tenth);
    return new EpochMetrics(
        tenth, ScheduledTrials.STEPS * tenth / 10, 1, Map.of("validation-loss", loss));
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

  /** True if the trial goes on; one that does not hear so keeps a checkpoint and stops. */
  private boolean evaluate(Executor executor, Attempt attempt, int tenths) {
    if (measuring.isEmpty()) {
      return true;
    }
    PlannedTrial trial = attempt.trial();
    boolean goesOn =
        run(trial, tenths).metrics().stream()
            .allMatch(point -> scheduler.evaluated(attempt.id(), point) == Answer.CONTINUE);
    if (goesOn && random.nextDouble() >= odds.deafness()) {
      return true;
    }
    kept.put(trial.id(), tenths);
    TrialOutcome.Stopped told = new TrialOutcome.Stopped(run(trial, tenths), "told to stop");
    at(Duration.ofSeconds(1), () -> setAside(executor, attempt, told));
    return false;
  }

  private void setAside(Executor executor, Attempt attempt, TrialOutcome.Stopped outcome) {
    if (executor.running.remove(attempt.id()) != null) {
      AttemptVerdict verdict = scheduler.setAside(attempt.id(), outcome, now);
      setAside += verdict instanceof AttemptVerdict.SetAside ? 1 : 0;
      follow(verdict);
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
    AttemptVerdict verdict = scheduler.ended(attempt.id(), outcome, now);
    follow(verdict);
    if (outcome instanceof TrialOutcome.Failed failed
        && !(verdict instanceof AttemptVerdict.Late)) {
      failures
          .computeIfAbsent(attempt.trial().id(), id -> new HashMap<>())
          .merge(failed.kind(), 1, Integer::sum);
    }
  }

  private void follow(AttemptVerdict verdict) {
    if (verdict instanceof AttemptVerdict.Over end) {
      over(end);
    } else if (verdict instanceof AttemptVerdict.Late) {
      late++;
    }
  }

  private void over(AttemptVerdict.Over end) {
    PlannedTrial trial = end.attempt().trial();
    assertThat(over.put(trial.id(), end)).as("an earlier end").isNull();
    growth.ifPresent(
        growing -> scheduler.add(growing.ended(trial, end.outcome()), id -> Optional.empty()));
  }

  private void at(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), eventNumber++, action));
  }
}
