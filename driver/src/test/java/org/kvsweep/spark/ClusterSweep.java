package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A sweep of nine trials that is long enough for something to happen in the middle. */
final class ClusterSweep {
  private ClusterSweep() {}

  /** The text of its file, with that name. */
  static String named(String name) {
    return """
        name: %s
        task: {name: reverse, length: 8, train: 6400, validation: 50, test: 50}
        model: {attention: [qkv, kv, kv-pos], width: 32, depth: 1, heads: 2}
        training: {epochs: 2, batch-size: 32}
        seeds: 3
        """
        .formatted(name);
  }

  /** Counts the records of trials in a results folder, which need not be there yet. */
  static long recorded(Path results) throws IOException {
    Path trials = results.resolve("trials");
    if (!Files.exists(trials)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(trials)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }
}
