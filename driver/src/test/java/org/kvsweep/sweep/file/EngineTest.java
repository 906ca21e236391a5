package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvsweep.sweep.file.SweepFileTest.ids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;

/** The engine is part of a trial, and trials of the default one are what they always were. */
class EngineTest {
  private static final String PLAIN =
      """
      name: one
      task: {name: toy-echo}
      model: {attention: [qkv, kv]}
      """;

  @TempDir private Path folder;

  private static SweepSpec parse(String more) {
    return SweepFile.parse(PLAIN + more, "one.yaml", TaskCatalog.load());
  }

  private static List<String> problems(String more) {
    return SweepFileTest.problems(PLAIN + more, "one.yaml");
  }

  @Test
  void theDefaultChangesNoTrialAndAnotherEveryTrial() {
    assertThat(ids(parse("engine: dl4j\n"))).isEqualTo(ids(parse("")));
    assertThat(parse("").trials()).allMatch(trial -> trial.spec().engine().equals("dl4j"));
    SweepSpec toy = parse("engine: toy\n");
    assertThat(toy.trials()).allMatch(trial -> trial.spec().engine().equals("toy"));
    assertThat(ids(toy)).doesNotContainAnyElementsOf(ids(parse("")));
    assertThat(ids(parse("training: {engine: toy}\n"))).isEqualTo(ids(toy));
  }

  @Test
  void aListIsAnAxisAndLabelsSayWhichEngine() {
    SweepSpec both = parse("engine: [dl4j, toy]\n");

    assertThat(both.axes()).extracting(Axis::path).contains(SettingPath.of("training.engine"));
    assertThat(both.trials()).hasSize(4);
    TrialLabel labels = new TrialLabel(both);
    assertThat(both.trials())
        .extracting(PlannedTrial::spec)
        .extracting(labels::of)
        .containsExactlyInAnyOrder(
            "toy-echo qkv seed=0",
            "toy-echo kv seed=0",
            "toy-echo qkv engine=toy seed=0",
            "toy-echo kv engine=toy seed=0");
  }

  @Test
  void whatCannotBeMeantIsReportedWithThoseThereAre() {
    assertThat(problems("engine: tojy\n"))
        .containsExactly(
            "one.yaml:4: training.engine: expected one of dl4j, fake, sleeping, survivor, toy, got"
                + " tojy, did you mean toy?");
    assertThat(problems("engine: torch\n"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(", got torch")
        .contains("./mvnw -Ptorch -DskipTests package");
    assertThat(problems("engine: toy\ntraining: {engine: toy}\n"))
        .containsExactly("one.yaml:4: engine: given twice, in training too");
    assertThat(
            SweepFileTest.problems(
                "name: one\ntask: {name: reverse}\nengine: sleeping\ndistribute: data\n",
                "one.yaml"))
        .containsExactly(
            "one.yaml:4: training.distribute: the engine sleeping trains a trial with one worker");
    assertThat(
            SweepFileTest.problems(
                """
                name: one
                task: {name: reverse}
                engine: sleeping
                training: {precision: bfloat16}
                """,
                "one.yaml"))
        .containsExactly("one.yaml:4: training.precision: the engine sleeping trains in float");
  }

  @Test
  void whatWasTrainedIsReadWithoutItsEngine() {
    assertThat(
            problemsOfSaved(
                """
                name: one
                task: {name: reverse}
                engine: [torch, sleeping]
                training: {precision: bfloat16}
                """))
        .as("the limits of an engine that is here still hold")
        .containsExactly("one.yaml:4: training.precision: the engine sleeping trains in float");
    String compared = PLAIN + "engine: [dl4j, torch]\ncompare: training.engine\n";
    SweepSpec read = SweepFile.readSaved(compared, "one.yaml", TaskCatalog.load());

    assertThat(read.trials()).hasSize(4);
    assertThat(read.compared().orElseThrow().sides()).containsExactly("dl4j", "torch");
    assertThat(SweepFileTest.problems(compared, "one.yaml"))
        .as("what is to be trained, without complaints about the values that are left")
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("one.yaml:4: training.engine: expected one of dl4j, ");
  }

  @Test
  void aSavedNameThatNoEngineCanHaveIsReportedInPlainText() {
    String hostile = "\"\\e[2J" + "<b>".repeat(1000) + "\"";
    assertThat(problemsOfSaved(PLAIN + "engine: " + hostile + "\n"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("one.yaml:4: training.engine: expected a name of at most 40 small letters")
        .doesNotContain("\u001b")
        .hasSizeLessThan(250);
    assertThat(problemsOfSaved(PLAIN + "engine: {from: 1, to: 2}\n")).hasSize(1);
    assertThat(problemsOfSaved(PLAIN + "engine: 7\n")).hasSize(1);
  }

  private static List<String> problemsOfSaved(String text) {
    SweepFileException wrong =
        catchThrowableOfType(
            SweepFileException.class,
            () -> SweepFile.readSaved(text, "one.yaml", TaskCatalog.load()));
    return wrong.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void anOptionIsALineOfTheFile() throws IOException {
    SweepSpec sweep = read("", "toy");

    assertThat(sweep.trials()).isEqualTo(parse("engine: toy\n").trials());
    assertThat(SweepFile.parse(sweep.source(), "copy", TaskCatalog.load()).trials())
        .isEqualTo(sweep.trials());
    assertThat(read("engine: toy\n", "toy").source()).isEqualTo(PLAIN + "engine: toy\n");
    assertThatExceptionOfType(SweepFileException.class)
        .isThrownBy(() -> read("engine: dl4j\n", "toy"))
        .withMessageEndingWith("one.yaml:4: engine: expected toy, which --engine names, got dl4j");
  }

  private SweepSpec read(String more, String engine) throws IOException {
    Path file = Files.writeString(folder.resolve("one.yaml"), PLAIN + more);
    return SweepFile.read(
        file, TaskCatalog.load(), new SweepChanges(List.of(), Optional.of(engine)));
  }
}
