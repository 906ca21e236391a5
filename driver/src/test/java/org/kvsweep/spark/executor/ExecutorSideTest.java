package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ServiceConfigurationError;
import org.apache.commons.lang3.function.FailableRunnable;
import org.junit.jupiter.api.Test;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

class ExecutorSideTest {
  private static TrialOutcome.Failed failure(FailableRunnable<IOException> preparation) {
    return ExecutorSide.obstacle(preparation).orElseThrow().failure().orElseThrow();
  }

  private static FailureKind kind(Error error) {
    return failure(
            () -> {
              throw error;
            })
        .kind();
  }

  @Test
  void whateverKeepsATrialFromBeginningIsItsEnd() {
    TrialOutcome.Failed failed =
        failure(
            () -> {
              throw new IllegalStateException("two engines are called dl4j");
            });
    assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(failed.message()).contains("two engines are called dl4j");
    assertThat(kind(new NoClassDefFoundError("org/kvsweep/Engine")))
        .isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(kind(new ServiceConfigurationError("no such engine")))
        .isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(kind(new OutOfMemoryError())).isEqualTo(FailureKind.OUT_OF_MEMORY);
  }

  @Test
  void aFullDiskAndABadConfigurationAreToldApart() {
    assertThat(
            failure(
                    () -> {
                      throw new IOException("No space left on device");
                    })
                .kind())
        .isEqualTo(FailureKind.LOST_EXECUTOR);
    assertThat(
            failure(
                    () -> {
                      throw new IllegalArgumentException("no such data");
                    })
                .kind())
        .isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(ExecutorSide.obstacle(() -> {})).isEmpty();
  }

  @Test
  void aFileNameWithLettersThatThisLocaleHasNotIsToldWithItsRemedy() {
    TrialOutcome.Failed failed =
        failure(
            () -> {
              throw new InvalidPathException("text-ü.txt", "unmappable characters");
            });

    assertThat(failed.kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(failed.message())
        .contains("Cannot use the path text-ü.txt on this executor")
        .endsWith("; set spark.executorEnv.LC_ALL to a UTF-8 locale of its machine");
  }
}
