package org.kvsweep.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

/**
 * A cluster of as many executors as one likes, which exist only as numbers: trials take minutes of
 * a {@link SimulatedTime}. Executors are lost, by themselves and by the third; trials fail, drag on
 * and hang. Saved states outlive the driver, as they do in a results folder.
 */
final class SimulatedExecutors implements Cluster, ClusterJobs {
  private static final long MINUTE = 60_000;
  private static final long BETWEEN_WAVES = 20 * MINUTE;
  private static final double LOST_IN_A_WAVE = 0.3;
  private static final long NOTICE = 8_000;
  private static final long STEPS = 1_000;

  /**
   * The chances of one attempt, and how it reports.
   *
   * @param failure that its process or its machine fails
   * @param straggles that it takes five times as long
   * @param hangs that it never reports again
   * @param reportMillis between two reports
   */
  record Odds(double failure, double straggles, double hangs, long reportMillis) {
    static final Odds USUAL = new Odds(0.001, 0.01, 0.0002, 30_000);
  }

  private final SimulatedTime time;
  private final Odds odds;
  private final Random random;
  private final int slotsPerExecutor;
  private final Map<TrialId, Long> kept;
  private final Work work;
  private final List<Executor> executors = new ArrayList<>();
  private final ArrayDeque<Executor> free = new ArrayDeque<>();
  private final ArrayDeque<Attempt> queued = new ArrayDeque<>();
  private final Map<AttemptId, Training> running = new HashMap<>();
  private MessageReceiver receiver;
  private AttemptListener listener;
  private int staying;
  private int made;

  /** What trials come to. */
  interface Work {
    /** Returns how long a trial takes, about. */
    long millis(PlannedTrial trial);

    /** Returns what a trial that has come to its end there has measured. */
    TrialRun run(PlannedTrial trial, Place place);
  }

  private static final class Executor {
    final Place place;
    final Map<AttemptId, Training> trains = new LinkedHashMap<>();
    boolean gone;
    boolean leaving;
    boolean alone;

    Executor(Place place) {
      this.place = place;
    }
  }

  private static final class Training {
    final Attempt attempt;
    final Executor executor;
    final long beginMillis;
    final long before;
    final double pace;
    boolean silent;

    Training(Attempt attempt, Executor executor, long beginMillis, long before, double pace) {
      this.attempt = attempt;
      this.executor = executor;
      this.beginMillis = beginMillis;
      this.before = before;
      this.pace = pace;
    }

    /** Steps that are done by then. */
    long steps(long nowMillis) {
      return Math.min(STEPS, before + (long) ((nowMillis - beginMillis) / pace));
    }

    long leftMillis() {
      return (long) Math.ceil((STEPS - before) * pace);
    }
  }

  /**
   * Executors that have no work.
   *
   * @param kept the steps of saved states; outlives these executors
   */
  SimulatedExecutors(
      SimulatedTime time,
      int executorCount,
      int slotsPerExecutor,
      Odds odds,
      long seed,
      Map<TrialId, Long> kept,
      Work work) {
    this.time = time;
    this.slotsPerExecutor = slotsPerExecutor;
    this.odds = odds;
    this.random = new Random(seed);
    this.kept = kept;
    this.work = work;
    for (int i = 0; i < executorCount; i++) {
      come();
    }
    time.after(BETWEEN_WAVES, this::wave);
  }

  private void come() {
    made++;
    Executor executor = new Executor(new Place(Integer.toString(made), "node" + made));
    executors.add(executor);
    staying++;
    free.add(executor);
    place();
  }

  /** Takes almost a third of all executors at once, some of them with notice. */
  private void wave() {
    for (Executor executor : List.copyOf(executors)) {
      if (random.nextDouble() < LOST_IN_A_WAVE) {
        if (random.nextBoolean()) {
          giveNotice(executor);
        } else {
          lose(executor, FailureKind.LOST_EXECUTOR);
        }
      }
    }
    time.after(BETWEEN_WAVES, this::wave);
  }

  private void giveNotice(Executor executor) {
    executor.leaving = true;
    staying--;
    for (Training training : executor.trains.values()) {
      time.after(random.nextInt((int) NOTICE), () -> leave(training));
    }
    time.after(NOTICE, () -> lose(executor, FailureKind.LOST_EXECUTOR));
  }

  /** A trial saves its state because its executor ends. */
  private void leave(Training training) {
    if (!training.silent && end(training)) {
      keep(training);
      report(training, stopped(), TrialReport.Halt.LEAVING);
    }
  }

  private void keep(Training training) {
    kept.put(training.attempt.trial().id(), training.steps(time.nowMillis()));
  }

  private static TrialOutcome stopped() {
    return new TrialOutcome.Stopped(TrialRun.none(), "told to stop");
  }

  private void lose(Executor executor, FailureKind kind) {
    if (executor.gone) {
      return;
    }
    executor.gone = true;
    executors.remove(executor);
    staying -= executor.leaving ? 0 : 1;
    for (Training training : List.copyOf(executor.trains.values())) {
      end(training);
      unreported(training, kind);
    }
    time.after(MINUTE + random.nextInt((int) (2 * MINUTE)), this::come);
  }

  private void unreported(Training training, FailureKind kind) {
    listener.unreported(
        training.attempt.id(),
        new TrialOutcome.Failed(TrialRun.none(), kind, "as simulated", ""),
        Optional.of(training.executor.place));
  }

  /** Takes the attempt off its executor; false if it has ended before. */
  private boolean end(Training training) {
    if (running.remove(training.attempt.id(), training)) {
      Executor executor = training.executor;
      executor.trains.remove(training.attempt.id());
      executor.alone = false;
      if (!executor.gone && !executor.leaving) {
        free.addFirst(executor);
      }
      return true;
    }
    return false;
  }

  private void report(Training training, TrialOutcome outcome, TrialReport.Halt halt) {
    listener.returned(
        new TrialReport(
            training.attempt.id(), outcome, training.executor.place, TrainedModel.NONE, halt));
    place();
  }

  /** Starts what waits, in its order, as far as there is room. */
  private void place() {
    while (!queued.isEmpty()) {
      Optional<Executor> room =
          queued.peek().room() == Attempt.Room.ALONE ? emptyExecutor() : executorWithRoom();
      if (room.isEmpty()) {
        return;
      }
      start(queued.remove(), room.get());
    }
  }

  private Optional<Executor> executorWithRoom() {
    while (!free.isEmpty() && !hasRoom(free.peek())) {
      free.remove();
    }
    return Optional.ofNullable(free.peek());
  }

  private boolean hasRoom(Executor executor) {
    return !executor.gone
        && !executor.leaving
        && !executor.alone
        && executor.trains.size() < slotsPerExecutor;
  }

  private Optional<Executor> emptyExecutor() {
    return executors.stream().filter(one -> hasRoom(one) && one.trains.isEmpty()).findFirst();
  }

  private void start(Attempt attempt, Executor executor) {
    PlannedTrial trial = attempt.trial();
    double millis = work.millis(trial) * (0.9 + 0.2 * random.nextDouble());
    double pace = millis / STEPS * (random.nextDouble() < odds.straggles() ? 5 : 1);
    Training training =
        new Training(attempt, executor, time.nowMillis(), kept.getOrDefault(trial.id(), 0L), pace);
    executor.alone = attempt.room() == Attempt.Room.ALONE;
    executor.trains.put(attempt.id(), training);
    running.put(attempt.id(), training);
    receiver.receive(
        new TrialMessage.Begun(trial.id().value(), attempt.number(), executor.place, made));
    time.after(training.leftMillis(), () -> complete(training));
    time.after(random.nextInt((int) odds.reportMillis()), () -> tell(training));
    double fate = random.nextDouble();
    if (fate < odds.failure()) {
      time.after(random.nextInt((int) millis), () -> fail(training));
    } else if (fate < odds.failure() + odds.hangs()) {
      time.after(random.nextInt((int) millis), () -> training.silent = true);
    }
  }

  private void complete(Training training) {
    if (!training.silent && end(training)) {
      PlannedTrial trial = training.attempt.trial();
      kept.remove(trial.id());
      TrialRun run = work.run(trial, training.executor.place);
      report(training, new TrialOutcome.Completed(run), TrialReport.Halt.NONE);
    }
  }

  private void tell(Training training) {
    if (training.silent || running.get(training.attempt.id()) != training) {
      return;
    }
    TrialProgress progress =
        new TrialProgress(1, 2, training.steps(time.nowMillis()), STEPS, 0.5, 1_000);
    PlannedTrial trial = training.attempt.trial();
    DriverAnswer answer =
        receiver.receive(
            new TrialMessage.Progressed(trial.id().value(), training.attempt.number(), progress));
    if (answer == DriverAnswer.STOP) {
      end(training);
      keep(training);
      report(training, stopped(), TrialReport.Halt.NONE);
    } else {
      time.after(odds.reportMillis(), () -> tell(training));
    }
  }

  private void fail(Training training) {
    switch (random.nextInt(10)) {
      case 0 -> lose(training.executor, FailureKind.NATIVE_CRASH);
      case 1, 2, 3 -> failed(training, FailureKind.OUT_OF_MEMORY);
      case 4, 5, 6 -> failed(training, FailureKind.INTERNAL_ERROR);
      default -> {
        if (end(training)) {
          report(
              training,
              new TrialOutcome.Diverged(
                  work.run(training.attempt.trial(), training.executor.place), 7),
              TrialReport.Halt.NONE);
        }
      }
    }
  }

  private void failed(Training training, FailureKind kind) {
    if (end(training)) {
      report(
          training,
          new TrialOutcome.Failed(TrialRun.none(), kind, "as simulated", "at simulated"),
          TrialReport.Halt.NONE);
    }
  }

  @Override
  public void submit(Attempt attempt, List<TrialOrder> orders) {
    queued.add(attempt);
    time.after(5, this::place);
  }

  @Override
  public void cancel(AttemptId id) {
    queued.removeIf(attempt -> attempt.id().equals(id));
    Training training = running.get(id);
    if (training != null) {
      end(training);
      time.after(
          1_000, () -> receiver.receive(new TrialMessage.Left(id.trial().value(), id.number())));
    }
  }

  @Override
  public void inspect(Place place, long task, Inspection answer) {
    time.after(2_000, () -> answer.inspected(true, "at simulated"));
  }

  @Override
  public void cancelAll() {
    queued.clear();
  }

  @Override
  public void slots(int now) {}

  @Override
  public void startKept() {}

  @Override
  public boolean misfits(AttemptId id) {
    return false; // every trial asks for one slot
  }

  @Override
  public Optional<byte[]> next(AttemptId ended, byte[] report) {
    return Optional.empty();
  }

  @Override
  public void check(List<PlannedTrial> trials) {}

  @Override
  public ClusterJobs begin(SweepSpec sweep, SweepData data, AttemptListener hears) {
    listener = hears;
    return this;
  }

  @Override
  public void deliverTo(MessageReceiver next) {
    receiver = next;
  }

  @Override
  public int slots() {
    return staying * slotsPerExecutor;
  }

  @Override
  public int executors() {
    return staying;
  }

  @Override
  public int slotsOfOneExecutor(int total) {
    return slotsPerExecutor;
  }

  @Override
  public int width(PlannedTrial trial) {
    return 1;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(10);
  }

  @Override
  public boolean alive(Place place) {
    return executors.stream().anyMatch(executor -> executor.place.equals(place));
  }

  @Override
  public boolean leaving(Place place) {
    return false; // executors tell their trials themselves
  }

  @Override
  public Optional<String> log(Place place) {
    return Optional.empty();
  }

  @Override
  public void replace(Place place) {}

  @Override
  public boolean ended() {
    return false;
  }

  @Override
  public void sweepEnds() {}

  @Override
  public SweepListener metrics() {
    return new SweepListener() {};
  }

  @Override
  public void close() {}
}
