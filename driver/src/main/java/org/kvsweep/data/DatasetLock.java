package org.kvsweep.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.apache.commons.lang3.function.FailableConsumer;

/** Lets one fetch at a time at a data set, of all processes and threads that see the folder. */
final class DatasetLock implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final FileChannel channel;
  private final FileLock lock;

  private DatasetLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits until nobody else has the lock.
   *
   * @param file that carries it; it is made, and stays
   * @param waiting runs once if there is somebody else
   */
  static DatasetLock take(
      Path file, FailableConsumer<Duration, InterruptedException> pause, Runnable waiting)
      throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        waiting.run();
      }
      while (lock == null) {
        pause.accept(BETWEEN_LOOKS);
        lock = tryLock(channel);
      }
      return new DatasetLock(channel, lock);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The lock; null if another process, or another thread of this one, has it. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
