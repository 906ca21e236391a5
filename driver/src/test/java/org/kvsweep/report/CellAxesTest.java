package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
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

  private static CellAxes axes(TrialSpec... trials) {
    return CellAxes.of(List.of(trials), List.of(), ComparedKey.attentionOf(List.of(trials)));
  }

  @Test
  void areTheKeysThatVaryInTheOrderAskedFor() {
    assertThat(axes(SHORT, LONG).paths("reverse"))
        .containsExactly("task.length", "training.learning-rate");
    assertThat(
            CellAxes.of(
                    List.of(SHORT, LONG),
                    List.of("training.learning-rate", "model.attention", "model.unknown"),
                    ComparedKey.attentionOf(List.of(SHORT, LONG)))
                .paths("reverse"))
        .containsExactly("training.learning-rate", "task.length");
  }

  @Test
  void leaveOutWhatVariesOnlyBetweenTasks() {
    TrialSpec other = spec(Map.of("name", "mnist", "patch", 7L), Map.of("learning-rate", 1e-3));

    CellAxes axes = axes(SHORT, other);

    assertThat(axes.paths("reverse")).isEmpty();
    assertThat(axes.paths("mnist")).isEmpty();
    assertThat(axes.paths("unknown")).isEmpty();
  }

  @Test
  void haveAKeyThatOnlySomeTrialsCarry() {
    TrialSpec more =
        spec(Map.of("name", "reverse", "length", 16L, "noise", 0.5), Map.of("learning-rate", 1e-3));

    CellAxes axes = axes(SHORT, more);

    assertThat(axes.paths("reverse")).containsExactly("task.noise");
    assertThat(axes.values(SHORT)).isEmpty();
    assertThat(axes.values(more)).isEqualTo(Map.of("task.noise", "0.5"));
  }

  @Test
  void labelCellsAsPeopleWould() {
    CellAxes axes = axes(SHORT, LONG);

    assertThat(CellAxes.label(axes.values(LONG))).isEqualTo("length 64, learning-rate 0.0001");
  }

  @Test
  void leaveOutWhatIsComparedAndWhatFollowsIt() {
    ComparedKey length =
        new ComparedKey(
            SettingPath.of("task.length"),
            List.of("16", "64"),
            "16",
            Map.of(),
            Set.of(SettingPath.of("training.learning-rate")));
    CellAxes axes = CellAxes.of(List.of(SHORT, LONG), List.of(), Optional.of(length));

    assertThat(axes.paths("reverse")).isEmpty();
    assertThat(axes.fixed(SHORT)).containsExactly(Map.entry("model.attention", "kv"));
    assertThat(length.cell(SHORT)).isEqualTo(length.cell(LONG.withSeed(9)));
  }

  @Test
  void alwaysSayHowMuchOfTheDataIsLeftOut() {
    TrialSpec part =
        spec(Map.of("name", "mnist", "limit-train", 1000L, "limit-test", 0L), Map.of());

    assertThat(axes(part).values(part)).isEqualTo(Map.of("task.limit-train", "1000"));
    assertThat(axes(part).values(part, List.of())).isEqualTo(Map.of("task.limit-train", "1000"));
  }
}
