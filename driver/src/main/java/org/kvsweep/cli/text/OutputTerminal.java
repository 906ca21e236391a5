package org.kvsweep.cli.text;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.math.NumberUtils;
import org.kvsweep.report.TextStyle;
import org.kvsweep.report.WrappedText;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The reader of the output: a person at a terminal, or a log.
 *
 * @param terminal true for a terminal on which lines can be drawn again
 * @param colours true if it shows them
 * @param width in characters
 * @param charset of the output
 */
public record OutputTerminal(boolean terminal, boolean colours, int width, Charset charset) {
  /**
   * The environment variable by which a launcher says where standard error goes, for Java can't
   * tell.
   */
  public static final String ERRORS = "KVSWEEP_ERRORS";

  /** The value of {@link #ERRORS} for a terminal. */
  public static final String TO_TERMINAL = "terminal";

  private static final int WIDTH_OF_LOGS = 120;

  /** The output of a command of this process. */
  @SuppressWarnings("SystemConsoleNull") // Spark 3.5 runs on Java 17, where it is null
  public static OutputTerminal of(CommandSpec command, Map<String, String> environment) {
    return of(
        environment,
        System.console() != null,
        command.commandLine().getColorScheme().ansi().enabled(),
        command.usageMessage().width());
  }

  /** The standard error of a command of this process, which may go elsewhere than its output. */
  public static OutputTerminal ofErrors(CommandSpec command, Map<String, String> environment) {
    return of(command, environment).forErrors(environment);
  }

  /** The standard error of the process whose output this is: a log if nobody says otherwise. */
  OutputTerminal forErrors(Map<String, String> environment) {
    return TO_TERMINAL.equals(environment.get(ERRORS))
        ? this
        : new OutputTerminal(false, false, width, charset);
  }

  /**
   * The output of a process in that environment.
   *
   * @param console whether the process has a terminal for both input and output
   * @param colours whether the command line has them switched on
   * @param terminalWidth of the terminal, if there is one
   */
  public static OutputTerminal of(
      Map<String, String> environment, boolean console, boolean colours, int terminalWidth) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean terminal = console && !dumb && !environment.containsKey("CI");
    int width = NumberUtils.toInt(environment.get("COLUMNS"), WIDTH_OF_LOGS);
    return new OutputTerminal(
        terminal, colours, terminal ? terminalWidth : Math.max(1, width), outputCharset());
  }

  /** Returns the style of tables for it. */
  public TextStyle style() {
    TextStyle plain = TextStyle.plain(width, charset);
    return colours ? plain.coloured() : plain;
  }

  /** Returns a sentence as it prints it: broken between words on a terminal, whole in a log. */
  public List<String> sentence(String text) {
    return terminal ? WrappedText.lines(text, width) : List.of(text);
  }

  /** The charset of the terminal, which the JVM knows where it can differ from that of files. */
  private static Charset outputCharset() {
    String terminals = System.getProperty("sun.stdout.encoding");
    return terminals == null ? Charset.defaultCharset() : Charset.forName(terminals);
  }
}
