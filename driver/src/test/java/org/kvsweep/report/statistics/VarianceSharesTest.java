package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.report.statistics.VarianceShares.Observation;

class VarianceSharesTest {
  private static final List<String> FACTORS = List.of("attention", "length");

  private static List<Observation> grid() {
    List<Observation> all = new ArrayList<>();
    add(all, "qkv", "16", 0.99, 0.97);
    add(all, "qkv", "32", 0.95, 0.93);
    add(all, "qkv", "64", 0.80, 0.84);
    add(all, "kv", "16", 0.70, 0.66);
    add(all, "kv", "32", 0.60, 0.64);
    add(all, "kv", "64", 0.30, 0.40);
    return all;
  }

  private static void add(
      List<Observation> all, String attention, String length, double... values) {
    for (double value : values) {
      all.add(new Observation(Map.of("attention", attention, "length", length), value));
    }
  }

  @Test
  void dividesTheVarianceOfABalancedGrid() {
    VarianceShares shares = VarianceShares.of(FACTORS, grid());

    // NumPy: sums over groups of len(g) * (mean(g) - mean(all))**2, over the sum of squares in all
    assertThat(shares.factors().get("attention")).isCloseTo(0.713359351546083, within(1e-12));
    assertThat(shares.factors().get("length")).isCloseTo(0.24148904232963067, within(1e-12));
    assertThat(shares.interactions()).isCloseTo(0.03110177123986723, within(1e-12));
    assertThat(shares.rest()).isCloseTo(0.014049834884419144, within(1e-12));
    assertThat(shares.balanced()).isTrue();
    // st.f_oneway(qkv, kv).statistic is 24.886887306242144 with 1 and 10 degrees of freedom
    double share = shares.factors().get("attention");
    assertThat(share / ((1 - share) / 10)).isCloseTo(24.886887306242144, within(1e-9));
  }

  @Test
  void noticesAGridWithHoles() {
    List<Observation> lacking = grid();
    lacking.remove(0);

    assertThat(VarianceShares.of(FACTORS, lacking).balanced()).isFalse();
    lacking.remove(0);
    assertThat(VarianceShares.of(FACTORS, lacking).balanced()).isFalse();
  }

  @Test
  void explainsNothingWhereNothingVaries() {
    List<Observation> equal = new ArrayList<>();
    add(equal, "qkv", "16", 1, 1);
    add(equal, "kv", "16", 1, 1);

    assertThat(VarianceShares.of(FACTORS, equal))
        .isEqualTo(new VarianceShares(Map.of("attention", 0.0, "length", 0.0), 0, 0, true));
    assertThat(VarianceShares.of(FACTORS, List.of()).rest()).isZero();
  }
}
