package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;

class LoggedTextTest {
  @Test
  void whatIsLoggedDoesNotSteerTheTerminal() throws URISyntaxException {
    URI configuration = LoggedTextTest.class.getResource("/kvsweep-log4j2.properties").toURI();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream errors = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try (LoggerContext context = new LoggerContext("logged text", null, configuration)) {
      context.start();
      context
          .getLogger("org.kvsweep.Some")
          .warn("one\u001b[2J\u009b1m\r\ntwo\tthree", new IOException("\u001b]0;title\u0007"));
    } finally {
      System.setErr(errors);
    }

    assertThat(written.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "(?m)^\\d\\d:\\d\\d:\\d\\d WARN  Some: one\\W{1,3}\\[2J\\W{1,3}1m\\W{1,3}\ntwo\tthree$")
        .containsOnlyOnce("java.io.IOException: ")
        .containsOnlyOnce("]0;title")
        .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
  }
}
