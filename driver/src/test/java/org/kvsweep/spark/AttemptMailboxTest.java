package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialId;

class AttemptMailboxTest {

  @Test
  void anAttemptMayPassTheRungsThatAreDecidedAndNoOther() {
    AttemptMailbox mailbox =
        new AttemptMailbox(new LinkedBlockingQueue<>(), (ended, report) -> Optional.empty());
    AttemptId id = new AttemptId(new TrialId("0123456789abcdef"), 1);
    TrialMessage.AtRung first = new TrialMessage.AtRung("0123456789abcdef", 1, 30);
    TrialMessage.AtRung second = new TrialMessage.AtRung("0123456789abcdef", 1, 60);
    assertThat(mailbox.atRung(first))
        .as("of an attempt that was given up")
        .isEqualTo(DriverAnswer.STOP);

    mailbox.open(id, 1);
    assertThat(mailbox.atRung(first)).isEqualTo(DriverAnswer.NOT_YET);
    mailbox.letPass(id, 30);
    assertThat(mailbox.atRung(first)).isEqualTo(DriverAnswer.GO_ON);
    assertThat(mailbox.atRung(second)).isEqualTo(DriverAnswer.NOT_YET);
    mailbox.tellToStop(id);
    assertThat(mailbox.atRung(second)).isEqualTo(DriverAnswer.STOP);
  }
}
