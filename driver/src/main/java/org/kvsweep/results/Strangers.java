package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds entries of a results folder that have names of our files and are none. It is kept, under
 * another name: whoever put it there may want it back.
 */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  private final FolderFiles files;

  Strangers(FolderFiles files) {
    this.files = files;
  }

  /** Frees the names of ours that folders, pipes or links to nothing have. */
  void moveAllAside(String folder, Predicate<String> ours) throws IOException {
    Set<String> strangers = new TreeSet<>(files.names(folder));
    strangers.removeAll(files.sizes(folder).keySet());
    strangers.removeIf(ours.negate());
    for (String name : strangers) {
      Optional<String> why = stranger(folder + "/" + name);
      if (why.isPresent()) {
        String aside = moveAside(folder, name);
        LOG.warn(
            "Not a file of this sweep, kept as {} in {}: {}", aside, files.location(), why.get());
      }
    }
  }

  /** Returns why it is none of our files; empty if it is one, or is gone meanwhile. */
  private Optional<String> stranger(String name) throws IOException {
    try {
      Optional<InputStream> file = files.open(name);
      if (file.isPresent()) {
        file.get().close();
      }
      return Optional.empty();
    } catch (ForeignFileException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Renames it, and returns its new name. */
  String moveAside(String folder, String name) throws IOException {
    String aside = freeName(folder, copy -> ResultsLayout.damaged(folder + "/" + name, copy));
    files.move(folder + "/" + name, aside);
    return aside;
  }

  /** The first of these names in that folder, by number from 1, that is not taken. */
  String freeName(String folder, IntFunction<String> names) throws IOException {
    Set<String> taken = new HashSet<>();
    files.names(folder).forEach(name -> taken.add(folder + "/" + name));
    int copy = 1;
    while (taken.contains(names.apply(copy))) {
      copy++;
    }
    return names.apply(copy);
  }
}
