package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.parse;
import static org.kvsweep.sweep.file.SweepFileTest.problems;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;

/** A key that a schedule does not read would train the same trial under several ids. */
class KeysWithoutEffectTest {
  private static final String REVERSE =
      "name: moved\ntask: {name: reverse, length: 8}\nmodel: {width: 16, depth: 1, heads: 2}\n";

  private static final String BETA1 =
      "training.beta1: one-cycle takes none: kvsweep's layers move beta1 from 0.95 to 0.85 and back by"
          + " themselves, Deeplearning4j's keep the default; leave it out, or give it to other"
          + " schedules only, by when";

  private static String ofMultiStep(String key) {
    return "training.%s: only multi-step reads it; leave it out, or give it to that schedule only, by when"
        .formatted(key);
  }

  private static List<TrialId> ids(String text) {
    return parse(text).trials().stream().map(PlannedTrial::id).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule: one-cycle, beta1: 0.85 | seeds: 2",
        "schedule: one-cycle, beta1: [0.85, 0.95] | seeds: 2",
        "schedule: [constant, one-cycle], beta1: [0.9, 0.95] | seeds: 2",
        "schedule: [cosine, one-cycle], beta1: [0.8, 0.85] | compare: training.beta1",
        "schedule: one-cycle, beta1: {from: 0.8, to: 0.95}"
            + " | search: {method: random, samples: 9}",
        "schedule: [cosine, one-cycle], beta1: {from: 0.8, to: 0.95}"
            + " | search: {method: sobol, samples: 9}"
      })
  void oneCycleTakesNoBeta1(String training, String more) {
    assertThat(problems(REVERSE + "training: {%s}\n%s\n".formatted(training, more)))
        .containsExactly("x.yaml:4: " + BETA1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule: one-cycle, beta1: {from: 0.8, to: 0.95}",
        "schedule: [constant, one-cycle], beta1: {from: 0.8, to: 0.95}",
        "schedule: one-cycle, beta1: [0.8, 0.9, 0.95], learning-rate: {from: 1e-3, to: 1e-2}"
      })
  void tuningLeavesNoScheduleOutInSilence(String training) {
    for (String method : List.of("tpe", "sobol", "random")) {
      String tune = "tune: {method: %s, samples: 12}\nconfirm: {seeds: 3}\n".formatted(method);

      assertThat(problems(REVERSE + "training: {" + training + "}\n" + tune))
          .containsExactly("x.yaml:4: " + BETA1);
    }
  }

  @Test
  void tuningGivesBeta1ToOtherSchedulesAlone() {
    SweepSpec sweep =
        parse(
            REVERSE
                + """
                training: {schedule: [constant, one-cycle], beta1: {from: 0.8, to: 0.95}}
                when: {training.beta1: {training.schedule: constant}}
                tune: {method: sobol, samples: 12}
                """);

    assertThat(sweep.trials())
        .extracting(trial -> trial.spec().training().word("schedule"))
        .contains("constant", "one-cycle");
  }

  @Test
  void theDefaultOfTheTaskStaysAndSoDoTheIds() {
    String oneCycle = "training: {schedule: one-cycle}\n";

    assertThat(ids(REVERSE + "training: {schedule: one-cycle, beta1: 0.9}\n"))
        .isEqualTo(ids(REVERSE + oneCycle));
    String numbers = "name: moved\ntask: {name: numbers}\nmodel: {width: 16, heads: 2}\n";
    assertThat(ids(numbers + "training: {beta1: 0.95}\n")).isEqualTo(ids(numbers));
    assertThat(problems(numbers + "training: {beta1: 0.9}\n"))
        .containsExactly("x.yaml:4: " + BETA1);
    assertThat(ids(numbers + "training: {schedule: constant, beta1: 0.9}\n")).hasSize(1);
  }

  @Test
  void beta1CanBeGivenToOtherSchedulesAlone() {
    SweepSpec sweep =
        parse(
            REVERSE
                + """
                training: {schedule: [constant, one-cycle], beta1: [0.8, 0.85]}
                when: {training.beta1: {training.schedule: constant}}
                """);

    assertThat(sweep.trials()).hasSize(3);
    assertThat(
            ids(
                REVERSE
                    + """
                    training: {schedule: [constant, one-cycle], beta1: [0.8, 0.85, 0.9]}
                    exclude: [{training.schedule: one-cycle, training.beta1: {to: 0.85}}]
                    """))
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "cosine", "one-cycle", "inverse-square-root"})
  void onlyMultiStepTakesMilestonesAndGamma(String schedule) {
    assertThat(
            problems(
                REVERSE
                    + """
                    training:
                      schedule: %s
                      milestones: 2 3
                      gamma: [0.1, 0.5]
                    """
                        .formatted(schedule)))
        .containsExactly(
            "x.yaml:6: " + ofMultiStep("milestones"), "x.yaml:7: " + ofMultiStep("gamma"));
    assertThat(
            ids(
                REVERSE
                    + """
                    training: {schedule: [multi-step, %s], milestones: 2 3, gamma: 0.5}
                    when:
                      training.milestones: {training.schedule: multi-step}
                      training.gamma: {training.schedule: multi-step}
                    """
                        .formatted(schedule)))
        .hasSize(2);
  }

  /** The default of the task has milestones. */
  @Test
  void anotherScheduleThanTheDefaultNeedsNothingElse() {
    assertThat(
            ids(
                """
                name: images
                task: {name: cifar-10}
                training: {schedule: [cosine, one-cycle], milestones: 100 150}
                """))
        .hasSize(2);
  }

  /** Folders of earlier runs have such files. */
  @Test
  void whatWasTrainedIsRead() {
    String text = REVERSE + "training: {schedule: one-cycle, beta1: [0.85, 0.95], gamma: 0.5}\n";

    assertThat(SweepFile.readSaved(text, "x.yaml", TaskCatalog.load()).trials()).hasSize(2);
  }
}
