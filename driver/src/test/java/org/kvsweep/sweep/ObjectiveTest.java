package org.kvsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  @Test
  void unseenDataArePreferredAndTheGoalToTheLoss() {
    assertThat(Objective.preferredOf(List.of("validation-accuracy", "test-loss", "test-accuracy")))
        .contains(new Objective("test-accuracy"));
    assertThat(Objective.preferredOf(List.of("validation-accuracy", "test-loss")))
        .contains(new Objective("test-loss"));
    assertThat(Objective.preferredOf(List.of("train-loss", "validation-loss")))
        .contains(new Objective("validation-loss"));
    assertThat(Objective.preferredOf(List.of("train-loss", "train-accuracy")))
        .contains(new Objective("train-accuracy"));
  }

  @Test
  void ofMetricsThatAreNotKnownTheFirstByNameIsPreferred() {
    assertThat(Objective.preferredOf(List.of("zeal", "courage")))
        .contains(new Objective("courage"));
    assertThat(Objective.preferredOf(List.of())).isEmpty();
  }
}
