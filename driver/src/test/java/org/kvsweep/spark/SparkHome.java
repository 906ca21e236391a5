package org.kvsweep.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A Spark installation made of the jars that Maven brought. */
final class SparkHome {
  private SparkHome() {}

  /**
   * Lays it out as Spark's own download is: jars, and spark-submit, which asks Spark's launcher.
   */
  static Path install(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    String classPath = Files.readString(Path.of("target/spark.classpath")).strip();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        mapfile -d '' -t words < <("$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" \\
          org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
        words[1]=${words[1]#$'\\n'}
        exec "${words[@]:1}"
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }
}
