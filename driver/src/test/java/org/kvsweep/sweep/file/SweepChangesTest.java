package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvsweep.sweep.file.SweepFileTest.ids;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;

/** What a command line changes is as if it stood in the file. */
class SweepChangesTest {
  private static final String FILE =
      """
      # of two tasks
      name: two
      description: "what: a test, [of] #changes"
      task: {name: [toy-echo, toy-parrot], length: 16}
      model: {attention: [qkv, kv], depth: 1}
      training: {learning-rate: 1e-3}
      seeds: 2
      """;

  private static SweepSpec parse(String text, SweepChanges.Setting... settings) {
    return SweepFile.parse(
        text,
        "two.yaml",
        TaskCatalog.load(),
        new SweepChanges(Arrays.asList(settings), Optional.empty()));
  }

  private static SweepSpec set(String... changes) {
    return parse(
        FILE, Arrays.stream(changes).map(SweepChanges::set).toArray(SweepChanges.Setting[]::new));
  }

  private static List<String> problems(SweepChanges.Setting... settings) {
    return catchThrowableOfType(SweepFileException.class, () -> parse(FILE, settings))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static SweepSpec instead(String before, String after) {
    return parse(FILE.replace(before, after));
  }

  @Test
  void valuesListsAndNewKeysAreTakenAsFromTheFile() {
    assertThat(ids(set("model.depth=3"))).isEqualTo(ids(instead("depth: 1", "depth: 3")));
    assertThat(ids(set("model.depth=[1, 2]"))).isEqualTo(ids(instead("depth: 1", "depth: [1, 2]")));
    assertThat(ids(set("model.width = 32")))
        .isEqualTo(ids(instead("depth: 1", "depth: 1, width: 32")));
    assertThat(ids(set("task.name=toy-echo")))
        .isEqualTo(ids(instead("[toy-echo, toy-parrot]", "toy-echo")));
    assertThat(ids(set("model.depth=2", "model.depth=4"))).isEqualTo(ids(set("model.depth=4")));
    assertThat(ids(set("resources={cpus: 2}")))
        .isEqualTo(ids(instead("seeds: 2", "seeds: 2\nresources: {cpus: 2}")));
    assertThat(set("keep=best").keep())
        .isEqualTo(instead("seeds: 2", "seeds: 2\nkeep: best").keep());
  }

  @Test
  void aRangeIsDrawnFrom() {
    SweepSpec drawn =
        set("model.depth={from: 1, to: 4}", "search.method=random", "search.samples=3");

    assertThat(ids(drawn))
        .isEqualTo(
            ids(
                instead(
                    "depth: 1", "depth: {from: 1, to: 4}}\nsearch: {method: random, samples: 3")));
  }

  @Test
  void nameAndSeedsHaveOptionsOfTheirOwn() {
    SweepSpec changed = parse(FILE, SweepChanges.name("1984"), SweepChanges.seeds("3,5"));

    assertThat(changed.name()).isEqualTo("1984");
    assertThat(ids(changed)).isEqualTo(ids(instead("seeds: 2", "seeds: [3, 5]")));
    assertThat(ids(parse(FILE, SweepChanges.seeds("3, 5")))).isEqualTo(ids(changed));
    assertThat(ids(parse(FILE, SweepChanges.seeds("[7]"))))
        .isEqualTo(ids(instead("seeds: 2", "seeds: [7]")));
    assertThat(ids(parse(FILE, SweepChanges.seeds("{first: 2, most: 4}"))))
        .isEqualTo(ids(instead("seeds: 2", "seeds: {first: 2, most: 4}")));
  }

  @Test
  void theSourceSaysTheChangesAndIsReadAsTheSameSweep() {
    SweepSpec changed = set("model.depth=[1, 2]", "keep=all", "training.learning-rate=0.01");

    assertThat(changed.source())
        .isEqualTo(
            """
            # two.yaml with --set model.depth=[1, 2] --set keep=all --set training.learning-rate=0.01
            name: two
            description: "what: a test, [of] #changes"
            task:
              name: [toy-echo, toy-parrot]
              length: 16
            model:
              attention: [qkv, kv]
              depth: [1, 2]
            training:
              learning-rate: 0.01
            seeds: 2
            keep: all
            """);
    assertThat(ids(parse(changed.source()))).isEqualTo(ids(changed));
    assertThat(parse(FILE).source()).as("nothing changed").isEqualTo(FILE);
  }

  @Test
  void keysInGroupsAreReplacedWhereverTheyStand() {
    String images = "name: a\ntask: {name: mnist, %s}\n";
    SweepChanges.Setting change = SweepChanges.set("task.limit.train=700");

    assertThat(ids(parse(images.formatted("limit: {train: 800, test: 5}"), change)))
        .isEqualTo(ids(parse(images.formatted("limit-train: 900, limit-test: 5"), change)))
        .isEqualTo(ids(parse(images.formatted("limit-train: 700, limit-test: 5"))));
  }

  @Test
  void theEngineMayStandInTheFileOrAmongTheChanges() {
    Optional<String> toy = Optional.of("toy");
    String inTraining = FILE.replace("{learning-rate", "{engine: toy, learning-rate");

    assertThat(ids(with(inTraining, new SweepChanges(List.of(), toy))))
        .isEqualTo(ids(parse(inTraining)));
    assertThat(
            catchThrowableOfType(
                    SweepFileException.class,
                    () ->
                        with(FILE, new SweepChanges(List.of(SweepChanges.set("engine=dl4j")), toy)))
                .problems())
        .singleElement()
        .hasToString("--set engine=dl4j: engine: expected toy, which --engine names, got dl4j");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"two\", \"task\": {\"name\": \"toy-echo\"}}",
        "{name: two,\n task: {name: toy-echo}}\n",
        "name: two\ntask: {name: toy-echo}\n...\n",
        "---\nname: two\ntask: {name: toy-echo} # the end"
      })
  void theEngineIsAddedToAFileOfAnyForm(String text) {
    SweepSpec named = with(text, new SweepChanges(List.of(), Optional.of("toy")));

    assertThat(ids(named)).isEqualTo(ids(parse(text, SweepChanges.set("engine=toy"))));
    assertThat(named.source()).startsWith("# two.yaml with --engine toy\nname: ");
    assertThat(ids(parse(named.source()))).isEqualTo(ids(named));
  }

  @Test
  void anEngineThatThereIsNotIsAProblemOfTheOption() {
    assertThat(
            catchThrowableOfType(
                    SweepFileException.class,
                    () -> with(FILE, new SweepChanges(List.of(), Optional.of("tojy"))))
                .problems())
        .singleElement()
        .asString()
        .startsWith("--engine tojy: training.engine: expected one of ");
  }

  private static SweepSpec with(String text, SweepChanges changes) {
    return SweepFile.parse(text, "two.yaml", TaskCatalog.load(), changes);
  }

  @Test
  void aListWithoutBracketsIsToldHowToBeWritten() {
    assertThat(problems(SweepChanges.set("model.depth=1,2")))
        .containsExactly(
            "--set model.depth=1,2: model.depth: expected a whole number from 1 to 64, got 1,2:"
                + " a decimal point is a point, and thousands have no comma; a list of values is"
                + " written [1,2]");
    assertThat(problems(SweepChanges.set("model.attention=qkv,kv")))
        .containsExactly(
            "--set model.attention=qkv,kv: model.attention: expected one of qkv, kv, kv-pos, got"
                + " qkv,kv; a list of values is written [qkv,kv]");
    assertThat(problems(SweepChanges.set("task.name=toy-echo,toy-parrot")))
        .singleElement()
        .asString()
        .endsWith("; a list of values is written [toy-echo,toy-parrot]");
    assertThat(problems(SweepChanges.set("model.attention=qkv,kw")))
        .singleElement()
        .asString()
        .doesNotContain("a list of values");
    assertThat(problems(SweepChanges.seeds("0")))
        .containsExactly(
            "--seeds 0: seeds: expected a whole number from 1 to 100000 or a list of seeds such as"
                + " [7] or [3, 4], got 0");
  }

  @Test
  void problemsNameTheOption() {
    assertThat(problems(SweepChanges.set("training.epochs=0"), SweepChanges.set("model.dept=2")))
        .containsExactly(
            "--set model.dept=2: model.dept: unknown key, did you mean depth?",
            "--set training.epochs=0: training.epochs: expected a whole number from 1 to 1000, got"
                + " 0");
    assertThat(problems(SweepChanges.set("model.heads=3")))
        .containsExactly("--set model.heads=3: model.heads: width 64 is not divisible by 3");
    assertThat(problems(SweepChanges.set("search.method=random")))
        .singleElement()
        .asString()
        .startsWith("--set search.method=random: search");
    assertThat(problems(SweepChanges.set("epochs=1")))
        .containsExactly("--set epochs=1: epochs: unknown key here, it belongs to training");
    assertThat(problems(SweepChanges.set("model.depth")))
        .containsExactly(
            "--set model.depth: expected KEY=VALUE, such as training.epochs=1 or model.depth=[1,"
                + " 2], got model.depth");
    assertThat(problems(SweepChanges.set("model.depth=")))
        .containsExactly("--set model.depth=: model.depth: expected a value, got nothing");
    assertThat(problems(SweepChanges.set("model.depth=[1")))
        .singleElement()
        .asString()
        .startsWith("--set model.depth=[1: model.depth: not valid YAML: ");
    assertThat(problems(SweepChanges.name("../x")))
        .singleElement()
        .asString()
        .startsWith("--name ../x: name: expected a file name of at most 100 letters");
    assertThat(problems(SweepChanges.seeds("0")))
        .singleElement()
        .asString()
        .startsWith("--seeds 0: seeds: expected a whole number from 1 to ");
    assertThat(problems(SweepChanges.set("model.depth=&a [\u001b]")))
        .singleElement()
        .asString()
        .doesNotContain("\u001b");
  }
}
