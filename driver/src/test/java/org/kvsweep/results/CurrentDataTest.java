package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.TaskData;
import org.kvsweep.trial.DataChecksums;

class CurrentDataTest {
  private static final TrialRecord OLD = OtherData.trial(0, 10, "1");
  private static final TrialRecord NEW = OtherData.trial(1, 20, "2");
  private static final TrialRecord SILENT = SampleTrials.completed(2, 30);
  private static final TrialRecord FAILED = SampleTrials.failed(3, 40);

  private static SweepData seen(String digit) {
    DataChecksums checksums =
        new DataChecksums(new TreeMap<>(Map.of("text.txt", digit.repeat(64))));
    return new SweepData(
        Map.of(OLD.spec().task(), new TaskData(Path.of("d"), Set.of("text.txt"), checksums)),
        List.of());
  }

  private static List<TrialRecord> others(SweepData seen, TrialRecord... ended) {
    CurrentData current = CurrentData.of(seen, List.of(ended));
    return List.of(ended).stream().filter(current::differsFrom).toList();
  }

  @Test
  void whatTheDriverSeesCounts() {
    assertThat(others(seen("1"), OLD, NEW, SILENT, FAILED)).containsExactly(NEW);
    assertThat(others(seen("2"), OLD, NEW, SILENT, FAILED)).containsExactly(OLD);
    assertThat(others(seen("3"), OLD, NEW, SILENT, FAILED)).containsExactly(OLD, NEW);
  }

  @Test
  void ofWhatItDoesNotSeeTheTrialThatEndedLastDecides() {
    assertThat(others(SweepData.NONE, NEW, OLD)).containsExactly(OLD);
    assertThat(others(SweepData.NONE, OLD)).isEmpty();
    assertThat(others(SweepData.NONE, SILENT, FAILED)).isEmpty();
  }
}
