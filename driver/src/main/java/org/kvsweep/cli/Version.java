package org.kvsweep.cli;

import java.util.Properties;
import org.kvsweep.spark.executor.BuildIdentity;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties build = BuildIdentity.properties();
    return new String[] {
      BuildIdentity.versionLine(),
      "Spark %s, Deeplearning4j %s, Scala %s"
          .formatted(build.get("spark"), build.get("dl4j"), build.get("scala")),
      "Java %s (%s) on %s %s"
          .formatted(
              System.getProperty("java.version"),
              System.getProperty("java.vendor"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
