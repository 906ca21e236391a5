package org.kvsweep.run.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;

class DriverAnswerTest {

  private static DriverAnswer sent(DriverAnswer answer) {
    return DriverAnswer.of(answer.bytes());
  }

  @Test
  void answersWithoutContentArriveAsTheyWereSent() {
    assertThat(sent(DriverAnswer.GO_ON)).isEqualTo(DriverAnswer.GO_ON);
    assertThat(sent(DriverAnswer.STOP)).isEqualTo(DriverAnswer.STOP);
    assertThat(sent(DriverAnswer.NOT_YET)).isEqualTo(DriverAnswer.NOT_YET);
  }

  @Test
  void whatAMeetingCameToArrivesToTheLastBit() {
    float[] values = {1.5f, -0.0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY};
    for (Wish wish : Wish.values()) {
      State state =
          ((DriverAnswer.Met) sent(new DriverAnswer.Met(new State(7, wish, values)))).state();

      assertThat(state.step()).isEqualTo(7);
      assertThat(state.wish()).isEqualTo(wish);
      assertThat(state.values()).containsExactly(values);
    }
  }

  @Test
  void anOrderArrivesWhole() {
    DriverAnswer answer = sent(new DriverAnswer.Next(new byte[] {3, 0, -1}));

    assertThat(((DriverAnswer.Next) answer).order()).containsExactly(3, 0, -1);
  }
}
