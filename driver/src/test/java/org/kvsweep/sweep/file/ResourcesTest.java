package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.sweep.file.SweepFileTest.ids;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialJson;

class ResourcesTest {
  private static final String PLAIN =
      """
      name: given
      task: {name: reverse}
      model: {attention: [qkv, kv], width: [32, 256]}
      """;

  private static SweepSpec parse(String more) {
    return SweepFile.parse(PLAIN + more, "given.yaml", TaskCatalog.load());
  }

  private static List<String> problems(String more) {
    return SweepFileTest.problems(PLAIN + more, "given.yaml");
  }

  @Test
  void whatAllTrialsGetMakesThemNoOthers() {
    SweepSpec sweep = parse("resources: {cpus: 2, gpus: 0.5, memory: 4g}\n");

    assertThat(sweep.trials())
        .extracting(PlannedTrial::resources)
        .containsOnly(new Resources(2, 0.5, 4096));
    assertThat(ids(sweep)).isEqualTo(ids(parse("")));
    assertThat(sweep.axes()).isEqualTo(parse("").axes());
  }

  @Test
  void aRuleGivesThemToSomeWithoutMakingThemOthers() {
    SweepSpec sweep =
        parse(
            """
            resources: {memory: 1500m}
            when: {resources.memory: {model.width: 256}}
            """);

    assertThat(sweep.trials())
        .allSatisfy(
            trial ->
                assertThat(trial.resources().memoryMegabytes())
                    .isEqualTo(trial.spec().model().integer("width") == 256 ? 1500 : 0));
    assertThat(ids(sweep)).isEqualTo(ids(parse("")));
  }

  @Test
  void aListIsAnAxisWhoseTrialsAreToldApart() {
    SweepSpec sweep = parse("resources: {cpus: [1, 2], memory: 1t}\n");

    assertThat(sweep.axes()).contains(new Axis(SettingPath.of("resources.cpus"), List.of(1L, 2L)));
    assertThat(ids(sweep)).hasSize(8).doesNotContainAnyElementsOf(ids(parse("")));
    for (PlannedTrial trial : sweep.trials()) {
      assertThat(trial.resources().cpus()).isEqualTo(trial.spec().resources().integer("cpus"));
      assertThat(trial.spec().resources().values()).containsOnlyKeys("cpus");
      assertThat(TrialJson.readSpec(TrialJson.canonical(trial.spec()))).isEqualTo(trial.spec());
      assertThat(new TrialLabel(sweep).of(trial.spec()))
          .contains(" cpus=" + trial.resources().cpus());
    }
  }

  @Test
  void whatNobodyCanGiveIsReported() {
    assertThat(problems("resources: {cpus: 0, gpus: 0.7, memory: 4 GB}\n"))
        .containsExactly(
            "given.yaml:4: resources.cpus: expected a whole number from 1 to 4096, got 0");
    assertThat(problems("resources: {gpus: 0.7, memory: 4 GB}\n"))
        .containsExactly(
            "given.yaml:4: resources.gpus: Spark gives whole GPUs or a share of at most 0.5 of one,"
                + " got 0.7",
            "given.yaml:4: resources.memory: expected a size such as 500m, 4g or 1t, got 4 GB");
    assertThat(problems("resources: {cpu: 2}\n"))
        .containsExactly("given.yaml:4: resources.cpu: unknown key, did you mean cpus?");
  }
}
