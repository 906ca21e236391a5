package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpectedBestTest {
  @Test
  void theBestOfOneIsTheMeanAndTheBestOfManyTheLeast() {
    ExpectedBest best = new ExpectedBest(3, 1, 2);

    assertThat(best.mean(1)).isEqualTo(2, within(1e-12));
    // Of nine pairs five have a 1, three of the others a 2.
    assertThat(best.mean(2)).isEqualTo((5 * 1 + 3 * 2 + 3) / 9.0, within(1e-12));
    assertThat(best.mean(100)).isEqualTo(1, within(1e-12));
  }

  @Test
  void itIsWhatDrawingAgainAndAgainGives() {
    double[] costs = {0.4, 0.1, 0.9, 0.35, 0.7};
    Random random = new Random(1);
    double sum = 0;
    int inside = 0;
    int draws = 100_000;
    ExpectedBest expected = new ExpectedBest(costs);
    for (int i = 0; i < draws; i++) {
      double least = 1;
      for (int sample = 0; sample < 3; sample++) {
        least = Math.min(least, costs[random.nextInt(costs.length)]);
      }
      sum += least;
      inside += least >= expected.low(3) && least <= expected.high(3) ? 1 : 0;
    }

    assertThat(expected.mean(3)).isEqualTo(sum / draws, within(0.003));
    assertThat((double) inside / draws).isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void aSampleWithoutAValueCountsAsTheWorst() {
    assertThat(new ExpectedBest(1, Double.NaN, 3).mean(1)).isEqualTo(7 / 3.0, within(1e-12));
    assertThat(new ExpectedBest(Double.NaN).mean(1)).isNaN();
    assertThat(new ExpectedBest().mean(1)).isNaN();
  }
}
