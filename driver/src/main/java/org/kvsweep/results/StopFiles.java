package org.kvsweep.results;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.kvsweep.trial.TrialId;

/**
 * The files by which a process asks the driver of a sweep to stop. Their names say it all: nothing
 * is read from them. A driver forgets them when it opens and when it closes the folder.
 */
final class StopFiles {
  private static final String CONTENT = "{}\n";

  private final FolderFiles files;

  StopFiles(FolderFiles files) {
    this.files = files;
  }

  void askSweep() throws IOException {
    files.replace(ResultsLayout.STOP_SWEEP, CONTENT);
  }

  void ask(TrialId trial) throws IOException {
    files.replace(ResultsLayout.stopOf(trial), CONTENT);
  }

  StopRequests requests() throws IOException {
    boolean sweep = false;
    Set<TrialId> trials = new HashSet<>();
    // Files only: a folder of such a name could not be forgotten.
    for (String name : files.sizes(ResultsLayout.STOPS).keySet()) {
      sweep |= ResultsLayout.stopsSweep(name);
      ResultsLayout.trialOf(name).ifPresent(trials::add);
    }
    return new StopRequests(sweep, trials);
  }

  void forget() throws IOException {
    for (String name : files.sizes(ResultsLayout.STOPS).keySet()) {
      if (ResultsLayout.stopsSweep(name) || ResultsLayout.trialOf(name).isPresent()) {
        files.delete(ResultsLayout.STOPS + "/" + name);
      }
    }
  }
}
