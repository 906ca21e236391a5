package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.kvsweep.settings.Settings;

class TrialJsonPropertiesTest {
  @Property
  void aSpecIsReadBackAsItWasWritten(@ForAll("specs") TrialSpec spec) {
    String text = TrialJson.canonical(spec);

    assertThat(TrialJson.readSpec(text)).isEqualTo(spec);
    assertThat(TrialJson.canonical(TrialJson.readSpec(text))).isEqualTo(text);
  }

  @Property
  void theCanonicalTextIsPlainAsciiInOneLine(@ForAll("specs") TrialSpec spec) {
    assertThat(TrialJson.canonical(spec)).matches("[ -\\x7F]*");
  }

  @Property
  void differentSpecsHaveDifferentTexts(
      @ForAll("specs") TrialSpec one, @ForAll("specs") TrialSpec other) {
    assertThat(TrialJson.canonical(one).equals(TrialJson.canonical(other)))
        .isEqualTo(one.equals(other));
  }

  @Property
  void anOutcomeIsReadBackAsItWasWritten(@ForAll("outcomes") TrialOutcome outcome) {
    assertThat(TrialJson.readOutcome(TrialJson.write(outcome))).isEqualTo(outcome);
  }

  @Provide
  Arbitrary<TrialSpec> specs() {
    return Combinators.combine(
            settings(), settings(), settings(), Arbitraries.longs().greaterOrEqual(0))
        .as(TrialSpec::new);
  }

  @Provide
  Arbitrary<TrialOutcome> outcomes() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
    return Arbitraries.oneOf(
        runs().map(TrialOutcome.Completed::new),
        Combinators.combine(runs(), text).as(TrialOutcome.Stopped::new),
        Combinators.combine(runs(), Arbitraries.longs()).as(TrialOutcome.Diverged::new),
        Combinators.combine(runs(), Arbitraries.of(FailureKind.class), text, text)
            .as(TrialOutcome.Failed::new));
  }

  private static Arbitrary<Settings> settings() {
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            Arbitraries.longs().map(v -> (Object) v),
            finite().map(v -> (Object) v),
            Arbitraries.of(true, false).map(v -> (Object) v),
            Arbitraries.strings().ofMaxLength(12).map(v -> (Object) v));
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(6), value)
        .ofMaxSize(5)
        .map(map -> new Settings((Map<String, ?>) map));
  }

  private static Arbitrary<TrialRun> runs() {
    Arbitrary<Long> count = Arbitraries.longs();
    Arbitrary<String> word = Arbitraries.strings().ofMaxLength(6);
    Arbitrary<EpochMetrics> metrics =
        Combinators.combine(
                Arbitraries.integers(),
                count,
                anyDouble(),
                Arbitraries.maps(word, anyDouble()).ofMaxSize(3))
            .as((epoch, step, seconds, values) -> new EpochMetrics(epoch, step, seconds, values));
    return Combinators.combine(
            count,
            count,
            anyDouble(),
            Arbitraries.maps(word, word).ofMaxSize(3),
            metrics.list().ofMaxSize(3))
        .as(
            (whole, other, number, environment, points) ->
                new TrialRun(
                    whole,
                    other,
                    whole,
                    other,
                    number,
                    number,
                    number,
                    whole,
                    new TreeMap<>(environment),
                    points));
  }

  private static Arbitrary<Double> finite() {
    return anyDouble().filter(Double::isFinite);
  }

  /** Every bit pattern, so that subnormal numbers, -0.0, NaN and the infinities are among them. */
  private static Arbitrary<Double> anyDouble() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).map(d -> d.isNaN() ? Double.NaN : d),
        Arbitraries.of(0.0, -0.0, 1e-3, 2e-23, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN),
        Arbitraries.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }
}
