package org.kvsweep.results;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.kvsweep.trial.TrialId;

/**
 * The files by which a process asks the driver of a sweep to stop. Their names say it all: nothing
 * is read from them. A driver forgets them when it opens and when it closes the folder.
 *
 * <p>Files are neither written, read nor deleted through a link: nobody needs one here, and whoever
 * had made it would choose where.
 */
final class StopFiles {
  private static final String CONTENT = "{}\n";

  private final FolderFiles files;

  StopFiles(FolderFiles files) {
    this.files = files;
  }

  /**
   * Asks for the end of the sweep.
   *
   * @throws IOException also if the folder of these files is a link
   */
  void askSweep() throws IOException {
    write(ResultsLayout.STOP_SWEEP);
  }

  /**
   * Asks for the end of a trial.
   *
   * @throws IOException also if the folder of these files is a link
   */
  void ask(TrialId trial) throws IOException {
    write(ResultsLayout.stopOf(trial));
  }

  private void write(String name) throws IOException {
    if (files.isLink(ResultsLayout.STOPS)) {
      throw new IOException(
          "Cannot write to %s/%s: expected a folder, got a link"
              .formatted(files.location(), ResultsLayout.STOPS));
    }
    files.replace(name, CONTENT);
  }

  StopRequests requests() throws IOException {
    boolean sweep = false;
    Set<TrialId> trials = new HashSet<>();
    for (String name : names()) {
      sweep |= ResultsLayout.stopsSweep(name);
      ResultsLayout.trialOf(name).ifPresent(trials::add);
    }
    return new StopRequests(sweep, trials);
  }

  void forget() throws IOException {
    for (String name : names()) {
      if (ResultsLayout.stopsSweep(name) || ResultsLayout.trialOf(name).isPresent()) {
        files.delete(ResultsLayout.STOPS + "/" + name);
      }
    }
  }

  /** Files only: a folder of such a name could not be forgotten. */
  private Set<String> names() throws IOException {
    return files.isLink(ResultsLayout.STOPS) ? Set.of() : files.sizes(ResultsLayout.STOPS).keySet();
  }
}
