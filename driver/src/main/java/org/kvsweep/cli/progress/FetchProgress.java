package org.kvsweep.cli.progress;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.data.Download;
import org.kvsweep.data.FetchListener;
import org.kvsweep.trial.PlainText;

/**
 * Shows how a fetch goes: on a terminal in one line that is written again and again, else in a line
 * now and then.
 */
public final class FetchProgress implements FetchListener, AutoCloseable {
  private static final Duration ON_TERMINALS = Duration.ofMillis(200);
  private static final Duration IN_LOGS = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final boolean terminal;
  private final PassingTime time;
  private String current = "";
  private Instant next;
  private Instant began;
  private long beganAt;
  private int shown;

  public FetchProgress(PrintWriter out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.time = new PassingTime(clock);
    this.next = time.instant();
    this.began = next;
  }

  @Override
  public void waiting(String dataset) {
    say(dataset + ": another kvsweep is downloading it; waiting for that");
  }

  @Override
  public void started(URI from, long have, long total) {
    current = StringUtils.substringAfterLast(from.getPath(), "/");
    began = time.instant();
    beganAt = have;
    String size = total < 0 ? "" : ", " + ReadableNumbers.bytes(total);
    String rest = have > 0 ? ", continuing after " + ReadableNumbers.bytes(have) : "";
    say("%s from %s%s%s".formatted(current, from.getHost(), size, rest));
    next = began.plus(terminal ? ON_TERMINALS : IN_LOGS);
  }

  @Override
  public void progressed(long have, long total) {
    Instant now = time.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(terminal ? ON_TERMINALS : IN_LOGS);
    double seconds = Math.max(1e-3, Duration.between(began, now).toMillis() / 1000.0);
    String part =
        total <= 0
            ? ReadableNumbers.bytes(have)
            : "%d %% of %s".formatted(100 * have / total, ReadableNumbers.bytes(total));
    String line =
        "%s: %s, %s/s"
            .formatted(current, part, ReadableNumbers.bytes((long) ((have - beganAt) / seconds)));
    if (terminal) {
      clear();
      out.print(line);
      out.flush();
      shown = line.length();
    } else {
      say(line);
    }
  }

  @Override
  public void failed(URI from, String reason) {
    say("%s: %s".formatted(from, reason));
  }

  @Override
  public void finished(Download download) {
    say(download.name() + ": checked");
  }

  /** Prints a line that stays. */
  public void say(String line) {
    clear();
    out.println(PlainText.oneLine(line));
    out.flush();
  }

  private void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  @Override
  public void close() {
    clear();
    out.flush();
  }
}
