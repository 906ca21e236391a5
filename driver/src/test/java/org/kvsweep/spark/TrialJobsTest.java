package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.Patience;
import org.kvsweep.run.AttemptListener;
import org.kvsweep.run.MessageReceiver;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.spark.executor.DataShipment;
import org.kvsweep.spark.executor.ExecutorSide;
import org.kvsweep.spark.executor.Wire;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class TrialJobsTest {
  private static final byte[] LOST_REPORT = {1};
  private static final String STANDALONE = "spark://host:7077";

  private static JavaSparkContext spark;

  @TempDir Path folder;

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final MovableClock clock = new MovableClock();
  private final Attempt running = attempt(FakeTrials.trial(Behaviour.REPORT_UNTIL_RELEASED, 1));
  private final Attempt other = attempt(FakeTrials.trial(Behaviour.SUCCEED, 2));
  private TrialJobs jobs;

  @BeforeAll
  static void startSpark() {
    SparkSettings settings =
        SparkSettings.embedded(
            "test",
            Map.of(
                "spark.master",
                "local[1]",
                "spark.ui.enabled",
                "false",
                "spark.hadoop.fs.silent.impl",
                SilentFileSystem.class.getName()));
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
            new TrialLabel(FakeTrials.sweep(running.trial(), other.trial())),
            DataShipment.of(spark, SweepData.NONE),
            new WholeExecutor(profiles),
            new TrialResources(spark.sc().conf(), STANDALONE, profiles),
            new LargerExecutors(
                spark.sc().conf(), STANDALONE, profiles, Duration.ofMinutes(5), clock),
            new Ends());
    DriverSide.of(spark.sc()).orElseThrow().connect(new Messages());
    ExecutorSide.here().takesOn(Patience.LIMIT);
    submit(attempt(FakeTrials.trial(Behaviour.SUCCEED, 3))); // so that the next is no first one
    next(Returned.class);
    submit(running);
    next(Begun.class);
  }

  private static Attempt attempt(PlannedTrial trial) {
    return new Attempt(trial, 1, Attempt.Room.SHARED);
  }

  private void submit(Attempt attempt) {
    submit(attempt, CheckpointOrder.NONE);
  }

  private void submit(Attempt attempt, CheckpointOrder checkpoints) {
    TrialSpec spec = attempt.trial().spec();
    TrialOrder order =
        new TrialOrder(
            spec,
            1,
            0,
            "",
            folder.toString(),
            DataChecksums.NONE,
            Keep.NONE,
            checkpoints,
            Rungs.NONE);
    jobs.submit(attempt, List.of(order));
  }

  private void release() throws Exception {
    Files.writeString(folder.resolve(FakeEngine.RELEASED), "");
  }

  /** What the jobs and their tasks tell. */
  private interface Told {}

  private record Begun(AttemptId id) implements Told {}

  private record Returned(AttemptId id) implements Told {}

  private record HandedIn(AttemptId ended, Supplier<TrialReport> report, AttemptId next)
      implements Told {}

  private record Unreported(AttemptId id, TrialOutcome outcome) implements Told {}

  private final class Ends implements AttemptListener {
    @Override
    public void returned(TrialReport report) {
      told.add(new Returned(report.id()));
    }

    @Override
    public void handedIn(AttemptId ended, Supplier<TrialReport> report, AttemptId next) {
      told.add(new HandedIn(ended, report, next));
    }

    @Override
    public void unreported(AttemptId id, TrialOutcome outcome, Optional<Place> place) {
      told.add(new Unreported(id, outcome));
    }

    @Override
    public void executorRemoved(String executor, TrialOutcome.Failed why) {
      throw new AssertionError(why);
    }
  }

  private final class Messages implements MessageReceiver {
    @Override
    public DriverAnswer receive(TrialMessage message) {
      if (message instanceof TrialMessage.Begun) {
        told.add(new Begun(message.id()));
      }
      return message instanceof TrialMessage.HandedIn handed
          ? jobs.next(handed.id(), handed.report())
              .<DriverAnswer>map(DriverAnswer.Next::new)
              .orElse(DriverAnswer.STOP)
          : DriverAnswer.GO_ON;
    }

    @Override
    public void executorUnfit(String why) {
      throw new AssertionError(why);
    }
  }

  /** Returns what is told next of that kind; what comes before it is dropped. */
  private <T extends Told> T next(Class<T> kind) throws InterruptedException {
    Told next = poll();
    while (next != null && !kind.isInstance(next)) {
      next = poll();
    }
    assertThat(next).as("within " + Patience.LIMIT).isNotNull();
    return kind.cast(next);
  }

  private Told poll() throws InterruptedException {
    return told.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private AttemptId nextReturned() throws InterruptedException {
    return next(Returned.class).id();
  }

  /** Else the driver does not know that the trial runs, and never finds that it hangs. */
  @Test
  void aTrialHasBegunBeforeItsCheckpointsAreLookedFor() throws Exception {
    release();
    assertThat(nextReturned()).isEqualTo(running.id());

    submit(other, new CheckpointOrder("silent:///results", CheckpointPolicy.STANDARD, ""));

    assertThat(next(Begun.class).id()).isEqualTo(other.id());
    SilentFileSystem.BACK.countDown();
    assertThat(nextReturned()).isEqualTo(other.id());
  }

  @Test
  void theThreadThatSubmitsKeepsTheJobGroupThatItHad() throws Exception {
    spark.setJobGroup("mine", "my jobs", false);
    try {
      submit(new Attempt(other.trial(), 1, Attempt.Room.ALONE));

      assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
      assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("my jobs");
      assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
    } finally {
      spark.clearJobGroup();
      release();
    }
    assertThat(nextReturned()).isEqualTo(running.id());
    assertThat(nextReturned()).isEqualTo(other.id());
  }

  @Test
  void theTaskOfAShortTrialTakesOnTheNext() throws Exception {
    submit(other);
    release();

    HandedIn handed = next(HandedIn.class);
    assertThat(handed.ended()).isEqualTo(running.id());
    assertThat(handed.next()).isEqualTo(other.id());
    TrialReport report = handed.report().get();
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
    assertThat(next(HandedIn.class).ended()).isEqualTo(running.id());
    assertThat(jobs.next(running.id(), LOST_REPORT)).as("a second time").isEmpty();
    release();

    assertThat(nextReturned()).isEqualTo(running.id());
    Unreported forsaken = next(Unreported.class);
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
    Attempt following = attempt(FakeTrials.trial(Behaviour.SUCCEED, 4));
    submit(following);
    assertThat(poll()).as("the first of all that follow").isEqualTo(new Begun(following.id()));
  }

  @Test
  void cancellingEndsTheJobThatHasTakenTheAttemptOn() throws Exception {
    submit(other);
    jobs.next(running.id(), LOST_REPORT);

    jobs.cancel(running.id()); // has no job any more
    jobs.cancel(other.id());

    assertThat(next(Unreported.class).id()).isEqualTo(other.id());
    release();
  }

  @Test
  void anAttemptThatIsTooLargeForTheExecutorsSoFarWaitsForLargerOnes() throws Exception {
    ToldExecutors executors = new ToldExecutors(spark.sc());
    Attempt large =
        attempt(FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 5), new Resources(3, 0, 0)));
    executors.comes("1", 1);
    try {
      submit(large);
      clock.advance(Duration.ofMinutes(4));
      executors.comes("2", 2);
      jobs.startKept();
      clock.advance(Duration.ofMinutes(4));
      jobs.startKept();
      assertThat(told).as("a larger one has come since").isEmpty();

      clock.advance(Duration.ofMinutes(1));
      jobs.startKept();
      Unreported refused = next(Unreported.class);
      assertThat(refused.id()).isEqualTo(large.id());
      assertThat(((TrialOutcome.Failed) refused.outcome()).message())
          .startsWith("Cannot give a trial 3 cpus: executors have 2 cores");

      submit(large);
      assertThat(next(Unreported.class).id()).as("nothing has changed").isEqualTo(large.id());
    } finally {
      executors.goes("1");
      executors.goes("2");
      release();
    }
    assertThat(nextReturned()).isEqualTo(running.id());
  }
}
