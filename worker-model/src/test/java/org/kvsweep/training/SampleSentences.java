package org.kvsweep.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Files of sentences, as the tasks of translation read them. */
final class SampleSentences {
  private SampleSentences() {}

  /** Writes that many sentences for training and validation, of one to nine words. */
  static void write(Path folder, int count) throws IOException {
    List<String> sentences =
        IntStream.range(0, count).mapToObj(line -> "a" + " b".repeat(line % 9)).toList();
    for (String file : List.of("train.de", "train.en", "val.de", "val.en")) {
      Files.write(folder.resolve(file), sentences);
    }
  }
}
