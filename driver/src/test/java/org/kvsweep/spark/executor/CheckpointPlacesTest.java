package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialSpec;

class CheckpointPlacesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final CheckpointPlaces places = new CheckpointPlaces(this::open, nanos::get);
  private int looks;
  private boolean down = true;

  private CheckpointFolder open(String address) throws IOException {
    looks++;
    if (down) {
      throw new IOException("Connection refused");
    }
    return CheckpointFolder.at(address, new Configuration());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static TrialOrder order(String address) {
    return new TrialOrder(
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, "reverse")),
            new Settings(Map.of()),
            new Settings(Map.of()),
            1),
        1,
        0,
        "",
        "data",
        DataChecksums.NONE,
        Keep.NONE,
        new CheckpointOrder(address, CheckpointPolicy.STANDARD, ""),
        Rungs.NONE);
  }

  @Test
  void aFolderThatCouldNotBeSeenOnceIsLookedForAgainWithinMinutes(@TempDir Path folder)
      throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.open(
            folder.resolve("sweep").toString(),
            "name: sweep\n",
            new Configuration(),
            Clock.systemUTC())) {
      TrialOrder order = order(store.checkpointAddress().orElseThrow());
      assertThat(places.of(order)).isSameAs(Checkpoints.NONE);
      down = false;

      pass(Duration.ofSeconds(59));
      assertThat(places.of(order)).isSameAs(Checkpoints.NONE);
      assertThat(looks).isOne();

      pass(Duration.ofSeconds(1));
      assertThat(places.of(order)).isNotSameAs(Checkpoints.NONE);
      down = true;
      assertThat(places.of(order)).as("once found").isNotSameAs(Checkpoints.NONE);
      assertThat(looks).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {NoClassDefFoundError.class, ServiceConfigurationError.class})
  void aFileSystemWhoseClassesAreMissingKeepsNoTrialFromRunning(Class<? extends Error> missing)
      throws ReflectiveOperationException {
    Error error = missing.getConstructor(String.class).newInstance("com/amazonaws/AmazonS3");
    CheckpointPlaces lacking =
        new CheckpointPlaces(
            address -> {
              throw error;
            },
            nanos::get);

    assertThat(lacking.of(order("s3a://bucket/sweep"))).isSameAs(Checkpoints.NONE);
  }

  @Test
  void whereNothingIsSavedNothingIsLookedFor() {
    assertThat(places.of(order(""))).isSameAs(Checkpoints.NONE);
    assertThat(looks).isZero();
  }
}
