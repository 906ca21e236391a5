package org.kvsweep.cli;

import java.nio.charset.Charset;
import java.util.Map;
import org.apache.commons.lang3.math.NumberUtils;
import org.kvsweep.report.TextStyle;

/**
 * Who reads the output: a person at a terminal, or a log.
 *
 * @param terminal true for a terminal on which lines can be drawn again
 * @param colours true if it shows them
 * @param width in characters
 * @param charset of the output
 */
record Audience(boolean terminal, boolean colours, int width, Charset charset) {
  private static final int WIDTH_OF_LOGS = 120;

  /**
   * @param console whether the process has a terminal for both input and output
   * @param colours whether the command line has them switched on
   */
  static Audience of(Map<String, String> environment, boolean console, boolean colours) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean terminal = console && !dumb && !environment.containsKey("CI");
    int columns = NumberUtils.toInt(environment.get("COLUMNS"), WIDTH_OF_LOGS);
    return new Audience(terminal, colours, columns, outputCharset());
  }

  /** That of this process. */
  @SuppressWarnings("SystemConsoleNull") // Spark 3.5 runs on Java 17, where it is null
  static Audience ofProcess(Map<String, String> environment, boolean colours) {
    return of(environment, System.console() != null, colours);
  }

  Audience withWidth(int columns) {
    return new Audience(terminal, colours, columns, charset);
  }

  /** How tables are to be written for it. */
  TextStyle style() {
    TextStyle plain = TextStyle.plain(width, charset);
    return colours ? plain.coloured() : plain;
  }

  /** That of a terminal can differ from that of files; known to the JVM where it can. */
  private static Charset outputCharset() {
    String terminals = System.getProperty("sun.stdout.encoding");
    return terminals == null ? Charset.defaultCharset() : Charset.forName(terminals);
  }
}
