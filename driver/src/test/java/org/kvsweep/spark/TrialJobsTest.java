package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.spark.executor.ExecutorSide;
import org.kvsweep.spark.executor.Wire;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

class TrialJobsTest {
  private static final byte[] LOST_REPORT = {1};

  private static JavaSparkContext spark;

  @TempDir Path folder;

  private final BlockingQueue<SweepEvent> events = new LinkedBlockingQueue<>();
  private final Attempt running = attempt(FakeTrials.trial(Behaviour.REPORT_UNTIL_RELEASED, 1));
  private final Attempt other = attempt(FakeTrials.trial(Behaviour.SUCCEED, 2));
  private TrialJobs jobs;
  private AttemptMailbox mailbox;

  @BeforeAll
  static void startSpark() {
    SparkSettings settings =
        SparkSettings.embedded(
            "test", Map.of("spark.master", "local[1]", "spark.ui.enabled", "false"));
    spark = new JavaSparkContext(settings.conf());
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }

  /** One attempt runs: the only one that there is room for. */
  @BeforeEach
  void startOne() throws Exception {
    TaskProfiles profiles = new TaskProfiles(spark.sc());
    jobs =
        new TrialJobs(
            spark,
            new RunOptions(FakeEngine.NAME, folder.toString(), SchedulePolicy.STANDARD),
            FakeTrials.sweep(running.trial(), other.trial()),
            CheckpointOrder.NONE,
            new WholeExecutor(profiles),
            new TrialResources(spark.sc(), profiles),
            events::add);
    mailbox = new AttemptMailbox(events, jobs::next);
    DriverSide.of(spark.sc()).orElseThrow().connect(mailbox);
    ExecutorSide.here().takesOn(Patience.LIMIT);
    submit(attempt(FakeTrials.trial(Behaviour.SUCCEED, 3))); // so that the next is no first one
    next(SweepEvent.Returned.class);
    submit(running);
    next(SweepEvent.Begun.class);
  }

  private static Attempt attempt(PlannedTrial trial) {
    return new Attempt(trial, 1, Attempt.Room.SHARED);
  }

  private void submit(Attempt attempt) {
    mailbox.open(attempt.id(), 1);
    jobs.submit(attempt);
  }

  private void release() throws Exception {
    Files.writeString(folder.resolve(FakeEngine.RELEASED), "");
  }

  /** The next event of that kind; those before it are dropped. */
  private <T extends SweepEvent> T next(Class<T> kind) throws InterruptedException {
    SweepEvent event = poll();
    while (event != null && !kind.isInstance(event)) {
      event = poll();
    }
    assertThat(event).as("within " + Patience.LIMIT).isNotNull();
    return kind.cast(event);
  }

  private SweepEvent poll() throws InterruptedException {
    return events.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private AttemptId nextReturned() throws InterruptedException {
    return next(SweepEvent.Returned.class).report().id();
  }

  @Test
  void theTaskOfAShortTrialTakesOnTheNext() throws Exception {
    submit(other);
    release();

    SweepEvent.HandedIn handed = next(SweepEvent.HandedIn.class);
    assertThat(handed.ended()).isEqualTo(running.id());
    assertThat(handed.next()).isEqualTo(other.id());
    TrialReport report = Wire.read(handed.report(), TrialReport.class);
    assertThat(report.id()).isEqualTo(running.id());
    assertThat(report.outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(nextReturned()).isEqualTo(other.id());
  }

  @Test
  void aTrialThatTookLongLeavesItsSlotToSpark() throws Exception {
    submit(other);
    ExecutorSide.here().takesOn(Duration.ZERO);
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
    jobs.startKept();
    assertThat(nextReturned()).isEqualTo(other.id());
  }

  @Test
  void anAttemptThatIsToBeAloneHasAJobOfItsOwn() throws Exception {
    submit(new Attempt(other.trial(), 1, Attempt.Room.ALONE));

    assertThat(jobs.next(running.id(), LOST_REPORT)).isEmpty();
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
    assertThat(nextReturned()).isEqualTo(other.id());
  }

  @Test
  void anAttemptWhoseOrderIsLostEndsAsOneOfALostExecutor() throws Exception {
    submit(other);

    Optional<byte[]> lost = jobs.next(running.id(), LOST_REPORT);
    assertThat(Wire.read(lost.orElseThrow(), TrialOrder.class).id()).isEqualTo(other.id());
    assertThat(next(SweepEvent.HandedIn.class).report()).isEqualTo(LOST_REPORT);
    assertThat(jobs.next(running.id(), LOST_REPORT)).as("a second time").isEmpty();
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
    SweepEvent.Unreported forsaken = next(SweepEvent.Unreported.class);
    assertThat(forsaken.id()).isEqualTo(other.id());
    assertThat(forsaken.outcome())
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.LOST_EXECUTOR));
  }

  @Test
  void whatIsCancelledBeforeItRunsIsNotTakenOn() throws Exception {
    submit(other);
    jobs.cancel(other.id());
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
    jobs.startKept();
    assertThat(events.poll(1, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void cancellingEndsTheJobThatHasTakenTheAttemptOn() throws Exception {
    submit(other);
    jobs.next(running.id(), LOST_REPORT);

    jobs.cancel(running.id()); // has no job any more
    jobs.cancel(other.id());

    assertThat(next(SweepEvent.Unreported.class).id()).isEqualTo(other.id());
    release();
  }

  @Test
  void anAttemptThatWasGivenUpGetsNothingForItsTask() throws Exception {
    submit(other);
    mailbox.close(running.id());
    AttemptId id = running.id();

    assertThat(
            mailbox.receive(
                new TrialMessage.HandedIn(id.trial().value(), id.number(), LOST_REPORT)))
        .isEqualTo(DriverAnswer.STOP);
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
  }
}
