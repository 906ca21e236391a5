package org.kvsweep.report.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Metric;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;

class TableRequestTest {
  private static final TaskCatalog TASKS = TaskCatalog.load();

  private static TableRequest filter(String... filters) {
    return new TableRequest(
        List.of(filters), List.of(), false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static int trials(String... filters) {
    return filter(filters).filtered(SampleSweep.varied(), TASKS).trials().size();
  }

  @Test
  void aFilterKeepsTheTrialsWithThatValue() {
    assertThat(trials("depth=2")).isEqualTo(18);
    assertThat(trials("model.depth=2")).isEqualTo(18);
    assertThat(trials("task.name=copy")).isEqualTo(9);
    assertThat(trials("task=copy,swap")).isEqualTo(13);
    assertThat(trials("attention=kv")).isEqualTo(16);
    assertThat(trials("seed=0")).isEqualTo(18);
  }

  @Test
  void aFilterMatchesTheDefaultOfAKeyThatSettingsLeaveOut() {
    assertThat(trials("precision=float")).isEqualTo(trials("seed=0,1,2"));
    assertThat(trials("training.engine=dl4j", "depth=2")).isEqualTo(18);
    assertThatThrownBy(() -> trials("precision=bfloat16"))
        .hasMessage("Cannot filter by training.precision=bfloat16: expected one of float");
  }

  @Test
  void severalFiltersAllHaveToFit() {
    assertThat(trials("task=reverse", "length=16,64", "depth=1", "seed=2")).isEqualTo(6);
  }

  @Test
  void numbersAreEqualHoweverTheyAreWritten() {
    assertThat(trials("learning-rate=1e-3")).isEqualTo(trials("learning-rate=0.0010"));
  }

  @Test
  void whatNoTrialHasIsRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> trials("depth=3"))
        .hasMessage("Cannot filter by model.depth=3: expected one of 1, 2");
    assertThatThrownBy(() -> trials("dept=1"))
        .hasMessageStartingWith("Cannot filter by dept: expected one of model.attention, ")
        .hasMessageEndingWith("(did you mean depth?)");
    assertThatThrownBy(() -> trials("depth"))
        .hasMessageStartingWith("Cannot filter by depth: expected KEY=VALUE");
    assertThatThrownBy(() -> trials("task=copy", "depth=2"))
        .hasMessage("Cannot filter by task=copy and depth=2: no trial matches all filters");
  }

  @Test
  void aValueThatHasCommasItselfIsOneValue() {
    SweepSpec sweep =
        SweepFile.parse(
            """
            name: t
            task: {name: table, file: t.csv, target: y, ignore: ["", age, city, "age,city", "1+1, zip"]}
            seeds: 2
            """,
            "t.yaml",
            TASKS);
    SweepResults results = SweepResults.of(sweep, EndedTrials.NONE);
    UnaryOperator<String> ignored =
        filter ->
            filter(filter).filtered(results, TASKS).trials().values().stream()
                .map(trial -> trial.task().word("ignore"))
                .distinct()
                .collect(Collectors.joining(" and "));

    assertThat(ignored.apply("ignore=age,city")).isEqualTo("age,city");
    assertThat(ignored.apply("ignore=city,age")).isEqualTo("age and city");
    assertThat(ignored.apply("ignore=1+1, zip,city, age")).isEqualTo("age and city and 1+1, zip");
    assertThat(ignored.apply("ignore=")).isEmpty();
    assertThat(ignored.apply("ignore=,city")).isEqualTo(" and city");
    assertThatThrownBy(() -> ignored.apply("ignore=age,zip"))
        .hasMessage(
            "Cannot filter by task.ignore=zip: expected one of"
                + " \"\", \"1+1, zip\", age, \"age,city\", city");
    assertThatThrownBy(() -> trials("depth="))
        .hasMessageStartingWith("Cannot filter by depth=: expected KEY=VALUE");
  }

  @Test
  void rowsBaselineAndMetricAreTakenOver() {
    TableRequest request =
        new TableRequest(
            List.of("task=reverse"),
            List.of("depth"),
            false,
            Optional.of("validation-loss"),
            Optional.empty(),
            Optional.of("kv"));

    SweepAnalysis analysis = request.analysis(SampleSweep.varied(), TASKS);

    assertThat(analysis.table().rows())
        .extracting(ComparisonTable.Row::label)
        .containsExactly("reverse, depth 1", "reverse, depth 2");
    assertThat(analysis.table().baseline()).isEqualTo("kv");
    assertThat(analysis.table().rows().get(0).metric()).contains(new Metric("validation-loss"));
  }

  @Test
  void aMetricThatNothingHasIsRefused() {
    TableRequest request =
        new TableRequest(
            List.of(), List.of(), false, Optional.of("bleu"), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> request.analysis(SampleSweep.varied(), TASKS))
        .hasMessageStartingWith("Cannot compare bleu: expected one of test-accuracy, ");
  }

  @Test
  void aMetricThatNoTrialMeasuresIsRefusedBeforeAnyIsTrained() {
    SweepSpec sweep =
        SweepFile.parse(
            "{name: t, task: {name: table, file: t.csv, target: y, test-share: 0}, seeds: 2}",
            "t.yaml",
            TASKS);
    TableRequest request = metric("test-accuracy");

    assertThatThrownBy(() -> request.checkFor(sweep, TASKS))
        .hasMessage(
            "Cannot compare test-accuracy: expected one of best-step, train-loss,"
                + " validation-accuracy, validation-auc, validation-f1, validation-loss");
    assertThatCode(() -> metric("validation-f1").checkFor(sweep, TASKS)).doesNotThrowAnyException();
  }

  private static TableRequest metric(String name) {
    return new TableRequest(
        List.of(), List.of(), false, Optional.of(name), Optional.empty(), Optional.empty());
  }

  @Test
  void anEndlessNumberInAFilterIsATextThatNoTrialHas() {
    String endless = "2." + "0".repeat(2_000_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> trials("depth=" + endless))
                .hasMessageEndingWith("expected one of 1, 2"));
    assertThat(trials("depth=2.0,2e0")).isEqualTo(18);
    assertThatThrownBy(() -> trials("depth=2000e2147483646"))
        .hasMessageEndingWith("expected one of 1, 2");
  }

  @Test
  void sidesThatOnlyLookLikeNumbersAreWords() {
    for (String side : List.of("1.2.3", "1e99999999999", ".")) {
      assertThat(AskedComparison.isNumber(side)).as(side).isFalse();
    }
    assertThat(AskedComparison.isNumber("1.0e-3")).isTrue();
  }
}
