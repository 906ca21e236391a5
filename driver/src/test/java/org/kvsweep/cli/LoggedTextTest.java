package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.routing.PurgePolicy;
import org.apache.logging.log4j.core.appender.routing.RoutingAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;

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

  @Test
  void theFileOfATrialOnAClusterIsClosedWhereNothingIsWrittenToItAnyMore(@TempDir Path folder)
      throws Exception {
    String cluster = Files.readString(Path.of("../cluster/log4j2.properties"));
    assertThat(cluster).contains("purge.timeToLive = 15\n", "purge.timeUnit = minutes\n");
    Path configuration = folder.resolve("log4j2.properties");
    Files.writeString(
        configuration,
        cluster
            .replace("purge.timeUnit = minutes", "purge.timeUnit = milliseconds")
            .replace("fileName = trials/", "fileName = " + folder + "/"));
    try (LoggerContext context = new LoggerContext("trials", null, configuration.toUri())) {
      context.start();
      RoutingAppender trials = context.getConfiguration().getAppender("trials");
      PurgePolicy idle = trials.getPurgePolicy();
      for (String line : List.of("first", "second")) {
        ThreadContext.put("trial", "one");
        context.getLogger("org.kvsweep.Some").info(line);
        ThreadContext.remove("trial");
        assertThat(folder.resolve("one.log")).content().endsWith(": " + line + "\n");
        Instant begin = Instant.now();
        while (!trials.getAppenders().isEmpty()
            && Instant.now().isBefore(begin.plus(Patience.LIMIT))) {
          idle.purge();
        }
        assertThat(trials.getAppenders()).as("open files").isEmpty();
      }
    }
    assertThat(folder.resolve("one.log")).content().contains("first", "second");
  }
}
