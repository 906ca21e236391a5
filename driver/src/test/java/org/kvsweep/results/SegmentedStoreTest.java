package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;

/** A store that puts every trial into a segment of its own at once keeps to the same contract. */
class SegmentedStoreTest extends ResultsStoreContract {
  @TempDir private Path temporary;
  private FolderResultsStore open;

  FolderFiles files() throws IOException {
    return new LocalFiles(temporary.resolve("sweep"), "sweep");
  }

  Path folder() {
    return temporary.resolve("sweep");
  }

  @Override
  ResultsStore store() throws IOException {
    if (open == null) {
      open =
          SmallSegments.open(files(), new LeaseHolder("here", "machine", 1), 1, new MovableClock());
    }
    return open;
  }

  @AfterEach
  void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
