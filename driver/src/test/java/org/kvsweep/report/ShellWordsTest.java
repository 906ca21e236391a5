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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.azure.account.key.a.dfs.core.windows.net",
        "spark.hadoop.fs.azure.sas.box.a.blob.core.windows.net",
        "spark.hadoop.fs.gs.auth.service.account.private.key",
        "--conf=spark.my.credentials"
      })
  void theKeysOfObjectStoresAreSecret(String name) {
    assertThat(ShellWords.withoutSecret(name + "=a b")).isEqualTo(name + "=(not shown)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.aws.credentials.provider=org.example.Provider",
        "spark.hadoop.fs.azure.account.keyprovider.a=org.example.Provider",
        "spark.driver.extraJavaOptions=-Da=b -Xmx1g"
      })
  void whatIsNoSecretIsShown(String word) {
    assertThat(ShellWords.withoutSecret(word)).isEqualTo(word);
  }

  @Test
  void aPropertyOfTheJvmKeepsItsNameOnly() {
    assertThat(
            ShellWords.withoutSecret(
                "spark.driver.extraJavaOptions=-Da=b -Djavax.net.ssl.keyStorePassword=abc"
                    + " -Dmy.token='x y' -Dc=d"))
        .isEqualTo(
            "spark.driver.extraJavaOptions=-Da=b -Djavax.net.ssl.keyStorePassword=(not shown)"
                + " -Dmy.token=(not shown) -Dc=d");
  }

  @Property
  void wordsInOneLineAreReadAgain(
      @ForAll @Size(min = 1, max = 6) List<@CharRange(to = '~') String> words) {
    String line = ShellWords.inOneLine(words);

    assertThat(ShellWords.words(line)).contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a; b", "a  b", "a b # c", "a 'b", "a \"b\"", "a $(b)", "a \\b", "a\nb"})
  void whatAShellWouldDoMoreWithIsNoListOfWords(String line) {
    assertThat(ShellWords.words(line)).isEmpty();
  }
}
