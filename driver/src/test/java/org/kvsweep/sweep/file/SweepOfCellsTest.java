package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kvsweep.sweep.file.SweepFileTest.ids;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/** Each text is read again and has to train just the given cells. */
class SweepOfCellsTest {
  private static final String SWEEP =
      """
      name: many
      task: {name: [reverse, swap], length: [16, 64]}
      model: {attention: [qkv, kv, kv-pos], depth: [1, 2, 4]}
      training: {steps: 500, learning-rate: [0.001, 0.003]}
      seeds: [3, 4]
      keep: best
      checkpoints: none
      resources: {cpus: 2}
      """;

  private static SweepSpec parse(String text) {
    return SweepFile.parse(text, "many.yaml", TaskCatalog.load());
  }

  private static List<TrialSpec> trials(String sweep, Predicate<TrialSpec> meant) {
    return parse(sweep).trials().stream().map(PlannedTrial::spec).filter(meant).toList();
  }

  private static String text(List<TrialSpec> trials) {
    return SweepOfCells.text(
        "few", "what for", trials, ComparedKey.attentionOf(trials), SWEEP, TaskCatalog.load());
  }

  private static void trainsJust(List<TrialSpec> trials, String text) {
    assertThat(ids(parse(text)))
        .containsExactlyInAnyOrderElementsOf(trials.stream().map(TrialId::of).toList());
  }

  private static boolean cell(TrialSpec spec, String task, int length, int depth, double rate) {
    return spec.taskName().equals(task)
        && spec.task().integer("length") == length
        && spec.model().integer("depth") == depth
        && spec.training().number("learning-rate") == rate;
  }

  @Test
  void aSingleSeedThatIsNotTheFirstIsAList() {
    List<TrialSpec> trials =
        trials(SWEEP, spec -> spec.seed() == 3 && cell(spec, "swap", 64, 4, 0.003));

    String text = text(trials);

    assertThat(text).contains("seeds: [3]\n");
    trainsJust(trials, text);
  }

  @Test
  void oneCellHasNoListsAndNoDefaults() {
    List<TrialSpec> trials =
        trials(
            SWEEP,
            spec ->
                cell(spec, "swap", 64, 4, 0.003)
                    && ModelKeys.attentionOf(spec).label().equals("kv-pos"));

    String text = text(trials);

    assertThat(text)
        .isEqualTo(
            """
            name: few
            description: "what for"
            task:
              name: swap
              length: 64
            model:
              attention: kv-pos
              depth: 4
            training:
              learning-rate: 0.003
              steps: 500
            seeds: [3, 4]
            keep: best
            checkpoints: none
            resources:
              cpus: 2
            """);
    trainsJust(trials, text);
    assertThat(parse(text).keep()).isEqualTo(Keep.BEST);
  }

  @Test
  void sidesThatDifferAreSetApartByExclusions() {
    List<TrialSpec> trials =
        trials(
            SWEEP,
            spec ->
                switch (ModelKeys.attentionOf(spec)) {
                  case QKV -> cell(spec, "reverse", 16, 1, 0.001);
                  case KV ->
                      cell(spec, "reverse", 16, 4, 0.003) || cell(spec, "swap", 64, 4, 0.001);
                  case KV_POS -> cell(spec, "swap", 64, 2, 0.003);
                });

    trainsJust(trials, text(trials));
  }

  @Test
  void aSideMayHaveACellAtEachLength() {
    List<TrialSpec> trials =
        trials(
            SWEEP,
            spec ->
                switch (ModelKeys.attentionOf(spec)) {
                  case QKV ->
                      cell(spec, "reverse", 16, 1, 0.001) || cell(spec, "reverse", 64, 1, 0.003);
                  case KV ->
                      cell(spec, "reverse", 16, 1, 0.001) || cell(spec, "reverse", 64, 4, 0.003);
                  case KV_POS -> cell(spec, "reverse", 64, 2, 0.003);
                });

    String text = text(trials);

    trainsJust(trials, text);
    ComparedKey compared = parse(text).compared().orElseThrow();
    assertThat(compared.following())
        .containsExactly(SettingPath.of("model.depth"), SettingPath.of("training.learning-rate"));
    assertThat(
            trials.stream()
                .filter(spec -> spec.seed() == 3)
                .collect(Collectors.groupingBy(compared::cell))
                .values())
        .extracting(List::size)
        .containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void sidesThatShareNoTaskAreRefused() {
    List<TrialSpec> trials =
        trials(
            SWEEP,
            spec ->
                switch (ModelKeys.attentionOf(spec)) {
                  case QKV -> cell(spec, "reverse", 16, 1, 0.001);
                  case KV -> cell(spec, "reverse", 64, 1, 0.001);
                  case KV_POS -> false;
                });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> text(trials))
        .withMessage("Cannot write a sweep file of 2 cells: no two sides are in the same task");
  }

  @Test
  void tasksWithOtherKeysHaveASweepTogether() {
    String two =
        """
        name: two
        task: {name: [reverse, characters], file: a.txt, context: [16, 32]}
        model: {attention: [qkv, kv], depth: [1, 2]}
        training: {epochs: 1, learning-rate: [1e-7, 1]}
        """;
    List<TrialSpec> trials =
        trials(
            two,
            spec ->
                spec.taskName().equals("reverse")
                    ? spec.model().integer("depth") == 1
                        && spec.training().number("learning-rate") == 1
                    : spec.model().integer("depth") == 2
                        && spec.task().integer("context") == 32
                        && spec.training().number("learning-rate") < 1);

    trainsJust(trials, text(trials));
  }

  @Test
  void everyTaskAndOptionalKeyIsReadAgain() {
    for (String name : TaskCatalog.load().names()) {
      String sweep = "name: x\ntask: {name: %s}\n".formatted(name);
      try {
        List<TrialSpec> trials = trials(sweep, spec -> true);
        trainsJust(trials, text(trials));
      } catch (SweepFileException needsKeys) {
        assertThat(needsKeys).hasMessageContaining("missing");
      }
    }
  }

  @Test
  void sidesOfAnotherKeyKeepTheirSettingsAndTheirBaseline() {
    String precisions =
        """
        name: two
        task: {name: reverse}
        training: {precision: [float, bfloat16], learning-rate: [1e-3, 3e-3]}
        seeds: 2
        compare: {key: training.precision, baseline: bfloat16}
        """;
    Optional<ComparedKey> compared = parse(precisions).compared();
    List<TrialSpec> trials =
        trials(
            precisions,
            spec ->
                compared.orElseThrow().side(spec).equals("float")
                    == (spec.training().number("learning-rate") < 2e-3));

    String text =
        SweepOfCells.text("best", "what for", trials, compared, precisions, TaskCatalog.load());

    trainsJust(trials, text);
    assertThat(parse(text).compared().orElseThrow())
        .satisfies(key -> assertThat(key.path()).hasToString("training.precision"))
        .satisfies(key -> assertThat(key.baseline()).isEqualTo("bfloat16"))
        .satisfies(
            key ->
                assertThat(key.following())
                    .containsExactly(SettingPath.of("training.learning-rate")));
  }

  @Test
  void cellsWithoutAttentionAndWithKeysThatHaveNoDefaultAreReadAgain() {
    String gallery =
        """
        name: table
        task: {name: table, file: a.csv, target: b}
        model: {width: [4, 8]}
        """;
    List<TrialSpec> trials = trials(gallery, spec -> spec.model().integer("width") == 8);

    trainsJust(
        trials,
        SweepOfCells.text(
            "best", "what for", trials, Optional.empty(), gallery, TaskCatalog.load()));
  }

  @Test
  void anyCellsOfAGridHaveASweep() {
    List<TrialSpec> trials =
        trials(
            SWEEP,
            spec ->
                ModelKeys.attentionOf(spec).label().equals("kv")
                    && (cell(spec, "reverse", 16, 1, 0.001)
                        || cell(spec, "reverse", 16, 4, 0.003)
                        || cell(spec, "swap", 64, 4, 0.003)));

    trainsJust(trials, text(trials));
  }

  @Test
  void whatNoSweepSaysIsRefused() {
    List<TrialSpec> all = trials(SWEEP, spec -> cell(spec, "swap", 64, 4, 0.003));
    List<TrialSpec> trials = List.of(all.get(0), withWidth(all.get(0), 63));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> text(trials))
        .withMessageStartingWith("Cannot write a sweep file of 2 cells: no file says just these");
  }

  private static TrialSpec withWidth(TrialSpec spec, long width) {
    Map<String, Object> model = new HashMap<>(spec.model().values());
    model.put("width", width);
    return new TrialSpec(spec.task(), new Settings(model), spec.training(), spec.seed());
  }
}
