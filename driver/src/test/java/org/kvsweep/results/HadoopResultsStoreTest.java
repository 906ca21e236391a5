package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;

/** The results folder through Hadoop's interface, as on HDFS. */
class HadoopResultsStoreTest extends ResultsStoreContract {
  private static final LeaseHolder SELF = new LeaseHolder("here", "machine", 1);

  @TempDir Path temporary;
  private FolderResultsStore open;

  private FolderResultsStore reopen() throws IOException {
    Configuration hadoop = new Configuration();
    RawLocalFileSystem fileSystem = new RawLocalFileSystem();
    var folder = new org.apache.hadoop.fs.Path(temporary.resolve("sweep").toUri());
    fileSystem.initialize(folder.toUri(), hadoop);
    return FolderResultsStore.open(
        new HadoopFiles(fileSystem, folder, hadoop),
        "name: sweep\n",
        SELF,
        Duration.ofSeconds(60),
        new MovableClock());
  }

  @Override
  ResultsStore store() throws IOException {
    if (open == null) {
      open = reopen();
    }
    return open;
  }

  @AfterEach
  void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }

  @Test
  void keepsTrialsForTheNextDriverAndRefusesASecondOne() throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    store().record(trial);
    assertThatExceptionOfType(FolderInUseException.class).isThrownBy(this::reopen);
    open.close();

    open = reopen();

    assertThat(open.ended().values()).containsExactly(trial);
    assertThat(open.folder().sweepSource()).contains("name: sweep\n");
  }
}
