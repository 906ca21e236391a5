package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.cli.ToySweep.trial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.builtins.ScreenTerminal;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.cli.ToySweep;
import org.kvsweep.report.TextStyle.Colours;
import org.kvsweep.trial.TrialProgress;

/** What a user sees: the escape sequences are fed into a terminal emulator. */
class LiveProgressTest {
  private static final int COLUMNS = 100;
  private static final int ROWS = 20;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final MovableClock clock = new MovableClock();
  private Terminal terminal;
  private LiveScreen screen;
  private LiveProgress progress;

  @BeforeEach
  void openTerminal() throws IOException {
    terminal =
        new ExternalTerminal(
            "test",
            "xterm-256color",
            new ByteArrayInputStream(new byte[0]),
            written,
            StandardCharsets.UTF_8);
    terminal.setSize(new Size(COLUMNS, ROWS));
    screen = new LiveScreen(terminal, Colours.NONE);
    progress = new LiveProgress(screen, clock, ToySweep.text());
  }

  @AfterEach
  void closeTerminal() throws IOException {
    terminal.close();
  }

  @Test
  void aTerminalThatIsGoneDisturbsNobody() throws IOException {
    GoneTerminal goes = new GoneTerminal();
    LiveProgress unseen =
        new LiveProgress(new LiveScreen(goes, Colours.ANSI), clock, ToySweep.text());
    unseen.sweepStarted(8, 0, 2);
    goes.gone = true;

    pass(1000);
    unseen.trialStarted(trial(0), 1, "here");
    unseen.trialRetried(trial(0), 2, "lost");
    unseen.tick();
  }

  @Test
  void linesAreDrawnInPlace() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    pass(200);
    progress.trialProgressed(trial(0), new TrialProgress(1, 2, 10, 40, 1.25, 0));
    pass(1000);
    progress.trialStarted(trial(2), 1, "here");

    assertThat(seen())
        .containsExactly(
            "[                        ] 0/8 trials done, 2 running, 1.2 s",
            "  [==        ]  25 %  loss 1.2500  qkv length=16 seed=0     epoch 1/2",
            "  [          ] starting            kv-pos length=16 seed=0");
  }

  @Test
  void whatWentWrongStaysAboveAndWhatWentWellDoesNot() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    progress.trialStarted(trial(1), 1, "here");
    pass(500);
    progress.trialEnded(trial(0), ToySweep.failed());
    pass(500);
    progress.trialRetried(trial(1), 2, "executor lost");
    progress.trialStarted(trial(1), 2, "there");
    pass(500);
    progress.trialEnded(trial(1), ToySweep.completed(0.5));

    assertThat(seen())
        .containsExactly(
            "toy-echo qkv length=16 seed=0 failed (out-of-memory: Cannot allocate 4 GB), 0.5 s",
            "toy-echo qkv length=16 seed=1: executor lost; attempt 2 follows",
            "[======                  ] 2/8 trials done, 1 failed, 0 running, 1.5 s");
  }

  @Test
  void aSentenceThatIsTooLongIsBrokenBetweenWords() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    progress.trialRetried(trial(0), 2, "the executor that had it was told to leave by its cluster");

    assertThat(seen())
        .contains(
            "toy-echo qkv length=16 seed=0: the executor that had it was told to leave by its cluster;"
                + " attempt 2",
            "follows");
  }

  @Test
  void logsOfOthersAndTheFinalTableAreNotGarbled() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    pass(200);
    progress.tick();
    PrintStream logs =
        new PrintStream(
            new LogAboveProgress(screen, terminalStream()), true, StandardCharsets.UTF_8);
    logs.print("WARN first ");
    pass(200);
    progress.tick();
    logs.println("half");
    logs.println("WARN second");
    pass(200);
    progress.tick();
    assertThat(seen())
        .startsWith(
            "WARN first half",
            "WARN second",
            "[                        ] 0/8 trials done," + " 1 running, 0.6 s")
        .hasSize(4);

    logs.print("the beginning of a line");
    logs.close();
    screen.close();
    progress.tick();
    progress.trialEnded(trial(0), ToySweep.completed(1));
    terminal.writer().println("\nthe table");
    terminal.flush();

    assertThat(seen())
        .containsExactly("WARN first half", "WARN second", "the beginning of a line", "the table");
  }

  @Test
  void theSizeIsAskedForOnlyWhenTheTerminalHasChanged() throws IOException {
    GoneTerminal asked = new GoneTerminal();
    asked.setSize(new Size(60, 24));
    LiveScreen narrow = new LiveScreen(asked, Colours.NONE);
    int once = asked.questions;
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      narrow.draw((width, height) -> lines(widths, width));
    }
    assertThat(asked.questions).isEqualTo(once);

    asked.setSize(new Size(120, 24));
    asked.raise(Terminal.Signal.WINCH);
    narrow.draw((width, height) -> lines(widths, width));
    asked.gone = true;
    asked.raise(Terminal.Signal.WINCH);
    asked.gone = false;
    narrow.draw((width, height) -> lines(widths, width));
    assertThat(widths).endsWith(59, 119, 119);
  }

  @Test
  void whatTheTerminalHasWrappedAnewIsTakenAway() {
    screen.draw((width, height) -> List.of(new AttributedString("a line")));
    written.reset();

    terminal.raise(Terminal.Signal.WINCH);
    screen.draw((width, height) -> List.of(new AttributedString("a line")));

    assertThat(written.toString(StandardCharsets.UTF_8)).contains("\u001b[J").contains("a line");
  }

  @Test
  void coloursAreUsedWhereTheyAreWanted() {
    LiveProgress coloured =
        new LiveProgress(new LiveScreen(terminal, Colours.ANSI), clock, ToySweep.text());
    coloured.sweepStarted(2, 0, 2);
    coloured.trialEnded(trial(0), ToySweep.failed());
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("\u001b[31m");
    written.reset();

    progress.sweepStarted(2, 0, 2);
    progress.trialEnded(trial(0), ToySweep.failed());
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[3");
  }

  private static List<AttributedString> lines(List<Integer> widths, int width) {
    widths.add(width);
    return List.of(new AttributedString("x".repeat(width)));
  }

  @Test
  void framesAreNotDrawnFasterThanTheEyeFollows() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    int before = written.size();
    for (int i = 0; i < 1000; i++) {
      progress.trialProgressed(trial(0), new TrialProgress(1, 2, i, 1000, 1.25, 0));
    }
    assertThat(written.size()).isEqualTo(before);

    pass(100);
    progress.tick();
    assertThat(written.size()).isGreaterThan(before);
  }

  @Test
  void framesAreDrawnOnWhereTheClockIsSetBack() {
    progress.sweepStarted(8, 0, 2);
    progress.trialStarted(trial(0), 1, "here");
    pass(1000);
    progress.tick();
    pass(-3_600_000);
    progress.tick();
    pass(2000);
    progress.tick();

    assertThat(seen()).startsWith("[                        ] 0/8 trials done, 1 running, 3.0 s");
  }

  private void pass(int milliseconds) {
    clock.advance(Duration.ofMillis(milliseconds));
  }

  private OutputStream terminalStream() {
    return terminal.output();
  }

  /** The lines of the screen that are not empty. */
  private List<String> seen() {
    ScreenTerminal emulator = new ScreenTerminal(COLUMNS, ROWS);
    // A kernel's terminal driver makes CR LF of LF.
    emulator.write(
        written.toString(StandardCharsets.UTF_8).replace("\r\n", "\n").replace("\n", "\r\n"));
    return emulator
        .toString()
        .lines()
        .map(String::stripTrailing)
        .filter(l -> !l.isEmpty())
        .toList();
  }

  /** As one whose other end was closed: it can't even be asked how wide it is. */
  private static final class GoneTerminal extends ExternalTerminal {
    private boolean gone;
    private int questions;

    GoneTerminal() throws IOException {
      super(
          "gone",
          "xterm-256color",
          new ByteArrayInputStream(new byte[0]),
          OutputStream.nullOutputStream(),
          StandardCharsets.UTF_8);
    }

    @Override
    public Size getSize() {
      questions++;
      return check(super.getSize());
    }

    @Override
    public PrintWriter writer() {
      return check(super.writer());
    }

    private <T> T check(T answer) {
      if (gone) {
        throw new IOError(new IOException("Input/output error"));
      }
      return answer;
    }
  }
}
