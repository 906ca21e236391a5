package org.kvsweep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ForeignFileException;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The model of a trial, named as {@code RESULTS/TRIAL}, in a folder on this machine as long as it
 * is open.
 */
final class SavedTrial implements AutoCloseable {
  /** The help text of the parameter. */
  static final String PLACE =
      TrialPlace.TRIAL + " RESULTS/ alone is refused, with a list of those that have models.";

  /** The sentence in the help of commands that need models. */
  static final String KEPT = "The sweep file has to keep models, by keep: best or keep: all.";

  private final Path folder;
  private final SavedModel model;

  private SavedTrial(Path folder, SavedModel model) {
    this.folder = folder;
    this.model = model;
  }

  SavedModel model() {
    return model;
  }

  /**
   * Fetches the model of a trial.
   *
   * @param place a results folder and the beginning of a trial's id
   * @param tasks whose models are of use
   * @throws IllegalArgumentException if there is no such trial, its task is another one, or its
   *     model was not kept
   */
  static SavedTrial open(String place, Set<String> tasks, Configuration hadoop) throws IOException {
    return open(place, new Tasks(tasks::contains, String.join(" or ", tasks)), hadoop);
  }

  /** Opens a trial of any task, as {@link #open(String, Set, Configuration)} does. */
  static SavedTrial open(String place, Configuration hadoop) throws IOException {
    return open(place, new Tasks(task -> true, "any task"), hadoop);
  }

  /** The tasks whose models are of use, and their names in words. */
  private record Tasks(Predicate<String> fitting, String words) {}

  private static SavedTrial open(String place, Tasks tasks, Configuration hadoop)
      throws IOException {
    String path = place.replaceFirst("/+$", "");
    Optional<ResultsFolder> whole = resultsFolder(path, hadoop);
    Optional<TrialPlace.Split> split = TrialPlace.split(path);
    if (split.isEmpty() || whole.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot find the trial: expected RESULTS/TRIAL, a results folder and the first digits of"
              + " a trial id, got "
              + place
              + (whole.isPresent() ? choice(whole.get(), tasks) : ""));
    }
    ResultsFolder results = ResultsFolder.at(split.get().folder(), hadoop);
    TrialRecord trial = find(results, split.get().digits(), tasks);
    if (!tasks.fitting().test(trial.spec().taskName())) {
      throw new IllegalArgumentException(
          "Cannot use trial %s: expected a trial of %s, got %s"
              .formatted(trial.id(), tasks.words(), trial.spec().taskName()));
    }
    return fetch(results, trial.id(), tasks);
  }

  private static Optional<ResultsFolder> resultsFolder(String path, Configuration hadoop) {
    try {
      return ResultsFolder.find(path, hadoop);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static TrialRecord find(ResultsFolder results, String prefix, Tasks tasks)
      throws IOException {
    EndedTrials ended = results.ended();
    List<TrialRecord> found =
        ended.trials().values().stream()
            .filter(trial -> trial.id().value().startsWith(prefix))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot find the trial: no ended trial in %s has an id that begins with %s%s"
              .formatted(results.location(), prefix, choice(results, tasks)));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Cannot find the trial: %d ids in %s begin with %s:%s"
              .formatted(found.size(), results.location(), prefix, lines(found, ended)));
    }
    return found.get(0);
  }

  private static SavedTrial fetch(ResultsFolder results, TrialId id, Tasks tasks)
      throws IOException {
    Path folder = Files.createTempDirectory("kvsweep-model");
    try {
      copy(results, id, tasks, folder.resolve(TrialContext.MODEL_FILE));
      SavedModel model =
          SavedModel.open(folder, "of trial %s, %s".formatted(id, results.modelLocation(id)));
      TrialId own = TrialId.of(model.spec());
      if (!own.equals(id)) {
        throw new IOException(
            "Cannot use the model of trial %s in %s: it belongs to trial %s"
                .formatted(id, results.location(), own));
      }
      return new SavedTrial(folder, model);
    } catch (IOException | RuntimeException e) {
      FileUtils.deleteQuietly(folder.toFile());
      throw e;
    }
  }

  /** Copies no more than a model can have: the file may have been put there by anyone. */
  private static void copy(ResultsFolder results, TrialId id, Tasks tasks, Path to)
      throws IOException {
    long bytes;
    try (InputStream model = results.model(id).orElseThrow(() -> notKept(results, id, tasks))) {
      bytes =
          Files.copy(
              BoundedInputStream.builder()
                  .setInputStream(model)
                  .setMaxCount(SavedModel.LARGEST_BYTES + 1)
                  .get(),
              to);
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the model of trial %s, %s: %s"
              .formatted(
                  id,
                  results.modelLocation(id),
                  e instanceof ForeignFileException foreign
                      ? foreign.why()
                      : ExceptionUtils.getMessage(e)),
          e);
    }
    if (bytes > SavedModel.LARGEST_BYTES) {
      throw new IOException(
          "Cannot read the model of trial %s, %s: expected at most %d bytes, got more"
              .formatted(id, results.modelLocation(id), SavedModel.LARGEST_BYTES));
    }
  }

  private static IllegalArgumentException notKept(ResultsFolder results, TrialId id, Tasks tasks) {
    return new IllegalArgumentException(
        "Cannot use trial %s: its model was not kept; write keep: all or keep: best".formatted(id)
            + " into the sweep file and run the sweep into another folder (--out)"
            + choiceOrNothing(results, tasks));
  }

  private static String choiceOrNothing(ResultsFolder results, Tasks tasks) {
    try {
      return choice(results, tasks);
    } catch (IOException e) {
      return "";
    }
  }

  /** The trials of these tasks of which there are models, as the end of a message. */
  private static String choice(ResultsFolder results, Tasks tasks) throws IOException {
    SortedMap<TrialId, Long> sizes = results.modelSizes();
    if (sizes.isEmpty()) {
      return "; no model is kept in " + results.location();
    }
    EndedTrials ended = results.ended();
    List<TrialRecord> fitting =
        sizes.keySet().stream()
            .filter(ended.trials()::containsKey)
            .map(ended.trials()::get)
            .filter(trial -> tasks.fitting().test(trial.spec().taskName()))
            .toList();
    return fitting.isEmpty()
        ? "; no model of %s is kept in %s".formatted(tasks.words(), results.location())
        : "; these trials have models:" + lines(fitting, ended);
  }

  private static String lines(List<TrialRecord> trials, EndedTrials ended) {
    Function<TrialSpec, String> labels = TrialLabel.ofTrials(Optional.empty(), ended.specs());
    return TrialChoice.lines(trials, trial -> TrialChoice.of(trial, labels));
  }

  @Override
  public void close() throws IOException {
    PathUtils.deleteDirectory(folder);
  }
}
