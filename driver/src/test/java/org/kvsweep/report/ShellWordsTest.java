package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

  @Test
  void anOptionStandsOnALineWithItsValue() {
    assertThat(
            ShellWords.lines(
                List.of(
                    "/opt/spark-submit", "--name", "kvsweep a", "--conf", "k=$v", "a.jar", "run")))
        .isEqualTo(
            """
            /opt/spark-submit \\
              --name 'kvsweep a' \\
              --conf 'k=$v' \\
              a.jar \\
              run""");
  }

  @Property(tries = 50)
  void aShellReadsTheSameWordsAgain(
      @ForAll @Size(max = 6) List<@CharRange(from = ' ', to = '~') String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("printf", "%s\\n", "first"));
    command.addAll(words);
    Process shell =
        new ProcessBuilder("sh", "-c", ShellWords.lines(command)).redirectErrorStream(true).start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shell.waitFor()).isZero();
    assertThat(printed)
        .isEqualTo("first\n" + String.join("", words.stream().map(w -> w + "\n").toList()));
  }

  @Test
  void aSettingWhoseNameSaysSecretKeepsItsNameOnly() {
    assertThat(ShellWords.withoutSecret("spark.hadoop.fs.s3a.secret.key=abc=d"))
        .isEqualTo("spark.hadoop.fs.s3a.secret.key=(not shown)");
    assertThat(ShellWords.withoutSecret("--conf=spark.ssl.keyPassword=abc"))
        .isEqualTo("--conf=spark.ssl.keyPassword=(not shown)");
    assertThat(ShellWords.withoutSecret("spark.ui.port=4050")).isEqualTo("spark.ui.port=4050");
    assertThat(ShellWords.withoutSecret("--filter=task.tokens=5"))
        .isEqualTo("--filter=task.tokens=5");
  }
}
