package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task of the page on adding one: compiled as it stands there, and run from a jar beside. */
class AddedTaskIT {
  private static final Path LAUNCHER = Path.of("../kvsweep").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void thePagesTaskIsTrainedByTheLauncher() throws Exception {
    PageCode page = PageCode.of("adding-a-task.md");
    Path sweep = Files.writeString(folder.resolve("previous.yaml"), page.block("yaml"));

    assertThat(launch("", "plan", sweep.toString())).contains("unknown task previous");

    Path jar =
        jar(
            page.compiled(
                folder,
                "org.kvsweep.task.TaskProvider",
                "com.example.PreviousDigit",
                Path.of("target/kvsweep.jar").toString()));
    String table =
        launch(jar.toString(), "run", sweep.toString(), "--slots", "1", "--out", "results");

    assertThat(table)
        .contains("previous: 3 trials, 3 completed")
        .contains("previous: test-accuracy");
    // It is learnt: by chance it were a tenth.
    Matcher mean = Pattern.compile("mean +(\\d\\.\\d+) ").matcher(table);
    assertThat(mean.find()).isTrue();
    assertThat(Double.parseDouble(mean.group(1))).isGreaterThan(0.5);
  }

  private Path jar(Path classes) throws IOException {
    Path jar = folder.resolve("previous.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  private String launch(String classPath, String... words) throws Exception {
    List<String> command = Stream.concat(Stream.of(LAUNCHER.toString()), Stream.of(words)).toList();
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KVSWEEP_CLASSPATH", classPath);
    builder.environment().remove("SPARK_HOME");
    ChildProcess launched = ChildProcess.start(builder, output);
    int unused = launched.exitCode();
    return launched.log();
  }
}
