package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;

class MisleadingNumbersTest {
  private static final String POINT = "a decimal point is a point, and thousands have no comma";

  private static final TaskCatalog TASKS = TaskCatalog.load();

  private static SweepSpec parse(String text) {
    return SweepFile.parse(text, "x.yaml", TASKS);
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(SweepFileException.class, () -> parse(text)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static String sweep(String training) {
    return "name: a\ntask: {name: copy}\nmodel: {attention: qkv}\ntraining: " + training + "\n";
  }

  private static String drawn(String training) {
    return sweep(training) + "search: {method: random, samples: 20}\n";
  }

  @Test
  void aBudgetOfNothingIsReportedAtTheKeyThatIsGiven() {
    assertThat(problems(sweep("{epochs: 0}")))
        .containsExactly("x.yaml:4: training.epochs: expected at least 1, got 0");
    assertThat(problems(sweep("{steps: [0, 10]}")))
        .containsExactly("x.yaml:4: training.steps: expected at least 1, got 0");
    assertThat(problems(sweep("{epochs: 0, steps: 0}")))
        .containsExactly(
            "x.yaml:4: training.steps: expected at least 1 here or in epochs, got 0 in both");
    assertThat(problems(sweep("{epochs: 1, steps: 1}")))
        .containsExactly(
            "x.yaml:4: training.steps: the budget is in epochs or in steps, not both: got 1 epoch"
                + " and 1 step");
    assertThat(parse(sweep("{epochs: 0, steps: 10}")).trials()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{learning-rate: 0,001} | training.001: unknown key; if learning-rate is to be 0,001",
        "{batch-size: 1,000, epochs: 1} | training.000: unknown key; if batch-size is to be 1,000",
        "{learning-rate: 1,5e-3} | training.5e-3: unknown key; if learning-rate is to be 1,5e-3",
      })
  void aDecimalCommaBetweenBracketsIsRecognized(String training, String problem) {
    assertThat(problems(sweep(training))).containsExactly("x.yaml:4: " + problem + ": " + POINT);
  }

  @Test
  void soIsOneWithoutBracketsAndInLists() {
    assertThat(problems(sweep("\n  learning-rate: 0,001\n")))
        .containsExactly(
            "x.yaml:5: training.learning-rate: expected a number from 0 to 1000, got 0,001: "
                + POINT);
    assertThat(problems(sweep("{learning-rate: [0,001]}")))
        .containsExactly(
            "x.yaml:4: training.learning-rate: expected a number from 0 to 1000, got 001: "
                + POINT);
    assertThat(problems(drawn("{learning-rate: {from: 0,001, to: 1, scale: log}}")))
        .contains(
            "x.yaml:4: training.learning-rate: unknown key; if from is to be 0,001: " + POINT);
    assertThat(
            problems(
                "name: a\ntask: {name: copy, length: [4, 8]}\nsearch: {method: random, samples: 1,000}\n"))
        .containsExactly("x.yaml:3: search.000: unknown key; if samples is to be 1,000: " + POINT);
    assertThat(problems(sweep("{epochs: 1, 7}"))).singleElement().asString().contains("epochs is");
  }

  @Test
  void leadingZerosAreNotTakenForADecimalComma() {
    String zeros = ": a whole number is written without leading zeros";
    assertThat(problems(sweep("{batch-size: 08}")))
        .containsExactly(
            "x.yaml:4: training.batch-size: expected a whole number from 1 to 1000000, got 08"
                + zeros);
    assertThat(problems(sweep("{batch-size: [010, 020]}")))
        .hasSize(2)
        .allMatch(problem -> problem.endsWith(zeros));
    assertThat(problems(sweep("{batch-size: [1,000,000]}")))
        .contains(
            "x.yaml:4: training.batch-size: expected a whole number from 1 to 1000000, got 000: "
                + POINT)
        .noneMatch(problem -> problem.endsWith(zeros));
    assertThat(problems(drawn("{batch-size: {from: 08, to: 16}}")))
        .containsExactly(
            "x.yaml:4: training.batch-size: expected a whole number for from, got 08" + zeros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-400", "-1e-400", "0.0001e-330", ".inf", "-.inf", ".nan", "1e400"})
  void aNumberThatNoDoubleHoldsIsNotTakenForAnother(String number) {
    assertThat(problems(sweep("{learning-rate: " + number + "}")))
        .containsExactly(
            "x.yaml:4: training.learning-rate: expected a number from 0 to 1000, got " + number);
    assertThat(problems(drawn("{learning-rate: {from: " + number + ", to: 1}}")))
        .containsExactly(
            "x.yaml:4: training.learning-rate: expected a number for from, got " + number);
    assertThat(problems(sweep("{epochs: " + number + "}")))
        .containsExactly(
            "x.yaml:4: training.epochs: expected a whole number from 0 to 1000000, got " + number);
  }

  @Test
  void zeroInEveryFormIsZero() {
    for (String zero : new String[] {"0", "0.0", "-0.0", "0e-400", ".0"}) {
      assertThat(parse(sweep("{learning-rate: " + zero + "}")).trials().get(0).spec().training())
          .satisfies(training -> assertThat(training.number("learning-rate")).isZero());
    }
  }

  @Test
  void endsAsFarApartAsNumbersGoAreDrawnFrom() {
    SweepSpec sweep = parse(drawn("{learning-rate: {from: 1e-320, to: 1, scale: log}}"));

    assertThat(sweep.trials())
        .extracting(trial -> trial.spec().training().number("learning-rate"))
        .allSatisfy(rate -> assertThat(rate).isBetween(1e-320, 1.0))
        .anySatisfy(rate -> assertThat(rate).isLessThan(1e-200))
        .anySatisfy(rate -> assertThat(rate).isGreaterThan(1e-100));
    assertThat(sweep.procedure().notes())
        .anySatisfy(note -> assertThat(note).contains("from 1e-320 to 1 on a log scale"));
  }

  @Test
  void aStepThatFitsTooOftenIsRefused() {
    assertThat(problems(drawn("{learning-rate: {from: 0, to: 1, step: 1e-320}}")))
        .containsExactly(
            "x.yaml:4: training.learning-rate: expected a step that fits into the range at most"
                + " 9007199254740992 times, got 1e-320");
    assertThat(problems(drawn("{learning-rate: {from: 1, to: 1e-320}}")))
        .containsExactly(
            "x.yaml:4: training.learning-rate: expected from below to, got 1 and 1e-320");
  }

  @Test
  void notesCountOneAsOne() {
    assertThat(
            parse(
                    sweep("{learning-rate: {from: 0.1, to: 1}}")
                        + "search: {method: random, samples: 1}\n")
                .procedure()
                .notes())
        .anySatisfy(note -> assertThat(note).startsWith("1 sample, drawn at random"));
  }
}
