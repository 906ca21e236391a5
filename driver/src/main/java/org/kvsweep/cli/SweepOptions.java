package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.data.DataFolder;
import org.kvsweep.trial.Retrial;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run}, which {@code submit} hands on to it. */
final class SweepOptions {
  static final String DL4J = "dl4j";
  static final String RETRY = "--retry";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The results folder, on any file system that Hadoop knows (a path, hdfs:, s3a:) (default:"
              + " results/NAME).")
  private String out;

  @Mixin private DataFolderOption data;

  @Option(
      names = RETRY,
      paramLabel = "WHICH",
      split = ",",
      description =
          "Also train these ended trials again: failed, diverged, or failed,diverged. Trials that"
              + " failed because of their file or data, a lost executor or an error of kvsweep are"
              + " trained again without this option.")
  private Set<Retry> retry = EnumSet.noneOf(Retry.class);

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = DL4J,
      description = "Engine that trains the trials (default: ${DEFAULT-VALUE}).")
  private String engine;

  /** Trials that have ended, by how they ended. */
  enum Retry {
    failed(Retrial.ASKED_FOR_FAILED),
    diverged(Retrial.ASKED_FOR_DIVERGED);

    private final Retrial retrial;

    Retry(Retrial retrial) {
      this.retrial = retrial;
    }
  }

  /** The ended trials that are trained again, by what it takes for that. */
  Set<Retrial> retrials() {
    Set<Retrial> retrials = EnumSet.of(Retrial.BY_ITSELF);
    retry.forEach(asked -> retrials.add(asked.retrial));
    return retrials;
  }

  boolean choosesFolder() {
    return out != null;
  }

  /** The results folder of a sweep of that name. */
  String out(String sweep) {
    return out == null ? "results/" + sweep : out;
  }

  /** The folder of data files on each executor. */
  String data(Map<String, String> environment) {
    return data.path(environment).toString();
  }

  /** The words that name that folder, where a variable of the environment does and no option. */
  List<String> dataOfEnvironment(Map<String, String> environment) {
    boolean named = !environment.getOrDefault(DataFolder.VARIABLE, "").isBlank();
    return data.chosen().isEmpty() && named ? List.of("--data", data(environment)) : List.of();
  }

  String engine() {
    return engine;
  }

  /** Returns these options as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (out != null) {
      words.addAll(List.of("--out", out));
    }
    data.chosen().ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
    if (!engine.equals(DL4J)) {
      words.addAll(List.of("--engine", engine));
    }
    if (!retry.isEmpty()) {
      words.add(RETRY);
      words.add(retry.stream().map(Enum::name).collect(Collectors.joining(",")));
    }
    return words;
  }
}
