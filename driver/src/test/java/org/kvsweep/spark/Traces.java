package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.kvsweep.Patience;

/** Files that fake trials leave for the test. */
final class Traces {
  private Traces() {}

  /** The text of that file, once it is there. */
  static String text(Path file) {
    try {
      await(file);
      return Files.readString(file);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no " + file, e);
    }
  }

  private static void await(Path file) throws IOException, InterruptedException {
    try (WatchService watcher = FileSystems.getDefault().newWatchService()) {
      file.getParent().register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        WatchKey key = watcher.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
          throw new AssertionError("no " + file + " within " + Patience.LIMIT);
        }
        key.pollEvents();
        key.reset();
      }
    }
  }
}
