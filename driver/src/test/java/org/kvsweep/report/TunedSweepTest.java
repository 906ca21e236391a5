package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.export.SweptSettings;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.TuningResults.Point;
import org.kvsweep.report.TuningResults.Side;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

class TunedSweepTest {
  private static final SweepSpec SWEEP =
      SweepFile.parse(
          """
          name: tuned
          task: {name: toy-echo, length: [8, 16]}
          model: {attention: [qkv, kv], depth: [1, 2, 4]}
          training: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
          tune: {method: tpe, samples: 12, round: 2}
          confirm: {seeds: 6}
          """,
          "tuned.yaml",
          TaskCatalog.load());

  /** Of the test data every trial of tuning says more than any that confirms. */
  private static TrialRecord record(TrialSpec spec) {
    double rate = Math.log10(spec.training().number("learning-rate")) + 2;
    boolean kv = ModelKeys.attentionOf(spec).label().equals("kv");
    double loss = rate * rate + (kv ? 0.5 : 0.25) + 0.01 * spec.seed();
    double accuracy = spec.seed() == 0 ? 0.99 : 0.7 - 0.1 * loss;
    Map<String, Double> metrics = Map.of("validation-loss", loss, "test-accuracy", accuracy);
    return SampleRecords.completed(spec, metrics);
  }

  private static SweepResults results(Map<TrialId, TrialRecord> ended) {
    return results(SWEEP, ended);
  }

  private static SweepResults results(SweepSpec sweep, Map<TrialId, TrialRecord> ended) {
    return SweepResults.of(sweep, new EndedTrials(ended, Map.of(), Set.of()));
  }

  private static SweepResults ended() {
    return ended(SWEEP);
  }

  private static SweepResults ended(SweepSpec sweep) {
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    SweepResults found = results(sweep, ended);
    while (found.ended().size() < found.trials().size()) {
      found.trials().values().forEach(spec -> ended.put(TrialId.of(spec), record(spec)));
      found = results(sweep, ended);
    }
    return found;
  }

  @Test
  void onlyTrialsWithFreshSeedsAreCompared() {
    SweepResults found = ended();
    assertThat(found.trials()).hasSize(4 * (12 + 6));
    assertThat(found.leftOut().outside()).isZero();
    assertThat(found.confirmed().trials().values())
        .hasSize(4 * 6)
        .allSatisfy(spec -> assertThat(spec.seed()).isBetween(1L, 6L));

    SweepAnalysis analysis = SweepAnalysis.of(found, TableOptions.byTask());

    Row row = analysis.table().rows().get(0);
    assertThat(row.metric()).contains(new Metric("test-accuracy"));
    assertThat(row.results().get("qkv").trials().count()).isEqualTo(12);
    assertThat(row.results().get("qkv").trials().mean()).isLessThan(0.7);
    // Pairs have the task and the seed in common, and nothing of what was chosen.
    assertThat(row.differences().get("kv").paired().pairs()).isEqualTo(12);
    assertThat(row.differences().get("kv").unpaired()).isZero();
    assertThat(analysis.byCell().rows().stream().map(Row::label))
        .containsExactly("toy-echo, length 8", "toy-echo, length 16");
    assertThat(analysis.table().outcomes().completed()).isEqualTo(4 * (12 + 6));
  }

  @Test
  void nothingOfTheTestDataOfTriedSettingsIsInTheResults() {
    SweepResults found = ended();
    assertThat(found.ended().values())
        .allSatisfy(
            record ->
                assertThat(record.outcome().run().last().containsKey("test-accuracy"))
                    .isEqualTo(found.purpose(record.id()) == Stage.Purpose.CONFIRMATION));
    assertThat(found.testDataLeftOut())
        .contains(
            "Test metrics of 48 trials that chose settings are left out: only confirmations are"
                + " compared on test data.");
    SweepAnalysis analysis = SweepAnalysis.of(found, TableOptions.byTask());

    assertThat(ResultsJson.write(analysis)).doesNotContain("0.99");
    assertThat(TextTable.write(analysis.table(), TextStyle.plain(100, StandardCharsets.UTF_8)))
        .doesNotContain("0.99");
  }

  @Test
  void exportsNameSamplesByWhatWasTuned() {
    SweepResults found = ended();
    SweptSettings swept = SweptSettings.of(found);

    assertThat(found.trials().values().stream().map(swept::name)).doesNotHaveDuplicates();
    assertThat(swept.name(found.trials().values().iterator().next()))
        .matches("qkv depth=\\d learning-rate=\\S+ length=8 seed=0");
  }

  @Test
  void trialsThatAreSureToComeAreMissing() {
    SweepResults begun = results(Map.of());

    assertThat(begun.outcomes().missing()).isEqualTo(4 * (12 + 6));
    assertThat(SweepAnalysis.of(begun, TableOptions.byTask()).table().rows()).isEmpty();
  }

  private static SweepResults filtered(SweepResults results, String... filters) {
    return new TableRequest(
            List.of(filters),
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .filtered(results, TaskCatalog.load());
  }

  @Test
  void ofWhatAFilterLeavesOnlyTrialsThatAreSureToComeAreMissing() {
    SweepResults begun = JoinedSweeps.of(List.of(results(Map.of())));

    assertThat(filtered(begun, "attention=kv").outcomes().missing()).isEqualTo(2 * (12 + 6));
    assertThat(filtered(begun, "attention=kv", "length=8").outcomes().missing()).isEqualTo(12 + 6);
    // Of what is proposed yet nobody knows the depth, and confirmations have other seeds.
    for (String chosen : List.of("depth=2", "seed=0")) {
      SweepResults kept = filtered(begun, chosen);
      assertThat(kept.outcomes().missing()).as(chosen).isEqualTo(kept.trials().size());
    }
  }

  @Test
  void ofWhatAFilterLeavesOnlyTheSidesHaveChosen() {
    SweepResults found = ended();
    TextStyle style = TextStyle.plain(120, StandardCharsets.UTF_8);

    assertThat(TuningText.lines(filtered(found, "attention=kv"), style))
        .hasSize(1 + 2 * 2)
        .noneMatch(line -> line.contains("qkv"))
        .noneMatch(line -> line.contains("with so many samples"));
    assertThat(TuningText.lines(filtered(found, "length=8"), style))
        .hasSize(1 + 3 + 1)
        .noneMatch(line -> line.contains("length=16"))
        .last()
        .asString()
        .startsWith("Best by validation-loss with so many samples: in toy-echo length=8 ");
  }

  @Test
  void theReportSaysWhatWasPromisedAndWhatFreshSeedsGave() {
    SweepResults found = ended();

    List<String> lines = TuningText.lines(found, TextStyle.plain(120, StandardCharsets.UTF_8));

    assertThat(lines)
        .hasSize(1 + 2 * 3 + 1)
        .contains(
            "Chosen in toy-echo length=8 by validation-loss, then confirmed with 6 fresh seeds:");
    assertThat(lines.get(2))
        .matches(
            "  qkv  validation-loss 0\\.2[5-9]\\d\\d promised, 0\\.\\d{4} \\(.* to .*\\) with"
                + " fresh seeds .*depth.*");
    assertThat(lines.get(lines.size() - 1))
        .startsWith(
            "Best by validation-loss with so many samples: in toy-echo length=8 qkv from 1 to");
    assertThat(TuningText.lines(results(Map.of()), TextStyle.plain(120, StandardCharsets.UTF_8)))
        .contains("  qkv  nothing yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tune: {method: sobol, samples: 4}", "early-stopping: {method: asha}"})
  void lengthsThatAreComparedAreSidesOfOneTask(String choice) {
    SweepResults found =
        ended(
            SweepFile.parse(
                """
                name: lengths
                task: {name: toy-echo, length: [8, 16]}
                model: {attention: kv}
                training: {epochs: 9, learning-rate: [1e-4, 1e-3, 1e-2, 1e-1]}
                compare: task.length
                confirm: {seeds: 3}
                """
                    + choice,
                "lengths.yaml",
                TaskCatalog.load()));

    assertThat(found.tuning().orElseThrow().sides())
        .extracting(side -> side.task() + " " + side.side())
        .containsExactly("toy-echo 8", "toy-echo 16");
    assertThat(
            ComparisonTable.of(found, TableOptions.byTask())
                .rows()
                .get(0)
                .differences()
                .get("16")
                .paired()
                .pairs())
        .isEqualTo(3);
  }

  @Test
  void theCurveIsAnExpectationWhereSamplesAreDrawnEvenlyAndTheBestSoFarBeyond() {
    Side side = ended().tuning().orElseThrow().sides().get(0);

    assertThat(side.curve()).hasSize(12);
    assertThat(side.curve()).extracting(Point::samples).startsWith(1, 2, 3);
    for (int i = 1; i < 12; i++) {
      Point point = side.curve().get(i);
      assertThat(point.best()).isLessThanOrEqualTo(side.curve().get(i - 1).best());
      assertThat(point.low() < point.high()).isEqualTo(i < 10 && point.low() != point.high());
    }
    assertThat(side.curve().get(11).best()).isEqualTo(side.chosen().orElseThrow().promised());
  }
}
