package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link TrialEngine} has to do, so that its trials can be stopped, moved and compared.
 */
public abstract class TrialEngineContract {
  private static final long SEED = 3;
  private static final CheckpointPolicy WHEN_STOPPED = CheckpointPolicy.every(Duration.ofDays(1));

  @TempDir private Path folder;

  /** A new engine. */
  protected abstract TrialEngine engine();

  /**
   * A trial with that seed which trains to its end within a second, reports at least three times on
   * the way and is evaluated at least twice.
   */
  protected abstract TrialSpec spec(long seed);

  /** A trial whose loss stops being a number; empty if the engine has none. */
  protected abstract Optional<TrialSpec> diverging();

  /** A trial that can't be trained as its settings are; empty if the engine has none. */
  protected abstract Optional<TrialSpec> impossible();

  /**
   * What interruptions must not change of the model in that folder, such as its parameters; empty
   * if the engine leaves no models.
   */
  protected abstract Optional<Object> model(Path models) throws IOException;

  /** What must be equal to the last bit: steps and measured values, without their times. */
  private record Numbers(long steps, List<EpochMetrics> points) {
    static Numbers of(TrialOutcome outcome) {
      assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
      return new Numbers(
          outcome.run().steps(),
          outcome.run().metrics().stream()
              .map(point -> new EpochMetrics(point.epoch(), point.step(), 0, point.values()))
              .toList());
    }
  }

  private Numbers numbers(TrialEngine engine, TrialSpec spec) {
    return Numbers.of(engine.run(spec, new Heard()));
  }

  @Test
  void reportsHowFarItIsAndWhatItMeasured() {
    Heard heard = new Heard();

    TrialOutcome outcome = engine().run(spec(SEED), heard);

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(heard.reports).hasSizeGreaterThanOrEqualTo(3);
    assertThat(heard.reports).extracting(TrialProgress::step).isSorted();
    assertThat(heard.reports)
        .allSatisfy(
            report -> {
              assertThat(report.step()).isBetween(0L, report.steps());
              assertThat(report.epoch()).isBetween(0, report.epochs());
              assertThat(report.steps()).isEqualTo(outcome.run().steps());
            });
    assertThat(heard.evaluations).hasSizeGreaterThanOrEqualTo(2);
    assertThat(outcome.run().metrics()).isEqualTo(heard.evaluations);
  }

  @Test
  void stopsAfterAReportThatIsAnsweredStop() {
    Heard heard = new Heard();
    heard.stopAtReport = 2;

    TrialOutcome outcome = engine().run(spec(SEED), heard);

    assertThat(outcome).isInstanceOf(TrialOutcome.Stopped.class);
    assertThat(heard.reports).hasSize(2);
    assertThat(outcome.run().steps()).isEqualTo(heard.reports.get(1).step());
  }

  @Test
  void keepsItsStateAndStopsOnceItIsAskedTo() {
    Heard heard = new Heard();
    heard.stopAskedAt = 2;
    heard.checkpoints = new KeptInMemory(WHEN_STOPPED);

    TrialOutcome outcome = engine().run(spec(SEED), heard);

    assertThat(outcome).isInstanceOf(TrialOutcome.Stopped.class);
    assertThat(heard.checkpoints.kept).containsKey(outcome.run().steps());
  }

  @Test
  void givesUpOnceItIsCancelled() {
    Heard heard = new Heard();
    heard.cancelledAt = 3;

    TrialOutcome outcome = engine().run(spec(SEED), heard);

    assertThat(outcome).isInstanceOf(TrialOutcome.Stopped.class);
    assertThat(outcome.run().steps()).isLessThanOrEqualTo(3);
  }

  @Test
  void equalSpecsGiveEqualNumbersAndAnotherSeedOthers() {
    Numbers first = numbers(engine(), spec(SEED));

    assertThat(numbers(engine(), spec(SEED))).isEqualTo(first);
    assertThat(numbers(engine(), spec(SEED + 1)).points()).isNotEqualTo(first.points());
  }

  @Test
  void nothingOfATrialIsLeftInTheNext() {
    TrialEngine engine = engine();
    Numbers first = numbers(engine, spec(SEED));
    Numbers other = numbers(engine, spec(SEED + 1));
    Heard stopped = new Heard();
    stopped.stopAtReport = 1;

    assertThat(engine.run(spec(SEED + 1), stopped)).isInstanceOf(TrialOutcome.Stopped.class);

    assertThat(numbers(engine, spec(SEED))).isEqualTo(first);
    assertThat(other).isEqualTo(numbers(engine(), spec(SEED + 1)));
  }

  @Test
  void twoEnginesAtOnceDoNotDisturbEachOther() throws Exception {
    List<Numbers> alone = List.of(numbers(engine(), spec(SEED)), numbers(engine(), spec(SEED + 1)));
    List<Callable<Numbers>> tasks =
        List.of(() -> numbers(engine(), spec(SEED)), () -> numbers(engine(), spec(SEED + 1)));
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Numbers> together = new ArrayList<>();
      for (Future<Numbers> one : threads.invokeAll(tasks)) {
        together.add(one.get());
      }

      assertThat(together).isEqualTo(alone);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aStoppedTrialGoesOnToTheSameBits() throws IOException {
    Heard undisturbed = new Heard();
    undisturbed.models = folder.resolve("whole");
    Numbers whole = Numbers.of(engine().run(spec(SEED), undisturbed));

    for (int report = 1; report < 3; report++) {
      Heard first = new Heard();
      first.stopAtReport = report;
      first.checkpoints = new KeptInMemory(WHEN_STOPPED);
      TrialOutcome stopped = engine().run(spec(SEED), first);
      Heard second = new Heard();
      second.checkpoints = first.checkpoints;
      second.models = folder.resolve("resumed-" + report);

      TrialOutcome resumed = engine().run(spec(SEED), second);

      assertThat(first.checkpoints.loaded).containsExactly(stopped.run().steps());
      assertThat(second.evaluations)
          .as("told again what was measured before")
          .isEqualTo(resumed.run().metrics());
      assertThat(Numbers.of(resumed)).as("stopped at report %d", report).isEqualTo(whole);
      assertThat(model(second.models)).isEqualTo(model(undisturbed.models));
    }
  }

  @Test
  void aDamagedStateIsPassedOver() {
    Numbers whole = numbers(engine(), spec(SEED));
    Heard first = new Heard();
    first.stopAtReport = 2;
    first.checkpoints = new KeptInMemory(WHEN_STOPPED);
    TrialOutcome stopped = engine().run(spec(SEED), first);
    first.checkpoints.damaged.add(stopped.run().steps());
    Heard second = new Heard();
    second.checkpoints = first.checkpoints;

    assertThat(Numbers.of(engine().run(spec(SEED), second))).isEqualTo(whole);
  }

  @Test
  void aLossThatIsNoNumberDiverges() {
    assumeTrue(diverging().isPresent());

    assertThat(engine().run(diverging().orElseThrow(), new Heard()))
        .isInstanceOfSatisfying(
            TrialOutcome.Diverged.class, diverged -> assertThat(diverged.step()).isPositive());
  }

  @Test
  void whatCannotBeTrainedFailsInASentence() {
    assumeTrue(impossible().isPresent());

    assertThat(engine().run(impossible().orElseThrow(), new Heard()))
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
              assertThat(failed.message()).startsWith("Cannot ");
            });
  }

  @Test
  void aModelIsLeftWhereOneIsAskedFor() throws IOException {
    Heard heard = new Heard();
    heard.models = folder.resolve("models");
    engine().run(spec(SEED), heard);
    assumeTrue(model(heard.models).isPresent());

    assertThat(heard.models.resolve(TrialContext.MODEL_FILE)).isNotEmptyFile();
    Heard again = new Heard();
    again.models = folder.resolve("again");
    engine().run(spec(SEED), again);
    assertThat(model(again.models)).isEqualTo(model(heard.models));
    Heard stopped = new Heard();
    stopped.models = folder.resolve("stopped");
    stopped.stopAtReport = 1;
    engine().run(spec(SEED), stopped);
    assertThat(Files.exists(stopped.models.resolve(TrialContext.MODEL_FILE)))
        .as("a model that is not trained to the end")
        .isFalse();
  }

  /** Hears everything, and stops a trial as it is told. Counts from 1; 0 is never. */
  private final class Heard implements TrialContext {
    final List<TrialProgress> reports = new ArrayList<>();
    final List<EpochMetrics> evaluations = new ArrayList<>();
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.NEVER);
    Path models;
    int stopAtReport;
    int stopAskedAt;
    int cancelledAt;
    private int stopQuestions;
    private int cancelQuestions;

    @Override
    public Answer report(TrialProgress progress) {
      reports.add(progress);
      return reports.size() == stopAtReport ? Answer.STOP : Answer.CONTINUE;
    }

    @Override
    public void evaluated(EpochMetrics metrics) {
      evaluations.add(metrics);
    }

    @Override
    public boolean cancelled() {
      cancelQuestions++;
      return cancelledAt > 0 && cancelQuestions >= cancelledAt;
    }

    @Override
    public boolean stopAsked() {
      stopQuestions++;
      return stopAskedAt > 0 && stopQuestions >= stopAskedAt;
    }

    @Override
    public Checkpoints checkpoints() {
      return checkpoints;
    }

    @Override
    public Path dataFolder() {
      return folder;
    }

    @Override
    public Optional<Path> modelFolder() {
      return Optional.ofNullable(models);
    }
  }
}
