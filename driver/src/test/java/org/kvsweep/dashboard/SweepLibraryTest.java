package org.kvsweep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.task.TaskCatalog;

class SweepLibraryTest {
  private final MovableClock clock = new MovableClock();
  @TempDir private Path root;
  private SweepLibrary library;

  @BeforeEach
  void open() throws IOException {
    library =
        new SweepLibrary(
            ResultsRoot.at(root.toString(), new Configuration(false)),
            TaskCatalog.load(),
            "kvsweep test",
            clock);
  }

  /** The version of its report. */
  private Optional<String> report(String name) throws IOException {
    return library.report(Query.of("sweep=" + name).choice()).map(View::version);
  }

  @Test
  void theFoldersAreNotSearchedForEachRequestThatNamesNoSweep() throws IOException {
    assertThat(report("late")).isEmpty();
    SampleFolder.open(root.resolve("late"), "late", 1).complete(1).close();

    assertThat(report("late")).as("within a second").isEmpty();
    clock.advance(Duration.ofSeconds(1));

    assertThat(report("late")).isPresent();
  }

  @Test
  void aSweepThatWasRemovedIsGoneAtOnceAndThereWhenItIsBack() throws IOException {
    Path place = root.resolve("sweep");
    SampleFolder.open(place, "sweep", 1).complete(1).close();
    assertThat(report("sweep")).isPresent();
    clock.advance(Duration.ofSeconds(1));
    library.list();
    Path aside = Files.createDirectory(root.resolve(".aside")).resolve("sweep");
    FileUtils.moveDirectory(place.toFile(), aside.toFile());

    assertThat(report("sweep")).as("when it is looked at").isEmpty();
    assertThat(report("sweep")).as("where it was found a moment ago").isEmpty();
    FileUtils.moveDirectory(aside.toFile(), place.toFile());
    clock.advance(Duration.ofSeconds(1));

    assertThat(report("sweep")).isPresent();
  }
}
