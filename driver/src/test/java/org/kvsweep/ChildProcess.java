package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process that a test has started. Who waits for it in vain is told what it has written, and what
 * its threads and those of its own children are doing.
 */
public final class ChildProcess implements AutoCloseable {
  private static final int LOOK_AGAIN_MILLIS = 20;

  /**
   * What a process inherits and can't take back: a build in the background of a script ignores
   * SIGINT.
   */
  private static final List<String> WITH_DEFAULT_SIGNALS =
      List.of("env", "--default-signal=HUP,INT,TERM");

  /** For a JVM that starts and does little: less than two thirds of the work without. */
  public static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Process process;
  private final Path log;

  /** What is to become true. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException;
  }

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with all that it writes going to that file. */
  public static ChildProcess start(ProcessBuilder builder, Path log) throws IOException {
    return launch(builder.redirectErrorStream(true).redirectOutput(log.toFile()), log);
  }

  /** Starts it with what it writes going to these two files. */
  public static ChildProcess start(ProcessBuilder builder, Path output, Path errors)
      throws IOException {
    return launch(builder.redirectOutput(output.toFile()).redirectError(errors.toFile()), errors);
  }

  private static ChildProcess launch(ProcessBuilder builder, Path log) throws IOException {
    return new ChildProcess(builder.command(withDefaultSignals(builder.command())).start(), log);
  }

  /**
   * That command as one that ends at SIGHUP, SIGINT and SIGTERM unless it says otherwise itself.
   */
  static List<String> withDefaultSignals(List<String> command) {
    return Stream.concat(WITH_DEFAULT_SIGNALS.stream(), command.stream()).toList();
  }

  /** The file of that name in the {@code bin} of the JDK that runs the tests. */
  public static String jdk(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  /**
   * The options by which the JVM of the tests opens modules, for a JVM that runs Spark or Hadoop.
   */
  public static List<String> moduleOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add"))
        .toList();
  }

  public long pid() {
    return process.pid();
  }

  /** The processes that it has started, and theirs. */
  public Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written so far; if that goes to two files, its errors. */
  public String log() throws IOException {
    return Files.readString(log, UTF_8);
  }

  /** Waits until that holds; an error if it ends before. */
  public void await(String what, Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!condition.holds()) {
      if (process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS) && !condition.holds()) {
        throw new AssertionError(
            "ended with %d, and not %s:%n%s".formatted(process.exitValue(), what, log()));
      }
      if (System.nanoTime() > end) {
        throw stuck("not " + what);
      }
    }
  }

  /** Waits until it has written that; the first time that it did. */
  public Matcher await(Pattern text) throws IOException, InterruptedException {
    await("written " + text, () -> text.matcher(log()).find());
    Matcher found = text.matcher(log());
    found.find();
    return found;
  }

  /** Waits until so many lines with that in them have been written. */
  public void awaitLines(String part, int count) throws IOException, InterruptedException {
    await(
        "written %d lines with %s".formatted(count, part),
        () -> log().lines().filter(line -> line.contains(part)).count() >= count);
  }

  /** Waits for so long at most; true if it has ended. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Its exit code, once it has ended. */
  public int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw stuck("still running");
    }
    return process.exitValue();
  }

  private AssertionError stuck(String what) throws IOException, InterruptedException {
    StringBuilder message = new StringBuilder();
    message.append("%s after %s:%n%s".formatted(what, Patience.LIMIT, log()));
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    for (ProcessHandle one : all) {
      message.append("%nprocess %d: %s%n%s".formatted(one.pid(), one.info(), threads(one)));
    }
    return new AssertionError(message.toString());
  }

  /** What {@code jstack} says of it, or why it says nothing. */
  private static String threads(ProcessHandle process) throws IOException, InterruptedException {
    File stacks = File.createTempFile("stacks", ".txt");
    Process jstack =
        new ProcessBuilder(jdk("jstack"), Long.toString(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(stacks)
            .start();
    if (!jstack.waitFor(1, TimeUnit.MINUTES)) {
      jstack.destroyForcibly().waitFor();
    }
    String text = Files.readString(stacks.toPath(), UTF_8);
    Files.delete(stacks.toPath());
    return text;
  }

  /** Writes to its standard input. */
  public void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Sends it that signal, for example INT. */
  public void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -%s %d ended with %d".formatted(name, pid(), code));
    }
  }

  /** Ends it as the system does, without a chance to say goodbye. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, and waits until it has. */
  public void end() throws IOException {
    process.destroy();
    try {
      int unused = exitCode();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it and its children, if they are still there. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
