package org.kvsweep.results;

import java.io.IOException;
import java.util.Optional;
import org.kvsweep.trial.TrialJson;

/** The file that marks a folder as one of results, and says how to read it. */
final class FormatFile {
  private FormatFile() {}

  /** Returns the text of the file in a folder of that version. */
  static String text(int format) {
    return TrialJson.text(TrialJson.object().put("format", format)) + "\n";
  }

  /**
   * Returns whether nothing but the name and perhaps the length of a file has survived, as a power
   * cut leaves one that was not forced to the disk.
   */
  static boolean isTorn(String text) {
    return text.chars().allMatch(c -> c == 0);
  }

  /** Writes the file anew if it is torn; for the driver that has the lease. */
  static void mend(FolderFiles files) throws IOException {
    Optional<String> found = files.read(ResultsLayout.FORMAT_FILE);
    if (found.filter(FormatFile::isTorn).isPresent()) {
      boolean segments = !new Segments(files).sizes().isEmpty();
      files.replace(
          ResultsLayout.FORMAT_FILE,
          text(segments ? ResultsLayout.FORMAT_OF_SEGMENTS : ResultsLayout.FORMAT));
    }
  }
}
