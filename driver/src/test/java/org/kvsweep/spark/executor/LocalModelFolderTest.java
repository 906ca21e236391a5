package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.sweep.Keep;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class LocalModelFolderTest {
  private static final TrialOutcome COMPLETED = new TrialOutcome.Completed(TrialRun.none());

  @TempDir Path temporary;

  private static Optional<String> noted(LocalModelFolder folder) {
    return Optional.ofNullable(folder.noted(COMPLETED).run().environment().get(SavedModel.ERROR));
  }

  @Test
  void aModelThatIsTakenIsNoProblem() throws IOException {
    try (LocalModelFolder folder = new LocalModelFolder(Keep.ALL)) {
      Files.writeString(folder.folder().orElseThrow().resolve(TrialContext.MODEL_FILE), "model");

      assertThat(folder.take().isThere()).isTrue();
      assertThat(folder.noted(COMPLETED)).isSameAs(COMPLETED);
    }
  }

  @Test
  void theOutcomeSaysThatThereWasNoFolderForTheModel() {
    LocalModelFolder folder =
        new LocalModelFolder(
            Keep.ALL,
            () -> {
              throw new IOException("No space left on device");
            });

    assertThat(folder.folder()).isEmpty();
    assertThat(folder.take()).isSameAs(TrainedModel.NONE);
    assertThat(noted(folder))
        .hasValue(
            "no temporary folder could be made: java.io.IOException: No space left on device");
  }

  @Test
  void theOutcomeSaysThatTheModelIsTooLarge() throws IOException {
    try (LocalModelFolder folder = new LocalModelFolder(Keep.ALL, () -> temporary)) {
      Path file = folder.folder().orElseThrow().resolve(TrialContext.MODEL_FILE);
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(SavedModel.LARGEST_BYTES + 1);
      }

      assertThat(folder.take()).isSameAs(TrainedModel.NONE);
      assertThat(noted(folder))
          .hasValue("at most 536870912 bytes can be kept, the model has 536870913");
    }
  }
}
