package org.kvsweep.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.data.DataFolder;
import org.kvsweep.report.FolderOwner;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.Retrial;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code run}, which {@code submit} hands on to it. */
final class SweepOptions {
  static final String RETRY = "--retry";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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

  @Mixin private ChangeOptions changes;

  @Option(
      names = "--extend",
      description =
          "Also run in a results folder of another sweep, which has no trial of this one.")
  private boolean extend;

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

  /** The results folder that {@code --out} names; empty if it is not given. */
  Optional<String> chosenFolder() {
    return Optional.ofNullable(out);
  }

  /** Says why a sweep is kept out of the folder of another; empty if it is not. */
  Optional<String> refusal(FolderOwner other) {
    return extend
        ? Optional.empty()
        : other.refusal("--out names another folder, --extend adds to this one");
  }

  /** The results folder of a sweep of that name. */
  String out(String sweep) {
    return out == null ? "results/" + sweep : out;
  }

  /** The folder of data files on each executor. */
  String data(Map<String, String> environment) {
    return data.path(environment).toString();
  }

  /** That folder, and what names it. */
  DataFolderOption.Chosen dataFolder(Map<String, String> environment) {
    return data.folder(environment);
  }

  /** The words that name that folder, where a variable of the environment does and no option. */
  List<String> dataOfEnvironment(Map<String, String> environment) {
    DataFolderOption.Chosen chosen = data.folder(environment);
    return chosen.namedBy().equals(DataFolder.VARIABLE)
        ? List.of("--data", chosen.path().toString())
        : List.of();
  }

  /**
   * The sweep of that file with the changes of these options.
   *
   * @throws org.kvsweep.sweep.file.SweepFileException with everything that is wrong
   */
  SweepSpec sweep(Path file, TaskCatalog tasks) {
    return SweepFile.read(file, tasks, changes.checked(command, tasks));
  }

  /**
   * The sweep of a text with the changes of these options.
   *
   * @param file what problems call it
   * @throws org.kvsweep.sweep.file.SweepFileException with everything that is wrong
   */
  SweepSpec sweep(String text, String file, TaskCatalog tasks) {
    return SweepFile.parse(text, file, tasks, changes.checked(command, tasks));
  }

  /** Returns these options as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (out != null) {
      words.addAll(List.of("--out", out));
    }
    data.chosen().ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
    words.addAll(changes.given().words());
    if (extend) {
      words.add("--extend");
    }
    if (!retry.isEmpty()) {
      words.add(RETRY);
      words.add(retry.stream().map(Enum::name).collect(Collectors.joining(",")));
    }
    return words;
  }
}
