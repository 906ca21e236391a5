package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.OtherData;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

class ReportsTest {
  @TempDir Path temporary;

  private static PlannedTrial planned(TrialSpec spec) {
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 1, 1, 1));
  }

  @Test
  void standInTheResultsFolderAndComeOutTheSameEachTime() throws Exception {
    Configuration hadoop = new Configuration(false);
    String folder = temporary.resolve("sweep").toString();
    SweepResults sample = SampleSweep.varied();
    try (FolderResultsStore store =
        FolderResultsStore.open(folder, "name: by-attention\n", hadoop, Clock.systemUTC())) {
      for (TrialRecord record : sample.ended().values()) {
        store.record(record);
      }
    }
    ResultsFolder results = ResultsFolder.at(folder, hadoop);
    EndedTrials ended = results.ended();

    SweepAnalysis analysis =
        SweepAnalysis.of(SweepResults.of("by-attention", ended), TableOptions.byTask());
    Reports.write(analysis, results);
    Map<String, String> first = new HashMap<>();
    for (String name : List.of("table.md", "table.csv", "table.tex", "results.json")) {
      first.put(name, Files.readString(temporary.resolve("sweep").resolve(name)));
    }
    Reports.write(
        SweepAnalysis.of(SweepResults.of("by-attention", results.ended()), TableOptions.byTask()),
        results);

    assertThat(analysis.table().outcomes()).isEqualTo(new Outcomes(46, 0, 1, 1, 0, 0));
    assertThat(first.get("table.md")).startsWith("# by-attention\n\n46 of 48 trials completed");
    first.forEach(
        (name, text) -> assertThat(temporary.resolve("sweep").resolve(name)).hasContent(text));
  }

  @Test
  void showOnlyWhatBelongsToTheSweepAsItIsNow() {
    TrialRecord kept = SampleTrials.completed(1, 10);
    TrialRecord dropped = SampleTrials.completed(2, 20);
    TrialSpec added = SampleTrials.spec("reverse", "kv", 16, 1);
    SweepSpec sweep =
        new SweepSpec(
            "sweep",
            List.of(new Axis(SettingPath.of("model.attention"), List.of("qkv", "kv"))),
            List.of(planned(kept.spec()), planned(added)),
            "name: sweep");

    SweepResults results =
        SweepResults.of(
            sweep,
            new EndedTrials(
                Map.of(kept.id(), kept, dropped.id(), dropped),
                Map.of(TrialId.of(added), "torn"),
                Set.of(kept.id(), dropped.id(), TrialId.of(added))));
    ComparisonTable table = ComparisonTable.of(results, TableOptions.byTask());

    assertThat(results.ended()).containsOnlyKeys(kept.id());
    assertThat(table.leftOut().outside()).isEqualTo(1);
    assertThat(table.leftOut().damaged()).isEqualTo(1);
    assertThat(results.setAside()).as("not ended, of the sweep").containsOnly(TrialId.of(added));
    assertThat(table.outcomes()).isEqualTo(new Outcomes(1, 0, 0, 0, 1, 0));
  }

  @Test
  void neverMixTrialsOfDifferentData() {
    TrialRecord old = OtherData.trial(0, 10, "1");
    TrialRecord later = OtherData.trial(1, 20, "2");
    EndedTrials both =
        new EndedTrials(Map.of(old.id(), old, later.id(), later), Map.of(), Set.of());
    SweepSpec sweep =
        new SweepSpec(
            "sweep", List.of(), List.of(planned(old.spec()), planned(later.spec())), "name: s");

    SweepResults results = SweepResults.of(sweep, both.ofCurrentData(SweepData.NONE));

    assertThat(results.ended()).containsOnlyKeys(later.id());
    assertThat(results.leftOut().otherData()).isEqualTo(1);
    assertThat(results.leftOut().outside()).isZero();
    ComparisonTable table = ComparisonTable.of(results, TableOptions.byTask());
    assertThat(table.outcomes()).isEqualTo(new Outcomes(1, 0, 0, 0, 1, 0));
    assertThat(TextTable.write(table, TextStyle.plain(100, StandardCharsets.UTF_8)).lines())
        .contains(
            "1 trial saw other data than later ones and is left out; a run of the sweep trains it"
                + " again.");

    SweepResults one =
        SweepResults.of("one", new EndedTrials(Map.of(old.id(), old), Map.of(), Set.of()));
    SweepResults two =
        SweepResults.of("two", new EndedTrials(Map.of(later.id(), later), Map.of(), Set.of()));
    SweepResults together = JoinedSweeps.of(List.of(one, two));
    assertThat(together.ended()).containsOnlyKeys(later.id());
    assertThat(together.leftOut().otherData()).isEqualTo(1);
  }

  @Test
  void countTrialsOfOtherDataThatAreNotOfTheSweepAsOutside() {
    TrialRecord old = OtherData.trial(0, 10, "1");
    TrialRecord oldOfSweep = OtherData.trial(1, 10, "1");
    TrialRecord later = OtherData.trial(2, 20, "2");
    EndedTrials all =
        new EndedTrials(
            Map.of(old.id(), old, oldOfSweep.id(), oldOfSweep, later.id(), later),
            Map.of(),
            Set.of());
    SweepSpec sweep =
        new SweepSpec(
            "sweep",
            List.of(),
            List.of(planned(oldOfSweep.spec()), planned(later.spec())),
            "name: s");

    SweepResults results = SweepResults.of(sweep, all.ofCurrentData(SweepData.NONE));

    assertThat(results.leftOut()).isEqualTo(new LeftOut(1, 0, 1));
  }

  @Test
  void joinAndFilterSweeps() {
    SweepResults sample = SampleSweep.varied();
    SweepResults copies = sample.only("task.name", spec -> spec.taskName().equals("copy"));
    SweepResults reversals = sample.only("task.name", spec -> spec.taskName().equals("reverse"));

    SweepResults both = JoinedSweeps.of(List.of(copies, reversals, copies));

    assertThat(copies.ended()).hasSize(9);
    assertThat(both.trials()).hasSize(45);
    assertThat(both.axes()).containsExactly("task.length", "model.depth");
  }
}
