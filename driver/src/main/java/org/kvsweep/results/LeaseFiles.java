package org.kvsweep.results;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbered files of the leases on a results folder. */
record LeaseFiles(FolderFiles files) {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFiles.class);

  /** Returns the number of the newest lease; 0 if there is none. */
  long highest() throws IOException {
    return numbers().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Returns the contents of the newest lease; empty if there is none, or none that can be read. */
  Optional<LeaseFile> newest() throws IOException {
    return read(highest());
  }

  /**
   * Returns the contents of a lease; empty if it is damaged: whoever holds it finds out by the
   * higher number.
   */
  Optional<LeaseFile> read(long number) throws IOException {
    if (number == 0) {
      return Optional.empty();
    }
    String name = ResultsLayout.lease(number);
    try {
      return files.read(name).map(LeaseFile::read);
    } catch (ForeignFileException | IllegalArgumentException e) {
      LOG.warn("Ignoring the damaged {} in {}: {}", name, files.location(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns whether the file of that number is now the one of that holder. */
  boolean standsOf(long number, LeaseFile mine) throws IOException {
    return read(number).filter(file -> file.ofSameHolder(mine)).isPresent();
  }

  /** Returns whether the file of that number is now one of another holder. */
  boolean isOfAnother(long number, LeaseFile mine) throws IOException {
    return read(number).filter(file -> !file.ofSameHolder(mine)).isPresent();
  }

  void deleteBelow(long number) throws IOException {
    for (long older : numbers()) {
      if (older < number) {
        files.delete(ResultsLayout.lease(older));
      }
    }
  }

  private List<Long> numbers() throws IOException {
    return files.names(ResultsLayout.LEASES).stream()
        .map(ResultsLayout::leaseNumber)
        .filter(number -> number > 0)
        .toList();
  }
}
