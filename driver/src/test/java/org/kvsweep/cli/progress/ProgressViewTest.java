package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.cli.ToySweep.trial;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvsweep.cli.MovableClock;
import org.kvsweep.cli.ToySweep;
import org.kvsweep.trial.TrialProgress;

class ProgressViewTest {
  private final MovableClock clock = new MovableClock();
  private final SweepState state = new SweepState(clock.instant());
  private final ProgressView view = new ProgressView(ToySweep.text());

  @Test
  void theSweepAndEachRunningTrialHaveALine() {
    state.sweepStarted(8, 2, 2);
    state.trialStarted(trial(0), "here", clock.instant());
    state.trialStarted(trial(2), "here", clock.instant());
    state.trialStarted(trial(3), "here", clock.instant());
    state.trialProgressed(trial(0), new TrialProgress(2, 2, 300, 400, 0.125, 12_345));
    state.trialProgressed(trial(2), new TrialProgress(1, 2, 0, 400, Double.NaN, 0));
    state.trialEnded(trial(1), ToySweep.failed(), clock.instant());
    state.timeLeftEstimated(Duration.ofSeconds(100), clock.instant());
    clock.advance(Duration.ofSeconds(61));

    assertThat(lines(120, 10))
        .containsExactly(
            "[=========               ] 3/8 trials done, 3 running, 1 failed, 1 min 01 s, about 39 s left",
            "  [=======   ] toy-echo qkv length=16 seed=0     epoch 2/2, 75 %, loss 0.1250, 12,345 examples/s",
            "  [          ] toy-echo kv-pos length=16 seed=0  epoch 1/2, 0 %",
            "  [          ] toy-echo kv-pos length=16 seed=1  starting");
  }

  @Test
  void noLineIsWiderAndNoFrameHigherThanTheTerminal() {
    state.sweepStarted(8, 0, 8);
    for (int i = 0; i < 8; i++) {
      state.trialStarted(trial(i), "here", clock.instant());
    }

    assertThat(lines(30, 4))
        .containsExactly(
            "[                        ] ...",
            "  [          ] toy-echo qkv...",
            "  [          ] toy-echo qkv...",
            "  ... and 6 more");
    for (int height = 1; height < 12; height++) {
      assertThat(lines(17, height))
          .hasSizeLessThanOrEqualTo(height)
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(17));
    }
  }

  @Test
  void anEstimateThatHasRunOutIsNotNegative() {
    state.sweepStarted(8, 0, 1);
    state.timeLeftEstimated(Duration.ofSeconds(1), clock.instant());
    clock.advance(Duration.ofSeconds(5));

    assertThat(lines(120, 3).get(0)).endsWith("5.0 s, about 0.0 s left");
  }

  private List<String> lines(int width, int height) {
    return view.lines(state, clock.instant(), width, height);
  }
}
