package org.kvsweep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What this build is, written into {@code version.properties} by Maven. */
final class Version implements IVersionProvider {
  private static final String FILE = "version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream stream = Version.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IOException("Cannot tell the version: expected " + FILE + " beside the classes");
      }
      build.load(stream);
    }
    return new String[] {
      "kvsweep %s (commit %s)".formatted(build.get("version"), commit(build.getProperty("commit"))),
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

  /** The first line: version and commit. */
  String line() throws IOException {
    return getVersion()[0];
  }

  /** Built outside a git repository, from a source archive say, the placeholder is left. */
  private static String commit(String filled) {
    return filled.startsWith("$") ? "unknown" : filled;
  }
}
