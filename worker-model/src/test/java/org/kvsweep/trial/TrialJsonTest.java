package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.settings.Settings;

class TrialJsonTest {
  /** Never to be edited: results folders out there are keyed by the hash of this text. */
  private static final String GOLDEN =
      "{\"model\":{\"attention\":\"kv-pos\",\"depth\":2,\"width\":64},\"seed\":7,"
          + "\"task\":{\"file\":\"gr\\u00F6\\u00DFe \\\"1\\\".txt\",\"length\":16,\"name\":\"reverse\"},"
          + "\"training\":{\"dropout\":0.0,\"learning-rate\":0.001,\"shuffle\":true,"
          + "\"weight-decay\":2.0E-23}}";

  private static final String GOLDEN_ID = "4cd949ff689451a2";

  private static final TrialSpec SPEC =
      new TrialSpec(
          new Settings(Map.of("name", "reverse", "length", 16L, "file", "größe \"1\".txt")),
          new Settings(Map.of("attention", "kv-pos", "width", 64L, "depth", 2L)),
          new Settings(
              Map.of(
                  "learning-rate", 1e-3, "dropout", 0.0, "shuffle", true, "weight-decay", 2e-23)),
          7);

  private static final TrialRun RUN =
      new TrialRun(
          12345,
          67890,
          1L << 50,
          780,
          0.0125,
          9.75,
          11.5,
          4096,
          new TreeMap<>(Map.of("engine", "dl4j", "blas", "OpenBLAS \"Haswell\"\n")),
          List.of(
              new EpochMetrics(1, 390, 4.5, Map.of("train-loss", 1.25)).of(780),
              new EpochMetrics(
                  2,
                  780,
                  9.75,
                  Map.of(
                      "train-loss", Double.NaN,
                      "test-loss", Double.POSITIVE_INFINITY,
                      "other", Double.NEGATIVE_INFINITY))));

  @Test
  void theCanonicalTextAndItsIdNeverChange() {
    assertThat(TrialJson.canonical(SPEC)).isEqualTo(GOLDEN);
    assertThat(TrialId.of(SPEC)).hasToString(GOLDEN_ID);
  }

  @Test
  void readsTheCanonicalTextBack() {
    assertThat(TrialJson.readSpec(GOLDEN)).isEqualTo(SPEC);
  }

  @Test
  void distinguishesWholeNumbersFromOthersOfTheSameValue() {
    TrialSpec whole = new TrialSpec(SPEC.task(), SPEC.model(), SPEC.training().with("x", 2L), 0);
    TrialSpec decimal = new TrialSpec(SPEC.task(), SPEC.model(), SPEC.training().with("x", 2.0), 0);

    assertThat(TrialJson.canonical(whole)).contains("\"x\":2}");
    assertThat(TrialJson.canonical(decimal)).contains("\"x\":2.0}");
    assertThat(TrialJson.readSpec(TrialJson.canonical(whole)))
        .isEqualTo(whole)
        .isNotEqualTo(decimal);
  }

  @Test
  void writesNumbersThatJsonLacksAsTheirNames() {
    assertThat(TrialJson.write(RUN.metrics().get(1)))
        .isEqualTo(
            "{\"epoch\":2,\"step\":780,\"seconds\":9.75,\"values\":{"
                + "\"other\":\"-Infinity\",\"test-loss\":\"Infinity\",\"train-loss\":\"NaN\"}}");
    assertThat(TrialJson.write(RUN.metrics().get(0)))
        .startsWith("{\"epoch\":1,\"step\":390,\"steps\":780,\"seconds\":4.5,");
    assertThat(TrialJson.readRun(TrialJson.write(RUN))).isEqualTo(RUN);
  }

  @Test
  void readsEveryOutcomeBack() {
    List<TrialOutcome> outcomes =
        List.of(
            new TrialOutcome.Completed(RUN),
            new TrialOutcome.Stopped(RUN, "median of its rung"),
            new TrialOutcome.Diverged(RUN, 17),
            new TrialOutcome.Failed(RUN, FailureKind.OUT_OF_MEMORY, "no memory", "at\n  line 1"),
            new TrialOutcome.Completed(TrialRun.none()));

    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(TrialJson.readOutcome(TrialJson.write(outcome))).isEqualTo(outcome));
  }

  @Test
  void outcomesMayHaveFieldsOfALaterVersion() {
    String later =
        TrialJson.write(new TrialOutcome.Completed(RUN))
            .replace("{\"status\"", "{\"energyJoules\":5,\"status\"")
            .replace("\"parameters\"", "\"layers\":[1],\"parameters\"")
            .replace("\"epoch\"", "\"phase\":null,\"epoch\"");

    assertThat(TrialJson.readOutcome(later)).isEqualTo(new TrialOutcome.Completed(RUN));
  }

  @Test
  void specsMayNotHaveThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readSpec(GOLDEN.replace("\"seed\"", "\"phase\":1,\"seed\"")))
        .withMessage("Cannot read spec: unknown field, got phase");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "seed":7           | "seed":-7           | Cannot seed a trial: expected at least 0, got -7
          "seed":7           | "seed":7.5          | Cannot read spec.seed: expected a whole number of at most 64 bits, got 7.5
          "seed":7           | "seed":9223372036854775808 | Cannot read spec.seed: expected a whole number of at most 64 bits, got 9223372036854775808
          "seed":7,          | ``                  | Cannot read spec.seed: it is missing
          "seed":7           | "seed":null         | Cannot read spec.seed: expected a whole number of at most 64 bits, got null
          "depth":2          | "depth":null        | Cannot read spec.model.depth: expected a finite number, a word or a flag, got null
          "depth":2          | "depth":[2]         | Cannot read spec.model.depth: expected a finite number, a word or a flag, got [2]
          "depth":2          | "depth":1e999       | Cannot read spec.model.depth: expected a finite number, a word or a flag, got "Infinity"
          "depth":2          | "depth":2,"depth":3 | Cannot read JSON: Duplicate field 'depth'
          "depth":2          | "depth":NaN         | Cannot read JSON: Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow
          """)
  void refusesASpecThatIsNotOne(String part, String instead, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readSpec(GOLDEN.replace(part, instead == null ? "" : instead)))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "{", "[]", "null", "\"text\"", "7", "{} {}", "\u0000"})
  void refusesTextThatIsNotOneObject(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readOutcome(text))
        .withMessageStartingWith("Cannot read ");
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowingTheStack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readSpec("[".repeat(100_000)))
        .withMessageContaining("depth");
  }

  @Test
  void refusesOutcomesThatAreNone() {
    String completed = TrialJson.write(new TrialOutcome.Completed(RUN));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TrialJson.readOutcome(completed.replace("completed", "java.lang.Runtime")))
        .withMessage(
            "Cannot read outcome.status: expected one of completed, stopped, diverged, failed, "
                + "got \"java.lang.Runtime\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readOutcome(completed.replace("completed", "stopped")))
        .withMessage("Cannot read outcome.reason: it is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readOutcome(completed.replace("\"NaN\"", "\"nan\"")))
        .withMessage(
            "Cannot read outcome.run.metrics[1].values.train-loss: expected a number or \"NaN\", "
                + "\"Infinity\", \"-Infinity\", got \"nan\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readOutcome(completed.replace("\"dl4j\"", "4")))
        .withMessage("Cannot read outcome.run.environment.engine: expected text, got 4");
    String failed =
        TrialJson.write(new TrialOutcome.Failed(RUN, FailureKind.HANG, "m", ""))
            .replace("\"hang\"", "\"hung\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readOutcome(failed))
        .withMessageStartingWith("Cannot read outcome.kind: expected one of bad-configuration")
        .withMessageEndingWith("got \"hung\"");
  }

  @Test
  void keepsErrorMessagesShortAndInOneLine() {
    String huge = GOLDEN.replace("\"kv-pos\"", "[\"" + "x\\n".repeat(100_000) + "\"]");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialJson.readSpec(huge))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).doesNotContain("\n"));
  }
}
