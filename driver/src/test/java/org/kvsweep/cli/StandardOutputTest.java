package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardOutputTest {
  private final StringWriter err = new StringWriter();

  private int check(OutputStream to, int code) {
    StandardOutput output = new StandardOutput(to);
    output.writer().print("a table");
    return output.check(code, new PrintWriter(err, true));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void whatIsWrittenLeavesTheExitCodeAlone() {
    assertThat(check(OutputStream.nullOutputStream(), ExitCode.OK)).isZero();
    assertThat(check(OutputStream.nullOutputStream(), ExitCode.USAGE)).isEqualTo(2);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Broken pipe", "Datenübergabe unterbrochen (broken pipe)"})
  void aClosedPipeIsNoTrouble(String message) {
    assertThat(check(failing(message), ExitCode.OK)).isZero();
    assertThat(check(failing(message), ExitCode.TROUBLE)).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFullDiskIsSaidAndNoSuccess() {
    assertThat(check(failing("No space left on device"), ExitCode.OK)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("Cannot write the output: No space left on device%n".formatted());
    assertThat(check(failing("No space left on device"), ExitCode.USAGE)).isEqualTo(2);
  }

  @Test
  void commandsOfTheProgramWriteThere() throws IOException, InterruptedException {
    File full = new File("/dev/full");
    assumeThat(full).exists();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--help")
            .redirectOutput(full)
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("Cannot write the output: ");
  }
}
