package org.kvsweep.sweep;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/** The data files that a sweep needs. */
public final class DataNeeds {
  private DataNeeds() {}

  /**
   * The files of all trials, as paths in the data folder.
   *
   * @throws IllegalArgumentException if one is missing; the message says how to get it
   */
  public static Set<String> of(SweepSpec sweep, TaskCatalog catalog, Path dataFolder) {
    // Which files a trial reads is said in its task section: a grid has few of these.
    Map<Settings, TrialSpec> tasks = new LinkedHashMap<>();
    sweep.trials().forEach(trial -> tasks.putIfAbsent(trial.spec().task(), trial.spec()));
    Set<String> files = new TreeSet<>();
    for (TrialSpec spec : tasks.values()) {
      files.addAll(catalog.provider(spec.taskName()).dataFiles(spec, dataFolder));
    }
    return files;
  }
}
