package org.kvsweep.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kvsweep.speed.StepTimer.Clocks;
import org.kvsweep.trial.TrialProgress;

class StepTimerTest {
  private static final TrialProgress PROGRESS = new TrialProgress(1, 1, 1, 9, 0.5, 10);

  private final AtomicBoolean stopped = new AtomicBoolean();
  private long millis;
  private double cpuMillis;

  private StepTimer timer(Duration warmup, Duration timed, Together together) {
    return new StepTimer(
        Path.of("data"),
        warmup,
        timed,
        together,
        stopped::get,
        new Clocks(() -> millis * 1_000_000, () -> (long) (cpuMillis * 1e6)));
  }

  private boolean step(StepTimer timer, long took) {
    millis += took;
    cpuMillis += took / 2.0;
    return timer.cancelled();
  }

  @Test
  void stepsOfTheWarmUpDoNotCountAndTheMedianDoes() {
    StepTimer timer = timer(Duration.ofMillis(1000), Duration.ofMillis(50), new Together(1));
    timer.trialBegins();
    timer.cancelled();
    for (int i = 0; i < 5; i++) {
      assertThat(step(timer, 200)).isFalse();
    }
    Deque<Boolean> told = new ArrayDeque<>();
    for (long took : new long[] {10, 11, 300, 12, 13}) {
      told.add(step(timer, took));
    }

    assertThat(told).containsExactly(false, false, false, false, true);
    assertThat(timer.time()).contains(new StepTime(0.012, 0.5));
    assertThat(timer.time().orElseThrow().disturbed()).isTrue();
  }

  @Test
  void slowStepsAreTimedFiveTimesAtLeast() {
    StepTimer timer = timer(Duration.ZERO, Duration.ofMillis(1), new Together(1));
    timer.trialBegins();
    int steps = 0;
    while (!step(timer, 1000)) {
      steps++;
    }

    assertThat(steps).isEqualTo(StepTimer.WARMUP_STEPS + StepTimer.FEWEST_STEPS);
  }

  @Test
  void evaluationsAndTheStartOfATrialAreNoSteps() {
    StepTimer timer = timer(Duration.ZERO, Duration.ofMillis(1), new Together(1));
    timer.trialBegins();
    for (int i = 0; i < StepTimer.WARMUP_STEPS + 3; i++) {
      step(timer, 10);
    }
    timer.report(PROGRESS);
    step(timer, 700);
    timer.trialBegins();
    step(timer, 5000);
    while (!step(timer, 10)) {
      assertThat(timer.ended()).isFalse();
    }

    assertThat(timer.time().orElseThrow().seconds()).isEqualTo(0.010);
  }

  @Test
  void whereEveryStepIsEvaluatedItIsTimedWithThat() {
    StepTimer timer = timer(Duration.ZERO, Duration.ofMillis(1), new Together(1));
    timer.trialBegins();
    while (!step(timer, 30)) {
      timer.report(PROGRESS);
    }

    assertThat(timer.time().orElseThrow().seconds()).isEqualTo(0.030);
  }

  @Test
  void aTrialGoesOnUntilTheOneBesideItHasItsSteps() {
    Together together = new Together(2);
    Thread beside = new Thread(together::begin);
    beside.start();
    StepTimer timer = timer(Duration.ZERO, Duration.ofMillis(1), together);
    timer.trialBegins();
    for (int i = 0; i < 100; i++) {
      assertThat(step(timer, 10)).isFalse();
    }

    together.hasItsSteps();
    assertThat(step(timer, 10)).isTrue();
  }

  @Test
  void whoeverStopsItGetsNoTime() {
    StepTimer timer = timer(Duration.ZERO, Duration.ofMillis(1), new Together(1));
    timer.trialBegins();
    step(timer, 10);
    stopped.set(true);

    assertThat(step(timer, 10)).isTrue();
    assertThat(timer.time()).isEmpty();
  }
}
