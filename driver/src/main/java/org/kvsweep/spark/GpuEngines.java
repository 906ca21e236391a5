package org.kvsweep.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EngineCatalog;

/** The engines of a sweep, where Spark is to give GPUs to its trials. */
public final class GpuEngines {
  private GpuEngines() {}

  /**
   * Refuses trials that an application with these settings would give GPUs, which their engine
   * can't use here.
   *
   * @throws IllegalArgumentException if an engine lacks something; the message says what to do
   */
  public static void require(
      SparkSettings settings, List<PlannedTrial> trials, EngineCatalog engines) {
    require(settings.conf(), trials, engines);
  }

  /**
   * Refuses trials on GPUs whose engine can't use them here.
   *
   * @throws IllegalArgumentException if an engine lacks something; the message says what to do
   */
  public static void require(SparkConf conf, List<PlannedTrial> trials, EngineCatalog engines) {
    Optional<String> lack =
        trials.stream()
            .map(trial -> trial.spec().engine())
            .distinct()
            .map(engines::provider)
            .toList()
            .stream()
            .flatMap(engine -> engine.lackForGpus().stream())
            .findFirst();
    if (lack.isPresent() && SparkSettings.GPU_AMOUNTS.stream().anyMatch(conf::contains)) {
      throw new IllegalArgumentException("Cannot train on GPUs: " + lack.get());
    }
  }
}
