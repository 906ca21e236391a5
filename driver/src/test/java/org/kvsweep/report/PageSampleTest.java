package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.kvsweep.trial.TrialJson;

class PageSampleTest {
  private static final int LENGTHS = 3_000;
  private static final int SEEDS = 2;

  private static SweepAnalysis analysis(int lengths) {
    return SweepAnalysis.of(SampleSweep.someStopped(lengths, SEEDS), TableOptions.byTask());
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
