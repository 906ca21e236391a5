package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.trial.TrialSpec;

/**
 * What a command line changes in a sweep file. Its values are YAML, as those of the file are, and
 * are checked as if they stood there.
 *
 * @param settings in their order; of two for the same key the later counts
 * @param engine that the file is to name, unless it names another; empty for what the file says
 */
public record SweepChanges(List<Setting> settings, Optional<String> engine) {
  /** No changes: the sweep as the file has it. */
  public static final SweepChanges NONE = new SweepChanges(List.of(), Optional.empty());

  private static final Pattern SEED_LIST = Pattern.compile("[0-9]+(?: *, *[0-9]+)+");

  public SweepChanges {
    settings = List.copyOf(settings);
    Objects.requireNonNull(engine, "engine");
  }

  /**
   * One changed key.
   *
   * @param option as it was given, for messages and to be given again
   * @param path of the key, such as {@code training.epochs}; empty if the option has no key
   * @param value in YAML
   * @param plain whether the value is text as it is, and no YAML
   */
  public record Setting(Option option, String path, String value, boolean plain) {}

  /** The name and value of an option of the command line. */
  public record Option(String name, String value) {
    @Override
    public String toString() {
      return name + " " + value;
    }
  }

  /**
   * A change of any key.
   *
   * @param text {@code KEY=VALUE}, such as {@code training.epochs=1}
   */
  public static Setting set(String text) {
    int equals = text.indexOf('=');
    return new Setting(
        new Option("--set", text),
        equals < 0 ? "" : text.substring(0, equals).strip(),
        text.substring(equals + 1),
        false);
  }

  /** A change of the sweep's name. */
  public static Setting name(String name) {
    return new Setting(new Option("--name", name), SweepReader.NAME, name, true);
  }

  /**
   * A change of the seeds.
   *
   * @param seeds as in a sweep file, or a list without brackets: {@code 3,4,5}
   */
  public static Setting seeds(String seeds) {
    String value = SEED_LIST.matcher(seeds.strip()).matches() ? "[" + seeds + "]" : seeds;
    return new Setting(new Option("--seeds", seeds), SeedsReader.PATH, value, false);
  }

  /** Returns the options that say these changes, as words of a command line. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    for (Setting setting : settings) {
      words.addAll(List.of(setting.option().name(), setting.option().value()));
    }
    engine
        .map(SweepChanges::engineOption)
        .ifPresent(option -> words.addAll(List.of(option.name(), option.value())));
    return words;
  }

  /** Returns the options in a line for people. */
  String described() {
    return Stream.concat(
            settings.stream().map(Setting::option), engine.map(SweepChanges::engineOption).stream())
        .map(Option::toString)
        .collect(Collectors.joining(" "));
  }

  private static Option engineOption(String name) {
    return new Option("--engine", name);
  }

  /**
   * Returns the document with the settings and the engine in it; the same if it says all of them. A
   * document that is no mapping stays as it is; so does what an option with a problem would change.
   */
  YamlNode in(YamlNode root, Problems problems) {
    Optional<Mapping> mapping = root.mapping();
    if (mapping.isEmpty()) {
      return root;
    }
    Mapping changed = mapping.get();
    for (Setting setting : settings) {
      Position position = Position.of(setting.option().toString());
      Optional<YamlNode> value = value(setting, position, problems);
      if (value.isPresent()) {
        changed = ChangedKey.of(setting.path(), value.get()).in(changed);
      }
    }
    return engine.isPresent() ? naming(engine.get(), changed, problems) : changed;
  }

  /** Returns the document with that engine; reports if it names another, here or in training. */
  private static Mapping naming(String engine, Mapping root, Problems problems) {
    Optional<YamlNode> named =
        root.value(TrialSpec.ENGINE)
            .or(
                () ->
                    root.value(Section.TRAINING.label())
                        .flatMap(YamlNode::mapping)
                        .flatMap(training -> training.value(TrialSpec.ENGINE)));
    if (named.isEmpty()) {
      Position position = Position.of(engineOption(engine).toString());
      return new ChangedKey(TrialSpec.ENGINE, "", Scalar.ofText(position, engine)).in(root);
    }
    if (named.flatMap(YamlNode::scalar).filter(name -> name.text().equals(engine)).isEmpty()) {
      problems.add(
          named.get().position(),
          TrialSpec.ENGINE,
          "expected %s, which --engine names, got %s".formatted(engine, named.get().description()));
    }
    return root;
  }

  private static Optional<YamlNode> value(Setting setting, Position position, Problems problems) {
    if (setting.path().isEmpty()) {
      problems.add(
          position,
          "",
          "expected KEY=VALUE, such as training.epochs=1 or model.depth=[1, 2], got "
              + new Scalar(position, setting.value(), setting.value(), false).description());
      return Optional.empty();
    }
    if (setting.plain()) {
      return Optional.of(Scalar.ofText(position, setting.value()));
    }
    if (setting.value().isBlank()) {
      return Optional.of(new Scalar(position, "", null, false));
    }
    Problems own = new Problems(position.option());
    Optional<YamlNode> read = YamlReader.read(setting.value(), own);
    own.messages().forEach(message -> problems.add(position, setting.path(), message));
    return own.none() ? read.map(node -> node.at(position)) : Optional.empty();
  }
}
