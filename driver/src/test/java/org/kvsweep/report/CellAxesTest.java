package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

class CellAxesTest {
  private static TrialSpec spec(Map<String, Object> task, Map<String, Object> training) {
    return new TrialSpec(
        new Settings(task), new Settings(Map.of("attention", "kv")), new Settings(training), 3);
  }

  private static final TrialSpec SHORT =
      spec(Map.of("name", "reverse", "length", 16L), Map.of("learning-rate", 1e-3));
  private static final TrialSpec LONG =
      spec(Map.of("name", "reverse", "length", 64L), Map.of("learning-rate", 1e-4));

  @Test
  void areTheKeysThatVaryInTheOrderAskedFor() {
    assertThat(CellAxes.of(List.of(SHORT, LONG), List.of()).paths("reverse"))
        .containsExactly("task.length", "training.learning-rate");
    assertThat(
            CellAxes.of(
                    List.of(SHORT, LONG),
                    List.of("training.learning-rate", "model.attention", "model.unknown"))
                .paths("reverse"))
        .containsExactly("training.learning-rate", "task.length");
  }

  @Test
  void leaveOutWhatVariesOnlyBetweenTasks() {
    TrialSpec other = spec(Map.of("name", "mnist", "patch", 7L), Map.of("learning-rate", 1e-3));

    CellAxes axes = CellAxes.of(List.of(SHORT, other), List.of());

    assertThat(axes.paths("reverse")).isEmpty();
    assertThat(axes.paths("mnist")).isEmpty();
    assertThat(axes.paths("unknown")).isEmpty();
  }

  @Test
  void haveAKeyThatOnlySomeTrialsCarry() {
    TrialSpec more =
        spec(Map.of("name", "reverse", "length", 16L, "noise", 0.5), Map.of("learning-rate", 1e-3));

    CellAxes axes = CellAxes.of(List.of(SHORT, more), List.of());

    assertThat(axes.paths("reverse")).containsExactly("task.noise");
    assertThat(axes.values(SHORT)).isEmpty();
    assertThat(axes.values(more)).isEqualTo(Map.of("task.noise", "0.5"));
  }

  @Test
  void labelCellsAsPeopleWould() {
    CellAxes axes = CellAxes.of(List.of(SHORT, LONG), List.of());

    assertThat(CellAxes.label(axes.values(LONG))).isEqualTo("length 64, learning-rate 0.0001");
  }

  @Test
  void putTrialsIntoOneCellThatDifferInAttentionAndSeedOnly() {
    assertThat(CellAxes.cell(SHORT))
        .isEqualTo(CellAxes.cell(CellAxes.with(SHORT.withSeed(9), AttentionVariant.QKV)))
        .isNotEqualTo(CellAxes.cell(LONG));
  }

  @Test
  void alwaysSayHowMuchOfTheDataIsLeftOut() {
    TrialSpec part =
        spec(Map.of("name", "mnist", "limit-train", 1000L, "limit-test", 0L), Map.of());

    assertThat(CellAxes.of(List.of(part), List.of()).values(part))
        .isEqualTo(Map.of("task.limit-train", "1000"));
    assertThat(CellAxes.values(part, List.of())).isEqualTo(Map.of("task.limit-train", "1000"));
  }
}
