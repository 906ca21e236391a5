package org.kvsweep.results;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.trial.TrialId;

/**
 * The names of the files in a results folder; nobody else knows them.
 *
 * <pre>
 * format.json              the version of this layout; marks the folder as a results folder
 * sweep.yaml               the sweep file, as it was given last
 * command.txt              the command that ran the sweep last
 * trials/ID.json           an ended trial: there whole or not at all; replaced only if it is
 *                          trained again
 * trials/ID.json.damaged   what could not be read when the sweep went on; trained again
 * trials/ID.json.other-data  the result before its data changed and it was trained again
 * segments/LEASE-COUNT.jsonl  some thousand ended trials, in place of their own files
 * checkpoints/ID-STEP.checkpoint  the state of a trial that has not ended, at most two of each
 * states/ID-STEP.checkpoint  the last state of a completed trial, where the sweep keeps it
 * models/ID.zip            the trained model of an ended trial, where the sweep keeps it
 * waiting.json             which trials are set aside until it is decided whether they go on
 * running.json             which trials run now, and how far they are
 * stop/sweep.json          asks the driver that runs to stop
 * stop/ID.json             asks it to stop that trial
 * lease/NUMBER.json        which driver may write; the highest number counts
 * .tmp/                    files being written
 * table.md table.csv table.tex results.json report.html    derived, can be made again
 * </pre>
 */
public final class ResultsLayout {
  /**
   * The version of the format, raised when a reader of this version could misread what a later one
   * writes.
   */
  static final int FORMAT = 1;

  /** The version of a folder with segments, which readers of the first would miss. */
  static final int FORMAT_OF_SEGMENTS = 2;

  static final String FORMAT_FILE = "format.json";
  static final String TRIALS = "trials";
  static final String SEGMENTS = "segments";
  static final String MODELS = "models";
  static final String SET_ASIDE = "waiting.json";
  static final String RUNNING = "running.json";
  static final String CHECKPOINTS = "checkpoints";
  static final String LAST_STATES = "states";
  static final String LEASES = "lease";
  static final String STOPS = "stop";
  static final String STOP_SWEEP = "stop/sweep.json";
  static final String TEMPORARY = ".tmp";

  /** The folders in which a driver writes, renames and deletes. */
  static final List<String> FOLDERS =
      List.of(TRIALS, SEGMENTS, MODELS, CHECKPOINTS, LAST_STATES, LEASES, STOPS, TEMPORARY);

  /** The sweep file, as it was given last. */
  public static final String SWEEP = "sweep.yaml";

  /** The command that ran the sweep last, as a shell reads it. */
  public static final String COMMAND = "command.txt";

  public static final String TABLE_MARKDOWN = "table.md";
  public static final String TABLE_CSV = "table.csv";
  public static final String TABLE_LATEX = "table.tex";
  public static final String RESULTS_JSON = "results.json";
  public static final String REPORT_HTML = "report.html";

  private static final String JSON = ".json";
  private static final String JSON_LINES = ".jsonl";
  private static final String CHECKPOINT = ".checkpoint";
  private static final String ZIP = ".zip";
  private static final String DAMAGED = ".damaged";
  private static final String OTHER_DATA = ".other-data";

  private static final Set<String> FIXED =
      Set.of(
          FORMAT_FILE,
          SWEEP,
          COMMAND,
          SET_ASIDE,
          RUNNING,
          TABLE_MARKDOWN,
          TABLE_CSV,
          TABLE_LATEX,
          RESULTS_JSON,
          REPORT_HTML);

  private static final Pattern ASIDE =
      Pattern.compile("(.+)\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private ResultsLayout() {}

  static String trial(TrialId id) {
    return TRIALS + "/" + trialFileName(id);
  }

  /** The name of a trial's file in {@link #TRIALS}. */
  static String trialFileName(TrialId id) {
    return id + JSON;
  }

  /**
   * Returns a name for keeping a damaged file; each time another one, so nothing is overwritten.
   */
  static String damaged(String name, int copy) {
    return name + DAMAGED + (copy == 1 ? "" : "-" + copy);
  }

  /**
   * Returns a name for keeping the result of a trial that was trained again on other data; each
   * time another one.
   */
  static String trialOfOtherData(TrialId id, int copy) {
    return trial(id) + OTHER_DATA + (copy == 1 ? "" : "-" + copy);
  }

  /** The trial whose result a file of that name in {@link #TRIALS} is, of data before. */
  static Optional<TrialId> trialOfOtherData(String fileName) {
    int end = fileName.indexOf(JSON + OTHER_DATA);
    return end < 0 ? Optional.empty() : trialOf(fileName.substring(0, end) + JSON);
  }

  /**
   * The name of a segment in {@link #SEGMENTS}; later ones come later in the alphabet, and no two
   * drivers have one in common.
   *
   * @param lease of the driver that writes it
   * @param count from 1, of its segments
   */
  static String segmentFileName(long lease, long count) {
    return digits(lease) + "-" + digits(count) + JSON_LINES;
  }

  /** Returns whether a file of that name in {@link #SEGMENTS} is a segment. */
  static boolean isSegment(String fileName) {
    return fileName.matches("[0-9]{16,18}-[0-9]{16}\\.jsonl");
  }

  static String model(TrialId id) {
    return MODELS + "/" + id + ZIP;
  }

  /** The name of a state in {@link #CHECKPOINTS} or {@link #LAST_STATES}. */
  static String checkpointFileName(TrialId id, long step) {
    return id + "-" + digits(step) + CHECKPOINT;
  }

  /** The step of the file of that name in {@link #CHECKPOINTS}; 0 for any other file. */
  static long checkpointStep(String fileName) {
    return fileName.matches("[0-9a-f]{16}-[0-9]{16}\\.checkpoint")
        ? Long.parseLong(fileName.substring(17, 33))
        : 0;
  }

  /** The trial of a file of that name in {@link #CHECKPOINTS}; empty for any other file. */
  static Optional<TrialId> checkpointOf(String fileName) {
    return checkpointStep(fileName) > 0
        ? Optional.of(new TrialId(fileName.substring(0, 16)))
        : Optional.empty();
  }

  /** The file that asks the driver to stop that trial. */
  static String stopOf(TrialId id) {
    return STOPS + "/" + id + JSON;
  }

  /** Returns whether a file of that name in {@link #STOPS} asks the driver to stop. */
  static boolean stopsSweep(String fileName) {
    return STOP_SWEEP.equals(STOPS + "/" + fileName);
  }

  static String lease(long number) {
    return LEASES + "/" + leaseFileName(number);
  }

  /** The name of a lease in {@link #LEASES}. */
  static String leaseFileName(long number) {
    return digits(number) + JSON;
  }

  /**
   * Returns the number in ASCII digits whatever the locale: the name is read again, and not always
   * by the same machine.
   */
  private static String digits(long number) {
    return String.format(Locale.ROOT, "%016d", number);
  }

  /** The trial whose file in {@link #TRIALS} has that name; empty for any other file. */
  static Optional<TrialId> trialOf(String fileName) {
    return id(fileName, JSON);
  }

  /** The trial whose file in {@link #MODELS} has that name; empty for any other file. */
  static Optional<TrialId> modelOf(String fileName) {
    return id(fileName, ZIP);
  }

  /** The number of the lease file of that name in {@link #LEASES}; 0 for any other file. */
  static long leaseNumber(String fileName) {
    return fileName.matches("[0-9]{16,18}\\.json")
        ? Long.parseLong(fileName.substring(0, fileName.length() - JSON.length()))
        : 0;
  }

  /** The name in {@link #TEMPORARY} under which a file is written before it gets its own. */
  static String aside(String fileName) {
    return fileName + "." + UUID.randomUUID();
  }

  /**
   * The file that was to become of the one of that name in {@link #TEMPORARY}; empty for others.
   */
  static Optional<String> leftoverOf(String fileName) {
    Matcher aside = ASIDE.matcher(fileName);
    return aside.matches() && isOurs(aside.group(1))
        ? Optional.of(aside.group(1))
        : Optional.empty();
  }

  private static boolean isOurs(String fileName) {
    return FIXED.contains(fileName)
        || stopsSweep(fileName)
        || trialOf(fileName).isPresent()
        || trialOfOtherData(fileName).isPresent()
        || isSegment(fileName)
        || modelOf(fileName).isPresent()
        || checkpointOf(fileName).isPresent()
        || leaseNumber(fileName) > 0;
  }

  private static Optional<TrialId> id(String fileName, String suffix) {
    return fileName.matches("[0-9a-f]{16}\\Q" + suffix + "\\E")
        ? Optional.of(new TrialId(fileName.substring(0, 16)))
        : Optional.empty();
  }
}
