package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.cli.ToySweep.trial;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.cli.ToySweep;
import org.kvsweep.trial.TrialProgress;

class PlainProgressTest {
  private final StringWriter out = new StringWriter();
  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final PlainProgress progress =
      new PlainProgress(new PrintWriter(out), clock, ToySweep.text());

  @Test
  void aSweepReadsLikeALog() {
    progress.sweepStarted(8, 3, 2);
    progress.trialStarted(trial(0), 1, "executor 1 on node7");
    wait(2);
    progress.trialStarted(trial(3), 2, "executor 2 on node8");
    progress.trialProgressed(trial(0), new TrialProgress(1, 2, 10, 40, 1.25, 4500.4));
    wait(12);
    progress.trialEnded(trial(0), ToySweep.completed(0.99713));
    progress.trialRetried(trial(3), 3, "executor lost\non node8");
    progress.trialStarted(trial(3), 3, "executor 1 on node7");
    wait(75);
    progress.trialEnded(trial(3), ToySweep.failed());
    progress.trialStarted(trial(4), 1, "executor 1 on node7");
    progress.trialEnded(trial(4), ToySweep.diverged());

    assertThat(out.toString())
        .isEqualTo(
            """
            2026-01-02 03:04:05  8 trials, 3 done before; 2 slots
            2026-01-02 03:04:05  started toy-echo qkv length=16 seed=0 on executor 1 on node7
            2026-01-02 03:04:07  started toy-echo kv-pos length=16 seed=1 on executor 2 on node8, attempt 2
            2026-01-02 03:04:07  3/8 done, 2 running; toy-echo qkv length=16 seed=0: epoch 1/2, 25 %, loss 1.2500, 4,500 examples/s
            2026-01-02 03:04:19  ended toy-echo qkv length=16 seed=0 completed, test-accuracy 0.9971, 14 s [4/8]
            2026-01-02 03:04:19  gave up toy-echo kv-pos length=16 seed=1, attempt 3 follows: executor lost on node8
            2026-01-02 03:04:19  started toy-echo kv-pos length=16 seed=1 on executor 1 on node7, attempt 3
            2026-01-02 03:05:34  ended toy-echo kv-pos length=16 seed=1 failed (out-of-memory: Cannot allocate 4 GB), 1 min 15 s [5/8]
            2026-01-02 03:05:34  started toy-echo qkv length=64 seed=0 on executor 1 on node7
            2026-01-02 03:05:34  ended toy-echo qkv length=64 seed=0 diverged at step 1,234, 0.0 s [6/8]
            """);
  }

  @Test
  void aTrialThatIsSetAsideGoesOnLaterAndOnlyCountsTheTimeItRuns() {
    progress.sweepStarted(8, 0, 1);
    progress.trialStarted(trial(0), 1, "here");
    wait(10);
    progress.trialSetAside(trial(0));
    progress.trialStarted(trial(1), 1, "here");
    wait(40);
    progress.trialProgressed(trial(1), new TrialProgress(1, 2, 10, 40, 1.25, 0));
    progress.trialSetAside(trial(1));
    progress.trialStarted(trial(0), 2, "here");
    wait(5);
    progress.trialEnded(trial(0), ToySweep.completed(0.5));
    progress.trialEnded(trial(1), ToySweep.diverged());

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "2026-01-02 03:04:05  started toy-echo qkv length=16 seed=0 on here",
            "2026-01-02 03:04:15  set aside toy-echo qkv length=16 seed=0 until enough"
                + " others reach this rung",
            "2026-01-02 03:04:15  started toy-echo qkv length=16 seed=1 on here",
            "2026-01-02 03:04:55  0/8 done, 1 running, 1 set aside; toy-echo qkv length=16"
                + " seed=1: epoch 1/2, 25 %, loss 1.2500",
            "2026-01-02 03:04:55  set aside toy-echo qkv length=16 seed=1 until enough"
                + " others reach this rung",
            "2026-01-02 03:04:55  continued toy-echo qkv length=16 seed=0 on here",
            "2026-01-02 03:05:00  ended toy-echo qkv length=16 seed=0 completed, test-accuracy"
                + " 0.5000, 15 s [1/8]",
            "2026-01-02 03:05:00  ended toy-echo qkv length=16 seed=1 diverged at step 1,234, 40 s"
                + " [2/8]");
  }

  @Test
  void aSweepSaysWhyItGetsMoreTrialsOrFewer() {
    progress.sweepStarted(8, 0, 1);
    progress.sweepGrew(10);
    progress.sweepGrew(6);

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "2026-01-02 03:04:05  10 trials now: an undecided cell gets more seeds",
            "2026-01-02 03:04:05  6 trials now: no settings of a side could be confirmed");
  }

  @Test
  void trialsThatAreAddedMayHaveEndedBefore() {
    progress.sweepStarted(8, 3, 1);
    progress.moreEndedBefore(4);
    progress.trialEnded(trial(0), ToySweep.completed(0.5));

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "2026-01-02 03:04:05  4 more done before",
            "2026-01-02 03:04:05  ended toy-echo qkv length=16 seed=0 completed, test-accuracy"
                + " 0.5000, 0.0 s [8/8]");
  }

  @Test
  void thereIsAtMostOneProgressLineInHalfAMinute() {
    progress.sweepStarted(8, 0, 1);
    progress.trialStarted(trial(0), 1, "here");
    for (int second = 0; second < 120; second++) {
      progress.trialProgressed(trial(0), new TrialProgress(1, 2, second, 240, 1, 0));
      progress.timeLeftEstimated(Duration.ofSeconds(200 - second));
      wait(1);
    }

    assertThat(out.toString().lines().filter(line -> line.contains("0/8 done")))
        .containsExactly(
            "2026-01-02 03:04:05  0/8 done, 1 running; toy-echo qkv length=16 seed=0: epoch 1/2,"
                + " 0 %, loss 1.0000",
            "2026-01-02 03:04:35  0/8 done, 1 running, about 3 min left; toy-echo qkv"
                + " length=16 seed=0: epoch 1/2, 12 %, loss 1.0000",
            "2026-01-02 03:05:05  0/8 done, 1 running, about 2 min left; toy-echo qkv"
                + " length=16 seed=0: epoch 1/2, 25 %, loss 1.0000",
            "2026-01-02 03:05:35  0/8 done, 1 running, about 2 min left; toy-echo qkv"
                + " length=16 seed=0: epoch 1/2, 37 %, loss 1.0000");
  }

  @Test
  void aClockThatIsSetBackChangesNothingButTheTimeInFront() {
    progress.sweepStarted(8, 0, 1);
    progress.trialStarted(trial(0), 1, "here");
    for (int second = 0; second < 60; second++) {
      progress.trialProgressed(trial(0), new TrialProgress(1, 2, second, 240, 1, 0));
      progress.timeLeftEstimated(Duration.ofSeconds(200 - second));
      wait(second == 10 ? -3600 : 1);
    }
    progress.trialEnded(trial(0), ToySweep.completed(0.5));

    assertThat(out.toString().lines().skip(2))
        .containsExactly(
            "2026-01-02 03:04:05  0/8 done, 1 running; toy-echo qkv length=16 seed=0: epoch 1/2,"
                + " 0 %, loss 1.0000",
            "2026-01-02 02:04:35  0/8 done, 1 running, about 3 min left; toy-echo qkv"
                + " length=16 seed=0: epoch 1/2, 12 %, loss 1.0000",
            "2026-01-02 02:05:04  ended toy-echo qkv length=16 seed=0 completed, test-accuracy"
                + " 0.5000, 59 s [1/8]");
  }

  private void wait(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }
}
