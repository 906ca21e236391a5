package org.kvsweep.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kvsweep.Patience;
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
import org.kvsweep.trial.TrialOutcome;

/** A cluster of threads in this process, each an executor with one slot. */
final class InMemoryCluster implements Cluster {
  private final Training training;
  private final ExecutorService threads;
  private final int slots;
  private final Set<AttemptId> misfits = ConcurrentHashMap.newKeySet();
  private final Set<Place> leaving = ConcurrentHashMap.newKeySet();
  private final List<Place> replaced = new CopyOnWriteArrayList<>();
  private volatile int slotsTold;
  private volatile MessageReceiver receiver;
  private volatile AttemptListener listener;
  private volatile boolean ended;
  private volatile int executors;
  private volatile Duration patience = Duration.ZERO;
  private boolean inSweep;

  /** What an executor does with an order. */
  @FunctionalInterface
  interface Training {
    TrialOutcome train(TrialOrder order, Executor executor) throws InterruptedException, Lost;
  }

  /** What an executor can do while it trains. */
  interface Executor {
    Place place();

    /** Sends a message; true if the attempt goes on. */
    boolean send(TrialMessage message);
  }

  /** The executor goes away without a report. */
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1;
    private final TrialOutcome outcome;

    Lost(TrialOutcome outcome) {
      super("lost", null, false, false);
      this.outcome = outcome;
    }
  }

  InMemoryCluster(int slots, Training training) {
    this.slots = slots;
    this.executors = slots;
    this.training = training;
    this.threads = Executors.newFixedThreadPool(slots);
  }

  /** Counts so many executors from now on, while others may come for that long. */
  void count(int now, Duration othersCome) {
    executors = now;
    patience = othersCome;
  }

  /** Announces that the executor at that place goes away. */
  void announceEndOf(Place place) {
    leaving.add(place);
  }

  /** Takes away what that attempt waits for. */
  void misfit(AttemptId id) {
    misfits.add(id);
  }

  /** Ends the cluster in the middle of what it does. */
  void end() {
    ended = true;
  }

  List<Place> replaced() {
    return replaced;
  }

  /** Returns the number of slots that the run counted last. */
  int slotsTold() {
    return slotsTold;
  }

  @Override
  public void check(List<PlannedTrial> trials) throws UnfitExecutorException {
    if (trials.stream().anyMatch(trial -> trial.resources().gpus() > 0)) {
      throw new UnfitExecutorException("Cannot give a trial a GPU: there is none");
    }
  }

  /** Tells that the executor at that place is gone, and why. */
  void remove(Place place, TrialOutcome.Failed why) {
    listener.executorRemoved(place.executor(), why);
  }

  @Override
  public ClusterJobs begin(SweepSpec sweep, SweepData data, AttemptListener ends) {
    listener = ends;
    inSweep = true;
    return new Jobs(ends);
  }

  private final class Jobs implements ClusterJobs {
    private final AttemptListener listener;
    private final Map<AttemptId, Future<?>> running = new ConcurrentHashMap<>();

    Jobs(AttemptListener listener) {
      this.listener = listener;
    }

    @Override
    public void slots(int now) {
      slotsTold = now;
    }

    @Override
    public void submit(Attempt attempt, List<TrialOrder> orders) {
      running.put(attempt.id(), threads.submit(() -> run(attempt.id(), orders.get(0))));
    }

    private void run(AttemptId id, TrialOrder order) {
      Place place = new Place(Thread.currentThread().getName(), "this process");
      try {
        TrialOutcome outcome = training.train(order, new Here(place, receiver));
        listener.returned(
            new TrialReport(id, outcome, place, TrainedModel.NONE, TrialReport.Halt.NONE));
      } catch (Lost lost) {
        listener.unreported(id, lost.outcome, Optional.of(place));
      } catch (InterruptedException interrupted) {
        receiver.receive(new TrialMessage.Left(id.trial().value(), id.number()));
      }
    }

    @Override
    public void startKept() {}

    @Override
    public boolean misfits(AttemptId id) {
      return misfits.remove(id);
    }

    @Override
    public Optional<byte[]> next(AttemptId ended, byte[] report) {
      return Optional.empty();
    }

    @Override
    public void cancel(AttemptId id) {
      Optional.ofNullable(running.remove(id)).ifPresent(job -> job.cancel(true));
    }

    @Override
    public void cancelAll() {
      running.values().forEach(job -> job.cancel(true));
    }
  }

  private record Here(Place place, MessageReceiver receiver) implements Executor {
    @Override
    public boolean send(TrialMessage message) {
      return receiver.receive(message) != DriverAnswer.STOP;
    }
  }

  @Override
  public void deliverTo(MessageReceiver next) {
    receiver = next;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public int executors() {
    return executors;
  }

  @Override
  public int slotsOfOneExecutor(int total) {
    return 1;
  }

  @Override
  public int width(PlannedTrial trial) {
    return trial.workers();
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public boolean alive(Place place) {
    return true;
  }

  @Override
  public boolean leaving(Place place) {
    return leaving.contains(place);
  }

  @Override
  public Optional<String> log(Place place) {
    return Optional.of("log of " + place.host());
  }

  @Override
  public void inspect(Place place, long task, Inspection answer) {
    answer.inspected(false, "no stacks");
  }

  @Override
  public void replace(Place place) {
    replaced.add(place);
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public void sweepEnds() {
    inSweep = false;
  }

  /** True from the begin of a sweep to its end. */
  boolean inSweep() {
    return inSweep;
  }

  @Override
  public SweepListener metrics() {
    return new SweepListener() {};
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
