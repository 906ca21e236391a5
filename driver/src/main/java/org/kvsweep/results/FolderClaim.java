package org.kvsweep.results;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a folder one of results, before anything is written into it. */
final class FolderClaim {
  private static final Logger LOG = LoggerFactory.getLogger(FolderClaim.class);

  /** The folder that a file system itself makes in its uppermost folder. */
  private static final String LOST_AND_FOUND = "lost+found";

  private FolderClaim() {}

  /** Marks an empty folder as a results folder; one with other files in it is not ours to fill. */
  static void claim(FolderFiles files) throws IOException {
    if (ResultsFolder.isResultsFolder(files)) {
      return;
    }
    for (String other : files.names("")) {
      if (!other.equals(LOST_AND_FOUND) && !isOwnBeginning(files, other)) {
        throw new IOException(
            "Cannot use %s for results: expected an empty folder or one with %s, got %s in it"
                .formatted(files.location(), ResultsLayout.FORMAT_FILE, other));
      }
    }
    if (files.create(ResultsLayout.FORMAT_FILE, FormatFile.text(ResultsLayout.FORMAT))) {
      forceIfPossible(files);
    }
  }

  /** Builds that can't mend a torn file refuse the folder; nothing else rests on this. */
  private static void forceIfPossible(FolderFiles files) {
    try {
      files.force(ResultsLayout.FORMAT_FILE);
    } catch (IOException e) {
      LOG.debug("Cannot force {} to the disk", ResultsLayout.FORMAT_FILE, e);
    }
  }

  /** Returns whether these are the files of a driver that died while it marked the folder. */
  private static boolean isOwnBeginning(FolderFiles files, String name) throws IOException {
    return name.equals(ResultsLayout.TEMPORARY)
        && files.names(name).stream()
            .map(ResultsLayout::leftoverOf)
            .allMatch(of -> of.equals(Optional.of(ResultsLayout.FORMAT_FILE)));
  }
}
