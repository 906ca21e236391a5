package org.kvsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

class SettingPathTest {
  private static final TrialSpec TRIAL =
      new TrialSpec(
          new Settings(Map.of("name", "reverse")),
          new Settings(Map.of("depth", 2L)),
          new Settings(Map.of("steps", 100L, "engine", "libtorch")),
          new Settings(Map.of("cpus", 3L)),
          7);

  @Test
  void theTextOfAPathIsReadAgainAsThatPath() {
    assertThat(SettingPath.of("training.learning-rate"))
        .isEqualTo(new SettingPath(Section.TRAINING, "learning-rate"))
        .hasToString("training.learning-rate");
    assertThat(SettingPath.of("model.a.b")).isEqualTo(new SettingPath(Section.MODEL, "a.b"));
  }

  @Test
  void aTextWithoutASectionIsNoPath() {
    for (String text : List.of("seed", "depth.model", ".depth", "", "Model.depth")) {
      assertThat(SettingPath.find(text)).as(text).isEmpty();
    }
    assertThatThrownBy(() -> SettingPath.of("seed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot name a setting: expected a key of a section, such as model.depth, got seed");
  }

  @Test
  void pathsAreSortedByTheirText() {
    assertThat(
            new TreeSet<>(
                List.of(
                    SettingPath.of("training.steps"),
                    SettingPath.of("task.name"),
                    SettingPath.of("model.width"),
                    SettingPath.of("model.depth"))))
        .extracting(SettingPath::toString)
        .containsExactly("model.depth", "model.width", "task.name", "training.steps");
  }

  @Test
  void allSettingsOfATrialHaveTheirPathsSectionBySection() {
    assertThat(SettingPath.settings(TRIAL))
        .containsExactly(
            entry("task.name", "reverse"),
            entry("model.depth", 2L),
            entry("training.engine", "libtorch"),
            entry("training.steps", 100L),
            entry("resources.cpus", 3L));
  }

  @Test
  void aTrialWithoutASettingKeepsAllOthers() {
    SettingPath engine = SettingPath.of("training.engine");

    TrialSpec without = engine.without(TRIAL);

    assertThat(engine.value(TRIAL)).contains("libtorch");
    assertThat(engine.value(without)).isEmpty();
    assertThat(Section.TRAINING.with(without, TRIAL.training())).isEqualTo(TRIAL);
    assertThat(engine.without(without)).isSameAs(without);
  }
}
