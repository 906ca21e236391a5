package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;

/**
 * The resources that a trial asks for; 0 is as much as every trial gets.
 *
 * @param cpus cores of one executor that no other trial gets; the trial trains on one of them
 * @param gpus whole ones, or a share of one
 * @param memoryMegabytes outside the Java heap
 */
public record Resources(int cpus, double gpus, long memoryMegabytes) {
  /** The resources that every trial gets. */
  public static final Resources STANDARD = new Resources(0, 0, 0);

  private static final String CPUS = "cpus";
  private static final String GPUS = "gpus";
  private static final String MEMORY = "memory";
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,8})([mgt])b?");

  public static final Schema SCHEMA =
      Schema.of(
          Key.integer(CPUS, 1, 1, 4096, "cores that no other trial gets").optional(),
          Key.number(GPUS, 1, 0, 4096, "GPUs, or a share of one").optional(),
          Key.text(MEMORY, "1g", "outside the heap, such as 4g or 500m").optional());

  private static final double LARGEST_SHARE = 0.5;

  public static Resources of(Settings settings) {
    return new Resources(
        settings.values().containsKey(CPUS) ? settings.integer(CPUS) : 0,
        settings.values().containsKey(GPUS) ? settings.number(GPUS) : 0,
        settings.values().containsKey(MEMORY) ? megabytes(settings.word(MEMORY)) : 0);
  }

  /** Returns all reasons why nobody can give these. */
  public static List<Conflict> conflicts(Settings settings) {
    List<Conflict> conflicts = new ArrayList<>();
    if (settings.values().get(GPUS) instanceof Double gpus
        && gpus > LARGEST_SHARE
        && gpus != Math.rint(gpus)) {
      conflicts.add(
          conflict(
              GPUS,
              "Spark gives whole GPUs or a share of at most 0.5 of one, got "
                  + Settings.text(gpus)));
    }
    if (settings.values().get(MEMORY) instanceof String size && !SIZE.matcher(size).matches()) {
      conflicts.add(conflict(MEMORY, "expected a size such as 500m, 4g or 1t, got " + size));
    }
    return conflicts;
  }

  private static Conflict conflict(String key, String message) {
    return new Conflict(Section.RESOURCES.label(), key, message);
  }

  private static long megabytes(String size) {
    Matcher parts = SIZE.matcher(size);
    if (!parts.matches()) {
      return 0; // reported as a conflict
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "t" -> number * 1024 * 1024;
      case "g" -> number * 1024;
      default -> number;
    };
  }

  /** Returns whether the trial asks for nothing. */
  public boolean standard() {
    return equals(STANDARD);
  }

  /** Returns the resources in words: {@code 2 cpus, 0.5 gpus, 4096 MB of memory}. */
  public String description() {
    List<String> words = new ArrayList<>();
    if (cpus > 0) {
      words.add(cpus + " cpus");
    }
    if (gpus > 0) {
      words.add(Settings.text(gpus) + " gpus");
    }
    if (memoryMegabytes > 0) {
      words.add(memoryMegabytes + " MB of memory");
    }
    return String.join(", ", words);
  }
}
