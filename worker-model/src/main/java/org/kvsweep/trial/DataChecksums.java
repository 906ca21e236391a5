package org.kvsweep.trial;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The data that a trial saw: the SHA-256 of each file by its name, which is the same on every
 * machine. Contents count after unpacking, so a file may be gzipped or not. Empty for a trial that
 * makes its data itself, and where nobody has looked.
 *
 * <p>Stands in {@link TrialRun#environment()} under {@value #KEY}, so that checkpoints and records
 * have the same notion of other data.
 *
 * @param sha256 hexadecimal, by name
 */
public record DataChecksums(SortedMap<String, String> sha256) {
  /** The name of these checksums in the environment of a trial. */
  public static final String KEY = "data";

  public static final DataChecksums NONE = new DataChecksums(new TreeMap<>());

  /** A line as the program sha256sum writes it. */
  private static final Pattern LINE = Pattern.compile("(?m)^([0-9a-f]{64})  (.+)$");

  public DataChecksums {
    SortedMap<String, String> byName = new TreeMap<>();
    // A name is a line's end of the text that this is kept as.
    sha256.forEach((name, hex) -> byName.put(name.replaceAll("\\R", "?"), hex));
    sha256 = Collections.unmodifiableSortedMap(byName);
  }

  /** Reads the checksums from the environment of a trial; none in records of earlier builds. */
  public static DataChecksums in(Map<String, String> environment) {
    return new DataChecksums(
        LINE.matcher(environment.getOrDefault(KEY, ""))
            .results()
            .collect(
                Collectors.toMap(
                    line -> line.group(2), DataChecksums::hex, (one, other) -> one, TreeMap::new)));
  }

  /** Returns all of those together. */
  public static DataChecksums of(Collection<DataChecksums> parts) {
    return parts.stream().reduce(NONE, DataChecksums::with);
  }

  private static String hex(MatchResult line) {
    return line.group(1);
  }

  public boolean isEmpty() {
    return sha256.isEmpty();
  }

  /** Returns the entry for the environment of a trial; empty if there are none. */
  public Map<String, String> environment() {
    return isEmpty()
        ? Map.of()
        : Map.of(
            KEY,
            sha256.entrySet().stream()
                .map(file -> file.getValue() + "  " + file.getKey())
                .collect(Collectors.joining("\n")));
  }

  /** Merges these checksums with others; of a file that both have, the other checksum counts. */
  public DataChecksums with(DataChecksums other) {
    SortedMap<String, String> both = new TreeMap<>(sha256);
    both.putAll(other.sha256);
    return new DataChecksums(both);
  }

  /** Returns whether no file that both know has another content. */
  public boolean agreesWith(DataChecksums other) {
    return differing(other).isEmpty();
  }

  /** The names of files that both know and that have different contents. */
  private List<String> differing(DataChecksums other) {
    return sha256.keySet().stream()
        .filter(name -> !sha256.get(name).equals(other.sha256.getOrDefault(name, sha256.get(name))))
        .toList();
  }

  /**
   * Refuses data that were read if they are not these.
   *
   * @throws IllegalArgumentException naming the first file that has another content
   */
  public void require(DataChecksums read) {
    differing(read).stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  ("Cannot train on %s: it is not the file that the sweep began with, expected the"
                          + " SHA-256 %s, got %s; it has changed since, or this machine has another"
                          + " one: put the right one there and run the same command again")
                      .formatted(name, sha256.get(name), read.sha256.get(name)));
            });
  }
}
