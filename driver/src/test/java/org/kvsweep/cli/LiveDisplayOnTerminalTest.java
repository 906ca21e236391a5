package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.MovableClock;
import org.kvsweep.cli.progress.ProgressDisplay;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.trial.TrialProgress;

/** A display on a pseudo terminal, which util-linux's {@code script} makes. */
class LiveDisplayOnTerminalTest {
  private static final int INTERRUPTS = 20;

  @TempDir private Path folder;

  /**
   * An interrupt from the keyboard reaches all processes of the terminal, so also what JLine starts
   * to ask for its size.
   */
  @Test
  void twentyInterruptsFromTheKeyboardDisturbNoDrawing() throws Exception {
    assumeTrue(hasScript(), "needs script of util-linux, which makes pseudo terminals");
    Path asked = folder.resolve("asked");
    ProcessBuilder builder = onTerminal(Drawing.class, countingStty(asked));
    builder.environment().put("TERM", "xterm-256color");

    try (ChildProcess drawing = ChildProcess.start(builder, folder.resolve("log"))) {
      drawing.await(Pattern.compile("loss"));
      long atTheStart = Files.readAllLines(asked).size();
      for (int i = 1; i <= INTERRUPTS; i++) {
        drawing.type("\u0003");
        drawing.await(Pattern.compile("interrupted " + i + "\\b"));
      }

      assertThat(drawing.exitCode()).as(drawing.log()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(drawing.log()).doesNotContain("Exception", "Error");
      assertThat(Files.readAllLines(asked).size() - atTheStart)
          .as("processes that were started between the first frame and the end of the display")
          .isLessThanOrEqualTo(1);
    }
  }

  /** As after Ctrl-Z and {@code bg}, where the shell sets the modes in which its user types. */
  @Test
  void aDisplayInTheBackgroundEndsWithoutTouchingTheModesOfTheShell() throws Exception {
    assumeTrue(hasScript(), "needs script of util-linux, which makes pseudo terminals");
    Path shell = folder.resolve("shell");
    Files.writeString(
        shell,
        """
        set -m
        %s &
        read -r line
        stty -echo
        kill -TERM %%1
        wait %%1
        echo "ended with $?"
        stty -a
        kill -KILL %%1 2>/dev/null
        """
            .formatted(java(Ending.class)));
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", "bash " + shell, "/dev/null");
    builder.environment().put("TERM", "xterm-256color");

    try (ChildProcess terminal = ChildProcess.start(builder, folder.resolve("log"))) {
      terminal.await(Pattern.compile("loss"));
      terminal.type("\n");
      terminal.await(Pattern.compile("ended with \\d+"));
      terminal.await(Pattern.compile("-?echo\\b"));

      assertThat(terminal.log()).contains("ended with 0").contains(" -echo ");
    }
  }

  private static boolean hasScript() throws Exception {
    try {
      return new ProcessBuilder("script", "-qec", "true", "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  private static ProcessBuilder onTerminal(Class<?> main, Path programs) {
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", java(main), "/dev/null");
    builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
    return builder;
  }

  /** Returns the command that runs this class, as a shell reads it. */
  private static String java(Class<?> main) {
    return Stream.concat(
            Stream.of(ChildProcess.jdk("java")),
            Stream.concat(
                ChildProcess.BRIEF.stream(),
                Stream.of("-cp", System.getProperty("java.class.path"), main.getName())))
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  /** Returns a folder with a {@code stty} that leaves a line in the file for each call. */
  private Path countingStty(Path calls) throws Exception {
    Files.createFile(calls);
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path stty = programs.resolve("stty");
    Files.writeString(
        stty, "#!/bin/sh\necho call >>'%s'\nPATH=${PATH#*:}\nexec stty \"$@\"\n".formatted(calls));
    Files.setPosixFilePermissions(stty, PosixFilePermissions.fromString("rwxr-xr-x"));
    return programs;
  }

  /** Draws until it has been interrupted often enough. */
  static final class Drawing {
    private Drawing() {}

    public static void main(String[] none) throws InterruptedException {
      OutputTerminal terminal = new OutputTerminal(true, true, 80, StandardCharsets.UTF_8);
      MovableClock clock = new MovableClock();
      BlockingQueue<String> interrupts = new LinkedBlockingQueue<>();
      TakenSignals signals = new TakenSignals();
      try (ProgressDisplay display =
          ProgressDisplay.open(
              terminal, new PrintWriter(Writer.nullWriter()), clock, ToySweep.text())) {
        signals.take("INT", () -> interrupts.add("interrupted"));
        display.listener().sweepStarted(8, 0, 1);
        display.listener().trialStarted(ToySweep.trial(0), 1, "here");
        int count = 0;
        for (long step = 1; count < INTERRUPTS; step++) {
          clock.advance(Duration.ofSeconds(1));
          display
              .listener()
              .trialProgressed(
                  ToySweep.trial(0), new TrialProgress(1, 1, step, 1_000_000, 1.0 / step, 9));
          if (interrupts.poll(2, TimeUnit.MILLISECONDS) != null) {
            display.say("interrupted " + ++count);
          }
        }
      }
      System.exit(ExitCode.INTERRUPTED);
    }
  }

  /** Draws once, and ends at SIGTERM. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] none) throws InterruptedException {
      OutputTerminal terminal = new OutputTerminal(true, true, 80, StandardCharsets.UTF_8);
      MovableClock clock = new MovableClock();
      CountDownLatch told = new CountDownLatch(1);
      TakenSignals signals = new TakenSignals();
      signals.take("TERM", told::countDown);
      try (ProgressDisplay display =
          ProgressDisplay.open(
              terminal, new PrintWriter(Writer.nullWriter()), clock, ToySweep.text())) {
        display.listener().sweepStarted(8, 0, 1);
        display.listener().trialStarted(ToySweep.trial(0), 1, "here");
        clock.advance(Duration.ofSeconds(1));
        display
            .listener()
            .trialProgressed(ToySweep.trial(0), new TrialProgress(1, 1, 1, 1_000, 0.5, 9));
        told.await();
      }
      System.exit(ExitCode.OK);
    }
  }
}
