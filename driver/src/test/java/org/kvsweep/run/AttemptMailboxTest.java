package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

class AttemptMailboxTest {
  private static final String TRIAL = "0123456789abcdef";
  private static final AttemptId ID = new AttemptId(new TrialId(TRIAL), 1);
  private static final byte[] ORDER = {7};

  private final BlockingQueue<SweepEvent> events = new LinkedBlockingQueue<>();
  private final AttemptMailbox mailbox =
      new AttemptMailbox(events, (ended, report) -> Optional.of(ORDER));

  private static TrialProgress progress(int step) {
    return new TrialProgress(1, 1, step, 10_000, 0.5, 10);
  }

  private DriverAnswer report(int step) {
    return mailbox.receive(new TrialMessage.Progressed(TRIAL, 1, progress(step)));
  }

  @Test
  void anAttemptMayPassTheRungsThatAreDecidedAndNoOther() {
    TrialMessage.AtRung first = new TrialMessage.AtRung(TRIAL, 1, 30);
    TrialMessage.AtRung second = new TrialMessage.AtRung(TRIAL, 1, 60);
    assertThat(mailbox.receive(first))
        .as("of an attempt that was given up")
        .isEqualTo(DriverAnswer.STOP);

    mailbox.open(ID, 1);
    assertThat(mailbox.receive(first)).isEqualTo(DriverAnswer.NOT_YET);
    mailbox.letPass(ID, 30);
    assertThat(mailbox.receive(first)).isEqualTo(DriverAnswer.GO_ON);
    assertThat(mailbox.receive(second)).isEqualTo(DriverAnswer.NOT_YET);
    mailbox.tellToStop(ID);
    assertThat(mailbox.receive(second)).isEqualTo(DriverAnswer.STOP);
  }

  @Test
  void itKeepsTheNewestReportOfAnAttemptAndNoMore() {
    mailbox.open(ID, 1);

    for (int step = 0; step < 10_000; step++) {
      assertThat(report(step)).isEqualTo(DriverAnswer.GO_ON);
    }

    assertThat(events).containsExactly(new SweepEvent.Progressed(ID));
    assertThat(mailbox.take(ID)).contains(progress(9_999));
    assertThat(mailbox.take(ID)).as("a second time").isEmpty();
    mailbox.tellToStop(ID);
    assertThat(report(1)).isEqualTo(DriverAnswer.STOP);
  }

  @Test
  void theTaskOfAnEndedAttemptGetsTheNextOrderUnlessTheAttemptWasGivenUp() {
    TrialMessage.HandedIn handed = new TrialMessage.HandedIn(TRIAL, 1, new byte[] {1});

    mailbox.open(ID, 1);
    assertThat(mailbox.receive(handed)).isEqualTo(new DriverAnswer.Next(ORDER));
    mailbox.tellToStop(ID);
    assertThat(mailbox.receive(handed)).isEqualTo(DriverAnswer.STOP);
    mailbox.close(ID);
    assertThat(mailbox.receive(handed)).isEqualTo(DriverAnswer.STOP);
  }

  @Test
  void aCrashIsTheEndOfTheAttemptUnlessThatWasGivenUp() {
    Place place = new Place("1", "host");
    TrialMessage.Crashed crashed = new TrialMessage.Crashed(TRIAL, 1, place, "why", "details");

    assertThat(mailbox.receive(crashed)).isEqualTo(DriverAnswer.STOP);
    assertThat(events).isEmpty();

    mailbox.open(ID, 1);
    assertThat(mailbox.receive(crashed)).isEqualTo(DriverAnswer.STOP);
    assertThat(events)
        .containsExactly(
            new SweepEvent.Unreported(
                ID,
                new TrialOutcome.Failed(
                    TrialRun.none(), FailureKind.NATIVE_CRASH, "why", "details"),
                Optional.of(place)));
  }

  @Test
  void workersMeetAtTheAverageUntilOneFails() {
    TrialMessage.Waits waits = new TrialMessage.Waits(TRIAL, 1, 0);
    mailbox.open(ID, 2);

    assertThat(mailbox.receive(came(0, 1, 4))).isEqualTo(DriverAnswer.NOT_YET);
    assertThat(mailbox.receive(waits)).isEqualTo(DriverAnswer.NOT_YET);
    assertThat(mailbox.receive(came(1, 3, 8)))
        .isInstanceOfSatisfying(
            DriverAnswer.Met.class,
            met -> assertThat(met.state().values()).containsExactly(2f, 6f));
    assertThat(mailbox.receive(waits)).isInstanceOf(DriverAnswer.Met.class);

    assertThat(mailbox.receive(new TrialMessage.Failed(TRIAL, 1))).isEqualTo(DriverAnswer.STOP);
    assertThat(mailbox.receive(waits)).isEqualTo(DriverAnswer.STOP);
  }

  private static TrialMessage.Came came(int rank, float... values) {
    return new TrialMessage.Came(TRIAL, 1, rank, 0, 5, "CONTINUE", values);
  }
}
