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
   * Lays it out as Spark's own download is: jars, spark-submit, and spark-class, which asks Spark's
   * launcher.
   */
  static Path install(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    String classPath = Files.readString(Path.of("target/spark.classpath")).strip();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    Files.createDirectories(home.resolve("bin"));
    script(
        home.resolve("bin/spark-class"),
        """
        #!/usr/bin/env bash
        export SPARK_SCALA_VERSION=2.12
        mapfile -d '' -t words < <("$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" \\
          org.apache.spark.launcher.Main "$@")
        words[1]=${words[1]#$'\\n'}
        exec "${words[@]:1}"
        """);
    script(
        home.resolve("bin/spark-submit"),
        """
        #!/usr/bin/env bash
        exec "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
        """);
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
