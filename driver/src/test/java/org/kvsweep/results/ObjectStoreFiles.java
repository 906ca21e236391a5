package org.kvsweep.results;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * Files as on an object store in the worst instant: so many drivers as were said have all seen that
 * a file is not there before one writes it, and all of them have written it before one looks again.
 */
final class ObjectStoreFiles extends OtherFiles {
  private final CyclicBarrier together;

  ObjectStoreFiles(FolderFiles files, int drivers) {
    super(files);
    this.together = new CyclicBarrier(drivers);
  }

  @Override
  public Duration settling() {
    return Duration.ofMillis(1);
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    try {
      together.await();
      files.replace(name, text);
      together.await();
      return true;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IOException(e);
    }
  }
}
