package org.kvsweep.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Explains why ND4J's native code can't be loaded. ND4J says so in words of its own, some causes
 * down.
 */
public final class NativeCode {
  private static final String THREADS = "OMP_NUM_THREADS";

  /** JavaCPP's property for the folder into which it unpacks native code. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** The most causes looked at, as their chain may go in a circle. */
  private static final int MOST_CAUSES = 100;

  /** The words of systems for a folder that is full, or may not hold programs. */
  private static final List<String> FOLDERS_FAULT =
      List.of(
          "no space left",
          "quota exceeded",
          "failed to map segment",
          "operation not permitted",
          "permission denied",
          "read-only file system");

  private NativeCode() {}

  /**
   * The reason in a sentence; empty if it is not for native code that this was thrown.
   *
   * @param environment of this process
   */
  public static Optional<String> refusal(Throwable thrown, Map<String, String> environment) {
    List<Throwable> causes =
        Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES).toList();
    String threads = environment.getOrDefault(THREADS, "");
    if (causes.stream().anyMatch(NumberFormatException.class::isInstance)
        && !threads.isEmpty()
        && !threads.matches("[+-]?[0-9]{1,9}")) {
      return Optional.of(
          "Cannot start the native code: expected one whole number in "
              + THREADS
              + ", got "
              + threads);
    }
    if (causes.stream().noneMatch(UnsatisfiedLinkError.class::isInstance)) {
      return Optional.empty();
    }
    String reason = reason(causes.get(causes.size() - 1));
    String lower = reason.toLowerCase(Locale.ROOT);
    return Optional.of(
        FOLDERS_FAULT.stream().anyMatch(lower::contains)
            ? "Cannot unpack the native code to %s: %s; set -D%s to a folder with half a gigabyte where programs may run"
                .formatted(cache(), reason, CACHE)
            : "Cannot load the native code: " + reason);
  }

  /**
   * Returns what the system says, without the path of the library, which stands before it twice.
   */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).strip();
    return message.startsWith("/")
        ? message.replaceFirst("^(/.*?\\.so[.0-9]*): (?:\\1: )?", "")
        : message;
  }

  private static String cache() {
    String given = System.getProperty(CACHE, "");
    return given.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".javacpp", "cache").toString()
        : given;
  }
}
