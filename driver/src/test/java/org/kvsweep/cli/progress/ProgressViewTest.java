package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.cli.ToySweep.trial;

import java.time.Duration;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
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
    state.timeLeftEstimated(Duration.ofSeconds(160), clock.instant());
    clock.advance(Duration.ofSeconds(60));
    state.timeLeftEstimated(Duration.ofSeconds(40), clock.instant());
    clock.advance(Duration.ofSeconds(1));

    assertThat(lines(120, 10))
        .containsExactly(
            "[=========               ] 3/8 trials done, 1 failed, 3 running, 1 min 01 s, about 40 s left",
            "  [=======   ]  75 %  loss 0.1250  qkv length=16 seed=0     epoch 2/2, 12,345 examples/s",
            "  [          ]   0 %               kv-pos length=16 seed=0  epoch 1/2",
            "  [          ] starting            kv-pos length=16 seed=1");
    assertThat(lines(79, 10))
        .containsExactly(
            "[===       ] 3/8 trials done, 1 failed, 3 running, 1 min 01 s, about 40 s left",
            "  [=======   ]  75 %  loss 0.1250  qkv length=16 seed=0     epoch 2/2",
            "  [          ]   0 %               kv-pos length=16 seed=0  epoch 1/2",
            "  [          ] starting            kv-pos length=16 seed=1");
    assertThat(lines(59, 10))
        .containsExactly(
            "[===       ] 3/8 trials done, 1 failed, about 40 s left",
            "  [=======   ]  75 %  loss 0.1250  qkv length=16 seed=0",
            "  [          ]   0 %               kv-pos length=16 seed=0",
            "  [          ] starting            kv-pos length=16 seed=1");
  }

  @Test
  void noLineIsWiderAndNoFrameHigherThanTheTerminal() {
    state.sweepStarted(8, 0, 8);
    for (int i = 0; i < 8; i++) {
      state.trialStarted(trial(i), "here", clock.instant());
    }

    assertThat(lines(30, 4))
        .containsExactly(
            "[          ] 0/8 trials done",
            "  starting  qkv length=16 s...",
            "  starting  qkv length=16 s...",
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
    state.timeLeftEstimated(Duration.ofSeconds(1), clock.instant());
    clock.advance(Duration.ofSeconds(5));

    assertThat(lines(120, 3).get(0)).endsWith("10 s, about 5 s left");
  }

  private List<String> lines(int width, int height) {
    return view.lines(state, clock.instant(), width, height).stream()
        .map(AttributedString::toString)
        .toList();
  }
}
