package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.settings.Labelled;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Search;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.TrialSpec;

/** Checks a whole sweep file, from its top-level keys down to the conflicts of every cell. */
final class SweepReader {
  static final String NAME = "name";
  static final String DESCRIPTION = "description";
  static final String SEEDS = SeedsReader.PATH;
  private static final String SEARCH = SearchReader.PATH;
  static final String KEEP = "keep";

  /** The keys that a sweep file may have at its top. */
  static final List<String> KEYS =
      List.of(
          NAME,
          DESCRIPTION,
          Section.TASK.label(),
          Section.MODEL.label(),
          Section.TRAINING.label(),
          Section.RESOURCES.label(),
          SEEDS,
          SEARCH,
          TuningReader.PATH,
          ConfirmationReader.PATH,
          ComparedKeyReader.PATH,
          RulesReader.WHEN,
          RulesReader.EXCLUDE,
          EarlyStoppingReader.PATH,
          KEEP,
          CheckpointsReader.KEY,
          TrainingKeys.DISTRIBUTE,
          TrialSpec.ENGINE);

  /** Keys of the training that stand at the top, because they are about more than a training. */
  private static final Set<String> OF_TRAINING = Set.of(TrainingKeys.DISTRIBUTE, TrialSpec.ENGINE);

  /**
   * A name that suits file systems: they refuse names of more than 255 bytes, and suffixes are
   * added to this one.
   */
  private static final Pattern SAFE_NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,%d}".formatted(SweepFile.LONGEST_NAME - 1));

  private final TaskCatalog catalog;
  private final Problems problems;
  private final Mapping root;

  private SweepReader(TaskCatalog catalog, Problems problems, Mapping root) {
    this.catalog = catalog;
    this.problems = problems;
    this.root = root;
  }

  /**
   * The sweep of that document.
   *
   * @throws SweepFileException with everything that is wrong
   */
  static SweepSpec read(YamlNode root, String text, TaskCatalog catalog, Problems problems) {
    Optional<Mapping> mapping = root.mapping();
    if (mapping.isPresent()) {
      return new SweepReader(catalog, problems, mapping.get()).sweep(text);
    }
    problems.expected(root, "", "keys such as name and task");
    problems.throwIfAny();
    throw new IllegalStateException("Cannot read a sweep file: nothing read, nothing reported");
  }

  private SweepSpec sweep(String text) {
    Optional<GivenKey> names = new TaskNamesReader(catalog, problems).read(root);
    Vocabulary vocabulary = vocabulary(names);
    unknownKeys(vocabulary);
    final String name = name();
    description();
    final Optional<Search> search = SearchReader.read(root.entry(SEARCH), problems);
    final Keep keep = keep();
    final CheckpointPolicy checkpoints =
        CheckpointsReader.read(root.entry(CheckpointsReader.KEY), problems);
    final SeedsReader.Seeds seeds = SeedsReader.read(root.entry(SEEDS), problems);
    final Optional<EarlyStopping> stopping =
        EarlyStoppingReader.read(root.entry(EarlyStoppingReader.PATH), problems);
    final SettingsChoice choice = SettingsChoice.read(root, problems);
    List<GivenKey> keys = keys(vocabulary, names);
    TuningChecks checks = new TuningChecks(root, vocabulary, problems);
    GivenKeyChecks given = new GivenKeyChecks(root, vocabulary, keys, problems);
    given.thatCountNowhere();
    ComparedKeyReader comparing =
        new ComparedKeyReader(root.entry(ComparedKeyReader.PATH), vocabulary, keys, problems);
    Rules rules = new RulesReader(vocabulary, keys, comparing.name(), problems).read(root);
    boolean sound = given.rangesAreDrawnFrom(search) && search.isPresent();
    sound &= checks.keys(keys) && choice.tuning().isPresent() == root.has(TuningReader.PATH);
    List<Long> first = choice.seeds(seeds.first());
    Cells cells =
        new Cells(
            catalog,
            vocabulary.tasks(),
            keys,
            first,
            search.orElse(Search.GRID),
            choice.tuning(),
            comparing.name(),
            rules);
    if (vocabulary.certain()
        && !given.lackAny(this::sectionPosition)
        && cells.complete()
        && sound) {
      cells.find(
          this::sectionPosition,
          keyPosition(choice.tuning().isPresent() ? TuningReader.PATH : SEARCH),
          problems);
    }
    List<PlannedTrial> trials = problems.none() ? choice.trials(cells) : List.of();
    Optional<ComparedKey> compared =
        trials.isEmpty() ? Optional.empty() : choice.compared(trials, cells, comparing, rules);
    Optional<Confirmation> confirmation =
        choice.confirmation(
            stopping, first, problem -> problems.add(keyPosition(SEEDS), SEEDS, problem));
    Map<String, Objective> choosing = new LinkedHashMap<>();
    choice.tuning().ifPresent(wanted -> choosing.put(TuningReader.PATH, wanted.objective()));
    stopping.ifPresent(rule -> choosing.put(EarlyStoppingReader.PATH, rule.objective()));
    checks.objectives(choosing, trials);
    SweepPolicyReader procedure =
        new SweepPolicyReader(
            catalog, root, stopping, seeds.more(), choice.tuning(), trials, compared);
    procedure.check(problems);
    problems.throwIfAny();
    return new SweepSpec(
        name,
        cells.axes(),
        trials,
        text,
        keep,
        checkpoints,
        choice.in(procedure.procedure(cells.notes(), checkpoints), cells, confirmation, compared),
        compared);
  }

  private Position keyPosition(String key) {
    return root.entry(key).map(Entry::position).orElse(Position.START);
  }

  private void unknownKeys(Vocabulary vocabulary) {
    for (Entry entry : root.entries()) {
      if (!KEYS.contains(entry.key())) {
        problems.add(
            entry.position(),
            new Scalar(entry.position(), entry.key(), entry.key(), false).description(),
            vocabulary.advice(entry.key(), KEYS));
      }
    }
  }

  private String name() {
    Optional<Entry> entry = root.entry(NAME);
    if (entry.isEmpty()) {
      problems.add(Position.START, NAME, "missing, the results folder is named after it");
      return "";
    }
    YamlNode value = entry.get().value();
    Optional<String> name =
        value
            .scalar()
            .filter(scalar -> scalar.value() != null)
            .map(Scalar::text)
            .filter(text -> SAFE_NAME.matcher(text).matches());
    if (name.isEmpty()) {
      problems.expected(
          value,
          NAME,
          "a file name of at most %d letters, digits, '.', '_' and '-', not beginning with '.'"
              .formatted(SweepFile.LONGEST_NAME));
    }
    return name.orElse("");
  }

  private void description() {
    root.value(DESCRIPTION)
        .filter(value -> value.scalar().isEmpty())
        .ifPresent(value -> problems.expected(value, DESCRIPTION, "text"));
  }

  private Keep keep() {
    Optional<YamlNode> value = root.value(KEEP);
    Optional<Keep> known = value.flatMap(node -> node.choice(Keep.class));
    if (value.isPresent() && known.isEmpty()) {
      problems.expected(value.get(), KEEP, Labelled.words(Keep.class));
    }
    return known.orElse(Keep.NONE);
  }

  private Vocabulary vocabulary(Optional<GivenKey> names) {
    List<String> tasks =
        names
            .map(given -> given.values().stream().map(Scalar::text).distinct().toList())
            .orElse(catalog.names());
    return new Vocabulary(
        tasks.stream().map(task -> TaskKeys.of(task, catalog)).toList(), names.isPresent());
  }

  private List<GivenKey> keys(Vocabulary vocabulary, Optional<GivenKey> names) {
    List<GivenKey> keys = new ArrayList<>();
    for (Entry part : root.entries()) {
      Optional<Section> section = Section.of(part.key());
      if (section.isPresent()) {
        Optional<Mapping> mapping = part.value().mapping();
        if (mapping.isPresent()) {
          keys.addAll(keys(section.get(), mapping.get(), vocabulary, names));
        } else {
          notMapping(section.get(), part.value());
        }
      } else if (OF_TRAINING.contains(part.key())) {
        ofTraining(part, vocabulary).ifPresent(keys::add);
      }
    }
    return keys;
  }

  private Optional<GivenKey> ofTraining(Entry entry, Vocabulary vocabulary) {
    Optional<Mapping> training = root.value(Section.TRAINING.label()).flatMap(YamlNode::mapping);
    if (training.filter(mapping -> mapping.has(entry.key())).isPresent()) {
      problems.add(entry.position(), entry.key(), "given twice, in training too");
      return Optional.empty();
    }
    return new SectionReader(Section.TRAINING, vocabulary, List.of(), problems).read(entry, root);
  }

  private List<GivenKey> keys(
      Section section, Mapping mapping, Vocabulary vocabulary, Optional<GivenKey> names) {
    List<String> more = section == Section.TASK ? List.of(TrialSpec.TASK_NAME) : List.of();
    SectionReader reader = new SectionReader(section, vocabulary, more, problems);
    List<GivenKey> keys = new ArrayList<>();
    Mapping flat = new NestedKeys(section, vocabulary, problems).flat(mapping);
    for (Entry entry : flat.entries()) {
      if (more.contains(entry.key())) {
        names.ifPresent(keys::add);
      } else {
        reader.read(entry, flat).ifPresent(keys::add);
      }
    }
    return keys;
  }

  private void notMapping(Section section, YamlNode value) {
    boolean empty = value.scalar().filter(scalar -> scalar.value() == null).isPresent();
    // The task section has been reported with the missing name.
    if (section != Section.TASK && !empty) {
      problems.expected(value, section.label(), "a mapping of keys and values");
    }
  }

  private Position sectionPosition(Section section) {
    return root.entry(section.label()).map(Entry::position).orElse(Position.START);
  }
}
