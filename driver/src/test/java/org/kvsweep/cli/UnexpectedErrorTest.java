package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;

class UnexpectedErrorTest {
  @Command(name = "fails")
  private static final class Fails implements Callable<Integer> {
    private final Throwable thrown;

    Fails(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public Integer call() throws Exception {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }

  private static Cli.Result run(Throwable thrown, boolean stackTrace) {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new Fails(thrown))
            .setExecutionStrategy(UnexpectedError.handingOverErrors())
            .setExecutionExceptionHandler(new UnexpectedError(() -> stackTrace))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
            .execute();
    return new Cli.Result(code, "", err.toString());
  }

  @Test
  void anErrorIsOneLineAsAnExceptionIs() {
    for (Throwable thrown :
        new Throwable[] {new NoClassDefFoundError("a/B"), new IllegalStateException("a/B")}) {
      Cli.Result ended = run(thrown, false);

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .isEqualTo(
              "Unexpected error: %s: a/B\nAdd --stacktrace to see where it happened.\n"
                  .formatted(thrown.getClass().getSimpleName()));
      assertThat(run(thrown, true).err())
          .contains(thrown.getClass().getName() + ": a/B\n\tat ", "UnexpectedErrorTest");
    }
  }

  @Test
  void whatOneOfUsSaidIsSaidHoweverItWasWrapped() {
    Throwable ours = new IOException("Cannot read x: it is torn");

    assertThat(UnexpectedError.line(new ExceptionInInitializerError(new RuntimeException(ours))))
        .isEqualTo("Cannot read x: it is torn");
  }

  @Test
  void tooLittleMemoryComesWithWhatGivesMore() {
    Throwable thrown = new RuntimeException(new OutOfMemoryError("Java heap space"));
    String line =
        "Cannot continue: out of memory (Java heap space) with a heap of at most %d MiB; ";

    assertThat(UnexpectedError.line(thrown))
        .startsWith(line.formatted(Runtime.getRuntime().maxMemory() >> 20))
        .matches(".*; KVSWEEP_JAVA_OPTS=-Xmx[0-9]+g makes it [0-9]+ GiB");
    System.setProperty("spark.master", "local[2]");
    try {
      assertThat(UnexpectedError.line(thrown))
          .matches(".* MiB; kvsweep submit --conf spark.driver.memory=[0-9]+g makes it [0-9]+ GiB");
    } finally {
      System.clearProperty("spark.master");
    }
  }

  @Test
  void aPathThatTheSystemCanNotWriteIsNamedWithTheCharset() {
    String reason = "Malformed input or input contains unmappable characters";

    assertThat(UnexpectedError.line(new InvalidPathException("größe", reason)))
        .startsWith("Cannot use the path größe: " + reason + ", because Java reads it as ")
        .endsWith(" here; set LC_ALL=C.UTF-8 in the environment for UTF-8");
    assertThat(UnexpectedError.line(new InvalidPathException("a", "Nul character not allowed")))
        .isEqualTo("Cannot use the path a: Nul character not allowed");
  }
}
