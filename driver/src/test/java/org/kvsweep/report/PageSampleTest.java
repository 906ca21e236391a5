package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class PageSampleTest {
  private static final int LENGTHS = 3_000;
  private static final int SEEDS = 2;

  /** Cells of two attentions each, of which every hundredth trial was stopped. */
  private static SweepAnalysis analysis(int lengths) {
    Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    for (int length = 0; length < lengths; length++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        for (String attention : new String[] {"qkv", "kv"}) {
          TrialSpec spec = SampleTrials.spec("reverse", attention, 16 + length, seed);
          TrialRun run = SampleTrials.run(0.5);
          TrialOutcome outcome =
              length % 50 == 0 && seed == 0
                  ? new TrialOutcome.Stopped(run, "at a rung")
                  : new TrialOutcome.Completed(run);
          TrialRecord record = SampleTrials.record(spec, outcome, length);
          trials.put(record.id(), spec);
          ended.put(record.id(), record);
        }
      }
    }
    return SweepAnalysis.of(
        new SweepResults("large", List.of(), trials, ended, 0, 0, Set.of()), TableOptions.byTask());
  }

  @Test
  void pagesCarryPartOfALargeSweepAndSaySo() {
    SweepAnalysis analysis = analysis(LENGTHS);

    JsonNode page = analysis.json();

    assertThat(page.get("cells")).hasSize(2_000);
    assertThat(page.get("trials")).hasSize(10_000);
    assertThat(page.get("exceptions")).hasSize(LENGTHS / 50 * 2);
    assertThat(page.get("shown").get("cells").asInt()).isEqualTo(LENGTHS);
    assertThat(page.get("shown").get("trials").asInt()).isEqualTo(LENGTHS * SEEDS * 2);
    assertThat(page.get("trials"))
        .as("all of which a cause is told are listed")
        .filteredOn(trial -> trial.get("status").asText().equals("stopped"))
        .hasSize(LENGTHS / 50 * 2);
    assertThat(page).as("drawn alike each time").isEqualTo(analysis(LENGTHS).json());
  }

  @Test
  void theFileForProgramsHasAll() {
    SweepAnalysis analysis = analysis(LENGTHS);

    JsonNode file = TrialJson.parse(ResultsJson.write(analysis));

    assertThat(file.get("cells")).hasSize(LENGTHS);
    assertThat(file.get("trials")).hasSize(LENGTHS * SEEDS * 2);
    assertThat(file.has("shown")).isFalse();
  }

  @Test
  void pagesOfOtherSweepsCarryAll() {
    JsonNode page = analysis(100).json();

    assertThat(page.get("cells")).hasSize(100);
    assertThat(page.get("trials")).hasSize(400);
    assertThat(page.has("shown")).isFalse();
  }
}
