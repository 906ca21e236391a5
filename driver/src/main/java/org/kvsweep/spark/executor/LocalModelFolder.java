package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.sweep.Keep;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of one trial on its executor, where the engine leaves the model. What is in it goes to
 * the driver with the outcome, and the folder goes away with the trial.
 */
final class LocalModelFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalModelFolder.class);

  private final Keep keep;
  private final FailableSupplier<Path, IOException> making;
  private Path folder;
  private Optional<String> problem = Optional.empty();

  LocalModelFolder(Keep keep) {
    this(keep, () -> Files.createTempDirectory("kvsweep-model"));
  }

  /**
   * A folder for a model that is to be kept so.
   *
   * @param making makes an empty folder
   */
  LocalModelFolder(Keep keep, FailableSupplier<Path, IOException> making) {
    this.keep = keep;
    this.making = making;
  }

  /** The folder, made when it is first asked for; empty where models are not kept. */
  Optional<Path> folder() {
    if (keep == Keep.NONE) {
      return Optional.empty();
    }
    try {
      if (folder == null) {
        folder = making.get();
      }
      return Optional.of(folder);
    } catch (IOException e) {
      lose("no temporary folder could be made: " + e);
      return Optional.empty();
    }
  }

  /** The model that is in the folder, if there is one. */
  TrainedModel take() {
    if (folder == null) {
      return TrainedModel.NONE;
    }
    Path file = folder.resolve(TrialContext.MODEL_FILE);
    try {
      long bytes = Files.size(file);
      if (bytes > SavedModel.LARGEST_BYTES) {
        lose(
            "at most %d bytes can be kept, the model has %d"
                .formatted(SavedModel.LARGEST_BYTES, bytes));
        return TrainedModel.NONE;
      }
      return new TrainedModel(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return TrainedModel.NONE;
    } catch (IOException e) {
      lose("%s can't be read: %s".formatted(file, e));
      return TrainedModel.NONE;
    }
  }

  private void lose(String why) {
    LOG.error("Cannot keep the model: {}", why);
    problem = Optional.of(why);
  }

  /**
   * Returns the outcome with the reason why the model was lost here, if it was: it stands where
   * that of an engine stands which can't save its model.
   */
  TrialOutcome noted(TrialOutcome outcome) {
    return problem
        .map(why -> outcome.withRun(outcome.run().withEnvironment(SavedModel.ERROR, why)))
        .orElse(outcome);
  }

  @Override
  public void close() {
    if (folder != null) {
      try {
        PathUtils.deleteDirectory(folder);
      } catch (IOException e) {
        LOG.warn("Cannot delete {}: {}", folder, e.toString());
      }
    }
  }
}
