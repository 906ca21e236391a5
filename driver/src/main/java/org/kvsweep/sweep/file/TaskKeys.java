package org.kvsweep.sweep.file;

import java.util.Optional;
import java.util.Set;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialSpec;

/**
 * The keys that one task accepts in each section; {@code task.name} is not among them.
 *
 * @param provider of the task
 */
record TaskKeys(
    String task,
    Schema taskSchema,
    Schema modelSchema,
    Schema trainingSchema,
    TaskProvider provider) {

  static TaskKeys of(String task, TaskCatalog catalog) {
    TaskProvider provider = catalog.provider(task);
    return new TaskKeys(
        task,
        provider.taskSchema(task),
        provider.modelSchema(task),
        catalog.trainingSchema(task),
        provider);
  }

  /** What its trials may measure; empty if that is not known. */
  Set<String> metrics() {
    return provider.metrics(task);
  }

  /** What that trial of it measures; empty if that is not known. */
  Set<String> metrics(TrialSpec trial) {
    return provider.metrics(trial);
  }

  Schema schema(Section section) {
    return switch (section) {
      case TASK -> taskSchema;
      case MODEL -> modelSchema;
      case TRAINING -> trainingSchema;
      case RESOURCES -> Resources.SCHEMA;
    };
  }

  Optional<Key> key(SettingPath path) {
    return schema(path.section()).key(path.key());
  }

  /** The setting of the same section that a key counts only with; empty if it always counts. */
  Optional<Schema.Need> need(SettingPath path) {
    return schema(path.section()).need(path.key());
  }
}
