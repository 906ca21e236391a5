package org.kvsweep.sweep.file;

import java.util.Optional;
import java.util.Set;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;

/**
 * The keys that one task accepts in each section; {@code task.name} is not among them.
 *
 * @param metrics what it measures on each part of its data; empty if that is not known
 */
record TaskKeys(
    String task,
    Schema taskSchema,
    Schema modelSchema,
    Schema trainingSchema,
    Set<String> metrics) {

  static TaskKeys of(String task, TaskCatalog catalog) {
    TaskProvider provider = catalog.provider(task);
    return new TaskKeys(
        task,
        provider.taskSchema(task),
        provider.modelSchema(task),
        catalog.trainingSchema(task),
        provider.metrics(task));
  }

  Schema schema(Section section) {
    return switch (section) {
      case TASK -> taskSchema;
      case MODEL -> modelSchema;
      case TRAINING -> trainingSchema;
      case RESOURCES -> Resources.SCHEMA;
    };
  }

  Optional<Key> key(Section section, String name) {
    return schema(section).key(name);
  }
}
