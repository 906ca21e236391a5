package org.kvsweep.cli;

import java.nio.file.Path;
import java.util.Map;
import org.kvsweep.data.DataFolder;
import org.kvsweep.data.UserHome;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.speed.PeakRates;
import org.kvsweep.speed.SpeedFile;
import org.kvsweep.training.Processor;

/** Where the speeds of this machine are kept. */
final class MeasuredHere {
  private MeasuredHere() {}

  /** The file of this machine and build in the user's cache folder. */
  static SpeedFile file(Map<String, String> environment) {
    BuildIdentity build = BuildIdentity.here();
    Path folder = DataFolder.cache(environment, UserHome.of(environment));
    return new SpeedFile(
        folder,
        Processor.name(),
        "%s %s".formatted(build.kvsweep(), build.classes()).strip(),
        PeakRates::kernels);
  }
}
