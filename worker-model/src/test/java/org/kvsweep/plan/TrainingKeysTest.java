package org.kvsweep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.kernel.Precision;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Settings;

class TrainingKeysTest {
  private static final TrainingPlan BY_STEPS =
      new TrainingPlan(
          Budget.steps(10_000),
          64,
          Optimizer.adamW(5e-4),
          new Schedule.MultiStep(7, List.of(3, 9), 0.5),
          2,
          200,
          KeepBest.LOSS);

  private static Settings complete(Map<String, ?> given) {
    return TrainingKeys.schema(BY_STEPS).complete(given);
  }

  @Test
  void whatIsNotGivenIsTheTasksDefault() {
    assertThat(TrainingKeys.plan(complete(Map.of()))).isEqualTo(BY_STEPS);
  }

  @Test
  void aBudgetInEpochsTakesThePlaceOfADefaultInSteps() {
    Settings training = complete(Map.of("epochs", 3));
    assertThat(TrainingKeys.plan(training).budget()).isEqualTo(Budget.epochs(3));
    assertThat(TrainingKeys.conflicts(training, 64)).isEmpty();
  }

  @Test
  void productsReadFloatsUnlessToldOtherwiseAndTrialsInFloatAreWhatTheyWere() {
    Settings bfloat16 = complete(Map.of("precision", "bfloat16"));

    assertThat(TrainingKeys.precision(bfloat16)).isEqualTo(Precision.BFLOAT16);
    assertThat(TrainingKeys.precision(complete(Map.of()))).isEqualTo(Precision.FLOAT);
    assertThat(complete(Map.of("precision", "float"))).isEqualTo(complete(Map.of()));
    assertThat(complete(Map.of()).values()).doesNotContainKey("precision");
  }

  @Test
  void twoBudgetsAreAConflict() {
    assertThat(TrainingKeys.conflicts(complete(Map.of("epochs", 3, "steps", 5)), 64))
        .containsExactly(
            new Conflict(
                "training",
                "steps",
                "the budget is in epochs or in steps, not both: got 3 epochs and 5 steps"));
  }

  @Test
  void noBudgetIsAConflict() {
    assertThat(TrainingKeys.conflicts(complete(Map.of("epochs", 0)), 64))
        .extracting(Conflict::key)
        .containsExactly("steps");
  }

  @Test
  void aBudgetInTimeTakesThePlaceOfTheOthers() {
    Settings training = complete(Map.of("seconds", 90));
    assertThat(TrainingKeys.plan(training).budget()).isEqualTo(Budget.seconds(90));
    assertThat(TrainingKeys.conflicts(training, 64)).isEmpty();
    assertThat(complete(Map.of()).values()).doesNotContainKey("seconds");
    assertThat(TrainingKeys.conflicts(complete(Map.of("seconds", 90, "epochs", 2)), 64))
        .containsExactly(
            new Conflict(
                "training",
                "seconds",
                "the budget is in seconds or in something else, not both: got 90.0 seconds, 2 epochs"
                    + " and 0 steps"));
  }

  @Test
  void aBudgetInTimeEndsWhenItIsUsedAndGoesOnAtThePaceUntilThen() {
    Budget budget = Budget.seconds(10);
    TrainingLength length = budget.length(7);
    assertThat(budget.length(length, 4, 2)).isEqualTo(new TrainingLength(20, 7));
    assertThat(budget.length(length, 30, 9.999)).isEqualTo(new TrainingLength(31, 7));
    assertThat(budget.length(length, 30, 10)).isEqualTo(new TrainingLength(30, 7));
    TrainingLength fixed = Budget.steps(5).length(7);
    assertThat(Budget.steps(5).length(fixed, 4, 2)).isEqualTo(fixed);
  }

  @Test
  void aBatchLargerThanTheDataIsAConflict() {
    assertThat(TrainingKeys.conflicts(complete(Map.of()), 63))
        .extracting(Conflict::message)
        .containsExactly("a batch of 64 is more than the 63 training examples");
  }

  @Test
  void milestonesAreAscendingEpochs() {
    for (String text : List.of("20", "20 30", "20, 30", " 1,2 ,3 ", "")) {
      assertThat(TrainingKeys.conflicts(complete(Map.of("milestones", text)), 64)).isEmpty();
    }
    for (String text : List.of("30 20", "5 5", "0", "ten", "1.5", "-1", "9999999999")) {
      assertThat(TrainingKeys.conflicts(complete(Map.of("milestones", text)), 64))
          .extracting(Conflict::message)
          .containsExactly("expected ascending whole epochs from 1, such as 20 30, got " + text);
    }
  }

  @Test
  void oneMilestoneMayBeWrittenAsANumber() {
    TrainingPlan plan = TrainingKeys.plan(complete(Map.of("milestones", 20)));
    assertThat(plan.schedule()).isEqualTo(new Schedule.MultiStep(7, List.of(20), 0.5));
  }

  @Test
  void aDecayOfOneIsAConflict() {
    assertThat(TrainingKeys.conflicts(complete(Map.of("beta2", 1.0)), 64))
        .extracting(Conflict::key)
        .containsExactly("beta2");
  }

  @Test
  void everyScheduleCanBeNamed() {
    for (Schedule.Word word : Schedule.Word.values()) {
      TrainingPlan plan = TrainingKeys.plan(complete(Map.of("schedule", word.label())));
      assertThat(plan.schedule().word()).isEqualTo(word);
      assertThat(plan.schedule().warmupSteps()).isEqualTo(7);
    }
  }
}
