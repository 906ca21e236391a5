package org.kvsweep.results;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The results folders that were below a root when it was looked at. */
public final class FoundSweeps {
  private final Map<String, Path> folders;

  private final Set<String> linksOut;

  private final boolean whole;

  /** The real path of the root, which nothing is read out of; empty where there are no links. */
  private final Optional<java.nio.file.Path> bounds;

  private final Configuration hadoop;

  FoundSweeps(
      Map<String, Path> folders,
      Set<String> linksOut,
      boolean whole,
      Optional<java.nio.file.Path> bounds,
      Configuration hadoop) {
    this.folders = new TreeMap<>(folders);
    this.linksOut = new TreeSet<>(linksOut);
    this.whole = whole;
    this.bounds = bounds;
    this.hadoop = hadoop;
  }

  /**
   * The names of the folders: the path from the root, with {@code /} between its parts, or {@link
   * ResultsRoot#ITSELF}.
   */
  public List<String> names() {
    return List.copyOf(folders.keySet());
  }

  /** The names of the links to folders outside the root, which were not followed. */
  public List<String> linksOut() {
    return List.copyOf(linksOut);
  }

  /** Returns whether all folders were looked into, not only {@link ResultsRoot#MOST_FOLDERS}. */
  public boolean whole() {
    return whole;
  }

  /**
   * The results folder of that name.
   *
   * @return empty for a name that was not found, since what a request asks for never becomes part
   *     of a path, and for a folder that was removed since
   */
  public Optional<ResultsFolder> sweep(String name) throws IOException {
    Path folder = folders.get(name);
    if (folder == null) {
      return Optional.empty();
    }
    FolderFiles files = FolderFiles.open(folder.toString(), hadoop);
    try {
      return Optional.of(
          ResultsFolder.of(
              bounds.isPresent() && files instanceof LocalFiles local
                  ? local.within(bounds.get())
                  : files));
    } catch (NoResultsException gone) {
      return Optional.empty();
    }
  }
}
