package org.kvsweep.cli;

import picocli.CommandLine.Parameters;

/** The parameter that names a folder of sweeps. */
final class RootParameter {
  @Parameters(
      paramLabel = "ROOT",
      arity = "0..1",
      defaultValue = "results",
      description =
          "The folder, on any file system that Hadoop knows (a path, hdfs:, s3a:) (default:"
              + " ${DEFAULT-VALUE}). Links that lead out of it are not followed.")
  private String place;

  String place() {
    return place;
  }
}
