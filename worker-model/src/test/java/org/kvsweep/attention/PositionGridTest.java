package org.kvsweep.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.random.RandomStream;

/** Expected numbers are what PyTorch gave in double for the call in the comment above them. */
class PositionGridTest {

  // kv_reference.position_grid(3, 4, 10)[2, 3]
  private static final double[] TEN_CHANNELS = {
    0.9092974268256817,
    -0.4161468365471424,
    0.09269850077872724,
    0.9956942241237399,
    0.0043088560467428125,
    0.9999907168366957,
    0.1411200080598672,
    -0.9899924966004454,
    0.13879810108005053,
    0.990320699135675
  };

  // kv_reference.position_grid(2, 3, 7)[1, 2]
  private static final double[] SEVEN_CHANNELS = {
    0.8414709848078965,
    0.5403023058681398,
    0.009999833334166664,
    0.9999500004166653,
    0.9092974268256817,
    -0.4161468365471424,
    0.01999866669333308
  };

  // kv_reference.position_grid(2, 6, 20)[1, 5, 10:]
  private static final double[] COLUMNS_OF_TWENTY = {
    -0.9589242746631385,
    0.28366218546322625,
    0.7120731699688084,
    0.7021052631981707,
    0.12526439581259968,
    0.9921233951186235,
    0.019904044059248623,
    0.9998018948922269,
    0.003154781489306837,
    0.9999950236644954
  };

  @Test
  void encodesRowAndColumnAsTheReference() {
    assertGrid(TEN_CHANNELS, 2, 3);
    assertGrid(SEVEN_CHANNELS, 1, 2);
    double[][] basis = PositionGrid.basis(20, 6);
    for (int channel = 0; channel < 10; channel++) {
      assertThat(basis[10 + channel][5]).isCloseTo(COLUMNS_OF_TWENTY[channel], within(1e-15));
    }
  }

  private static void assertGrid(double[] expected, int row, int column) {
    int channels = expected.length;
    int half = (int) Math.ceil(channels / 4.0) * 2;
    double[][] basis = PositionGrid.basis(channels, column + 1);
    for (int channel = 0; channel < channels; channel++) {
      boolean encodesRow = channel < PositionGrid.rowChannels(channels);
      double actual = encodesRow ? PositionGrid.encode(row, channel, half) : basis[channel][column];
      assertThat(actual).as("channel %d", channel).isCloseTo(expected[channel], within(1e-15));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2", "4, 2", "5, 4", "7, 4", "10, 6", "20, 10", "50, 26"})
  void halfOfTheChannelsRoundedUpEncodesTheRow(int channels, int rows) {
    assertThat(PositionGrid.rowChannels(channels)).isEqualTo(rows);
  }

  @Test
  void theBasisLeavesOutTheRowButForTheFactorOfTheScores() {
    double[][] basis = PositionGrid.basis(10, 4);
    assertThat(basis).hasDimensions(10, 5);
    for (int channel = 0; channel < 6; channel++) {
      assertThat(basis[channel]).containsExactly(0, 0, 0, 0, 1);
    }
    for (int channel = 6; channel < 10; channel++) {
      assertThat(basis[channel][4]).isEqualTo(1);
      assertThat(basis[channel][3]).isNotZero();
    }
  }

  /** Between two sources of one target, explicit form and identity differ by nothing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 20, 50})
  void theIdentityHoldsForAnyNumberOfChannels(int channels) {
    int tokens = 9;
    RandomGenerator random = RandomStream.of(1, "weights", channels);
    double[] w = random.doubles(channels, -1, 1).toArray();
    double[][] scores = new double[tokens][];
    Arrays.setAll(scores, target -> random.doubles(tokens, -3, 3).toArray());
    double[][][] grid = AttentionTest.explicitGrid(tokens, tokens, channels);
    double[][] basis = PositionGrid.basis(channels, tokens);

    for (int target = 0; target < tokens; target++) {
      for (int source = 1; source < tokens; source++) {
        double explicit =
            explicit(scores[target][source], grid[target][source], w)
                - explicit(scores[target][0], grid[target][0], w);
        double added = column(w, basis, source) - column(w, basis, 0);
        double factor = column(w, basis, tokens);
        double identity = factor * (scores[target][source] - scores[target][0]) + added;
        assertThat(identity).isCloseTo(explicit, within(1e-12));
      }
    }
  }

  private static double explicit(double score, double[] position, double[] w) {
    double sum = 0;
    for (int channel = 0; channel < w.length; channel++) {
      sum += w[channel] * (score + position[channel]);
    }
    return sum;
  }

  private static double column(double[] w, double[][] basis, int column) {
    double sum = 0;
    for (int channel = 0; channel < w.length; channel++) {
      sum += w[channel] * basis[channel][column];
    }
    return sum;
  }
}
