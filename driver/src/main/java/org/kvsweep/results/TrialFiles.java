package org.kvsweep.results;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files of ended trials. A file is only created; that of a trial that was reopened is
 * replaced, if it is still the one that was read then.
 */
final class TrialFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TrialFiles.class);

  private final FolderFiles files;
  private final Strangers strangers;
  private final Set<TrialId> keptBeside = new HashSet<>();

  TrialFiles(FolderFiles files) {
    this.files = files;
    this.strangers = new Strangers(files);
  }

  /**
   * Creates the file of a trial; returns false, with nothing written, if it has another one. Where
   * it has the same, an earlier try that seemed to fail has written it.
   */
  boolean create(TrialRecord record) throws IOException {
    String name = ResultsLayout.trial(record.id());
    String text = TrialFile.write(record);
    if (files.create(name, text)) {
      return true;
    }
    if (new FolderTrials(files).hasFile(record.id())) {
      return stands(record);
    }
    String aside = moveAside(record.id());
    LOG.warn(
        "{} in {} appeared while its trial ran and is not its record; kept as {}",
        name,
        files.location(),
        aside);
    return files.create(name, text);
  }

  /**
   * Puts the record of a trial in the place of that from before it was reopened. A trial that ended
   * with a result is trained again only because its data have changed: that result is kept beside,
   * for whoever wants the old data back.
   */
  void replace(TrialRecord before, TrialRecord record) throws IOException {
    if (before.retrial() == Retrial.NEVER && !keptBeside.contains(before.id())) {
      String aside =
          strangers.freeName(
              ResultsLayout.TRIALS, copy -> ResultsLayout.trialOfOtherData(before.id(), copy));
      files.create(aside, TrialFile.write(before));
      keptBeside.add(before.id());
    }
    files.replace(ResultsLayout.trial(record.id()), TrialFile.write(record));
  }

  /**
   * Returns whether that is the record of a trial still, in its file or, without one, a segment.
   */
  boolean stands(TrialRecord record) throws IOException {
    try {
      Optional<TrialRecord> file =
          files.read(ResultsLayout.trial(record.id())).map(TrialFile::read);
      return file.isPresent()
          ? file.get().equals(record)
          : new Segments(files).ids().contains(record.id());
    } catch (ForeignFileException | IllegalArgumentException damaged) {
      return false;
    }
  }

  /** Renames what has the name of a trial's file and can't be read; returns its new name. */
  String moveAside(TrialId id) throws IOException {
    return strangers.moveAside(ResultsLayout.TRIALS, ResultsLayout.trialFileName(id));
  }
}
