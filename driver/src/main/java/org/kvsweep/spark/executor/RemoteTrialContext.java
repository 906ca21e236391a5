package org.kvsweep.spark.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** The driver as a trial sees it. Used by the trial's thread, and by the one that posts. */
public final class RemoteTrialContext implements TrialContext, AutoCloseable {
  // Faster than anybody reads, slow enough for a thousand executors to report to one driver.
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
  // A new epoch is worth telling sooner, unless epochs take milliseconds.
  private static final Duration BETWEEN_EPOCHS = Duration.ofMillis(100);
  // The driver answers in a millisecond; if it is busy, its answer is found at the next report.
  private static final Duration PATIENCE = Duration.ofMillis(50);

  // As many evaluations as a curve of a running trial has points; beyond these, one a second.
  private static final int MOST_AT_ONCE = 128;

  private final TrialOrder order;
  private final String trial;
  private final TaskContext task;
  private final ProgressPost post;
  private final BooleanSupplier leaving;
  private final LocalModelFolder model;
  private final RemoteWorkerGroup workers;
  private final RungGate gate;
  private long lastPosted;
  private int lastEpoch;
  private int told;
  private long lastToldEvaluation;
  private volatile boolean toldToStop;
  private Checkpoints checkpoints = Checkpoints.NONE;
  private Optional<Path> dataFolder = Optional.empty();
  private Optional<Device> device = Optional.empty();

  /**
   * A trial here.
   *
   * @param leaving true once this executor is to end
   */
  public RemoteTrialContext(
      TrialOrder order, TaskContext task, ProgressPost post, BooleanSupplier leaving) {
    this.order = order;
    this.leaving = leaving;
    this.trial = order.id().trial().value();
    this.task = task;
    this.post = post;
    this.model = new LocalModelFolder(order.keep());
    this.workers = new RemoteWorkerGroup(order, post, this::cancelled);
    this.gate = new RungGate(order.rungs());
    this.lastPosted = System.nanoTime() - BETWEEN_REPORTS.toNanos();
  }

  /** Sets where the trial saves its state; nowhere by default. */
  void saveTo(Checkpoints place) {
    checkpoints = place;
  }

  /** Sets the folder in which the trial finds its files here. */
  void readFrom(Path folder) {
    dataFolder = Optional.of(folder);
  }

  /** Chooses the one of those GPUs that Spark has given to the task, if it has given one. */
  void computeOn(GpuCards gpus) {
    device = gpus.leasedTo(task.resourcesJMap());
  }

  @Override
  public Optional<Device> device() {
    return device;
  }

  /** Tells the driver that the trial begins; if it shall not, the next report is told so. */
  void begin(Place place) {
    if (order.leads()) {
      post.tell(new TrialMessage.Begun(trial, order.attempt(), place, task.taskAttemptId()));
    }
  }

  @Override
  public Answer report(TrialProgress progress) {
    Duration pause = progress.epoch() == lastEpoch ? BETWEEN_REPORTS : BETWEEN_EPOCHS;
    post(progress, pause).ifPresent(RemoteTrialContext::await);
    if (gate.closed() && !stopAsked() && !gate.opens(this::passage)) {
      toldToStop = true;
    }
    return stopAsked() ? Answer.STOP : Answer.CONTINUE;
  }

  @Override
  public void lives(TrialProgress progress) {
    // It need not wait for the answer, which is found at the next report.
    Optional<Future<Boolean>> unused = post(progress, BETWEEN_REPORTS);
  }

  /** Posts how far the trial is, unless that was done less than a pause ago. */
  private Optional<Future<Boolean>> post(TrialProgress progress, Duration pause) {
    long now = System.nanoTime();
    if (!order.leads() || now - lastPosted < pause.toNanos()) {
      return Optional.empty();
    }
    lastEpoch = progress.epoch();
    lastPosted = now;
    return Optional.of(
        post.send(this, new TrialMessage.Progressed(trial, order.attempt(), progress)));
  }

  private DriverAnswer passage(long step) {
    return leaving.getAsBoolean()
        ? DriverAnswer.STOP
        : post.ask(new TrialMessage.AtRung(trial, order.attempt(), step))
            .orElse(DriverAnswer.NOT_YET);
  }

  /** True if the trial is at a rung and was not told that it goes on. */
  boolean atRung() {
    return gate.closed();
  }

  @Override
  public boolean stopAsked() {
    return toldToStop || leaving.getAsBoolean();
  }

  @Override
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  @Override
  public void evaluated(EpochMetrics metrics) {
    long now = System.nanoTime();
    boolean decided = !order.rungs().equals(Rungs.NONE);
    boolean seldom = told < MOST_AT_ONCE || now - lastToldEvaluation >= BETWEEN_REPORTS.toNanos();
    if (order.leads() && (decided || seldom)) {
      told++;
      lastToldEvaluation = now;
      post.tell(new TrialMessage.Evaluated(trial, order.attempt(), metrics));
    }
    if (decided) {
      gate.evaluated(metrics);
    }
  }

  private static void await(Future<Boolean> answer) {
    try {
      answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException late) {
      // The trial does not wait for a busy driver.
    }
  }

  void answered(boolean goOn) {
    if (!goOn) {
      toldToStop = true;
    }
  }

  @Override
  public boolean cancelled() {
    return task.isInterrupted();
  }

  @Override
  public Path dataFolder() {
    return dataFolder.orElseThrow();
  }

  @Override
  public DataChecksums expectedData() {
    return order.data();
  }

  @Override
  public Optional<Path> modelFolder() {
    return model.folder();
  }

  @Override
  public Optional<String> resources() {
    return order.resources().isEmpty()
        ? Optional.empty()
        : Optional.of("%s; in Spark %d cpus".formatted(order.resources(), task.cpus()));
  }

  @Override
  public RemoteWorkerGroup workers() {
    return workers;
  }

  /** Returns the files that the trial left in its {@link #modelFolder}. */
  TrainedModel trainedModel() {
    return model.take();
  }

  /** Returns the outcome with the reason why there is no {@link #trainedModel}, if one was lost. */
  TrialOutcome noted(TrialOutcome outcome) {
    return model.noted(outcome);
  }

  @Override
  public void close() {
    model.close();
    post.forget(this);
    if (order.leads() && task.isInterrupted()) {
      post.tell(new TrialMessage.Left(trial, order.attempt()));
    }
  }
}
