package org.kvsweep.sweep.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * Three tasks with keys of their own that no engine trains: what a sweep file means can be tested
 * without knowing what a real task accepts.
 */
public final class ToyTasks implements TaskProvider {
  static final String ECHO = "toy-echo";
  static final String PARROT = "toy-parrot";
  static final String GALLERY = "toy-gallery";

  @Override
  public Set<String> names() {
    return new TreeSet<>(Set.of(ECHO, PARROT, GALLERY));
  }

  /** What the parrot measures is known; of the others nothing is. */
  @Override
  public Set<String> metrics(String name) {
    return name.equals(PARROT) ? MetricNames.onEachPart("loss") : Set.of();
  }

  @Override
  public Schema taskSchema(String name) {
    Schema schema = Schema.of(Key.integer("length", 16, 1, name.equals(ECHO) ? 512 : 64, "tokens"));
    return switch (name) {
      case PARROT -> schema.with(Key.integer("echoes", 1, 1, 9, "how often it is said again"));
      case GALLERY -> schema.with(Key.text("folder", "", "of the pictures").required());
      default -> schema;
    };
  }

  @Override
  public Schema modelSchema(String name) {
    Schema schema =
        Schema.of(
            Key.choice("attention", "qkv", List.of("qkv", "kv", "kv-pos"), "the variant"),
            Key.integer("width", 64, 1, 4096, "numbers a token"),
            Key.integer("depth", 2, 1, 64, "blocks"),
            Key.integer("heads", 2, 1, 64, "heads a layer"),
            Key.number("dropout", 0.1, 0, 0.99, "share of activations set to 0"));
    return name.equals(GALLERY) ? schema.with(Key.integer("patch", 7, 1, 32, "pixels")) : schema;
  }

  @Override
  public Schema trainingSchema(String name) {
    return Schema.of(
        Key.integer("epochs", 2, 1, 1000, "passes over the data"),
        Key.integer("batch-size", 128, 1, 65536, "examples a step"),
        Key.number("learning-rate", 1e-3, 1e-9, 10, "the highest of the schedule"),
        Key.flag("shuffle", true, "whether the data are shuffled"));
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>();
    int width = spec.model().integer("width");
    int heads = spec.model().integer("heads");
    if (width % heads != 0) {
      conflicts.add(
          new Conflict("model", "heads", "width " + width + " is not divisible by " + heads));
    }
    if (spec.training().integer("batch-size") > 1024 && spec.task().integer("length") > 256) {
      conflicts.add(new Conflict("training", "batch-size", "too large for long sequences"));
    }
    return conflicts;
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    long width = spec.model().integer("width");
    long depth = spec.model().integer("depth");
    long parameters = depth * ModelKeys.attentionOf(spec).projections() * width * width;
    long tokens = spec.task().integer("length");
    long step = 6 * parameters * tokens * spec.training().integer("batch-size");
    return new TrialCost(parameters, 2 * parameters, step, 10, 16 * parameters);
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    throw new IllegalArgumentException("Cannot train " + spec.taskName() + ": it is a toy");
  }
}
