package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.sweep.Keep;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of one trial on its executor, where the engine leaves the model. What is in it goes to
 * the driver with the outcome, and the folder goes away with the trial.
 */
final class LocalModelFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalModelFolder.class);

  private final Keep keep;
  private Path folder;

  LocalModelFolder(Keep keep) {
    this.keep = keep;
  }

  /** The folder, made when it is first asked for; empty where models are not kept. */
  Optional<Path> folder() {
    if (keep == Keep.NONE) {
      return Optional.empty();
    }
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("kvsweep-model");
      }
      return Optional.of(folder);
    } catch (IOException e) {
      LOG.error("Cannot keep the model: no temporary folder could be made: {}", e.toString());
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
        LOG.error(
            "Cannot keep the model: at most {} bytes can be, got {}",
            SavedModel.LARGEST_BYTES,
            bytes);
        return TrainedModel.NONE;
      }
      return new TrainedModel(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return TrainedModel.NONE;
    } catch (IOException e) {
      LOG.error("Cannot keep the model: {} can't be read: {}", file, e.toString());
      return TrainedModel.NONE;
    }
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
