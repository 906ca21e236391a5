package org.kvsweep.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** A folder below which results folders lie, on any file system of Hadoop. */
public final class ResultsRoot {
  /** What the root itself is called where it is a results folder. */
  public static final String ITSELF = ".";

  /** Results lie one or two levels down; a root such as {@code /} shall not be searched whole. */
  private static final int DEEPEST = 4;

  /** Folders that are looked at; each costs a request on an object store. */
  private static final int MOST_FOLDERS = 10_000;

  private final String location;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private final Path root;

  private ResultsRoot(String location, Configuration hadoop, FileSystem fileSystem, Path root) {
    this.location = location;
    this.hadoop = hadoop;
    this.fileSystem = fileSystem;
    this.root = root;
  }

  /**
   * The root at that place.
   *
   * @param location a path or URI; without a scheme, on the default file system of Hadoop
   * @throws IOException if there is no such folder
   */
  public static ResultsRoot at(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    Path root = fileSystem.makeQualified(path);
    if (!isFolder(fileSystem, root)) {
      throw new IOException(
          "Cannot look for results below %s: expected a folder, got none".formatted(location));
    }
    return new ResultsRoot(location, hadoop, fileSystem, root);
  }

  /** The root, as the user named it. */
  public String location() {
    return location;
  }

  /**
   * The results folders below the root by their names: the path from the root, with {@code /}
   * between its parts, or {@link #ITSELF}. Folders that begin with a dot, folders within results
   * folders and those that can't be read are left out.
   *
   * @throws IOException if the root can't be listed
   */
  public List<String> sweeps() throws IOException {
    return List.copyOf(found().keySet());
  }

  /**
   * The results folder of that name.
   *
   * @return empty for a name that {@link #sweeps} doesn't have: what a request asks for never
   *     becomes part of a path
   */
  public Optional<ResultsFolder> sweep(String name) throws IOException {
    Path folder = found().get(name);
    return folder == null
        ? Optional.empty()
        : Optional.of(ResultsFolder.at(folder.toString(), hadoop));
  }

  private record Visit(Path folder, String name, int depth) {}

  private Map<String, Path> found() throws IOException {
    Map<String, Path> found = new TreeMap<>();
    Deque<Visit> visits = new ArrayDeque<>(List.of(new Visit(root, "", 0)));
    for (int visited = 0; !visits.isEmpty() && visited < MOST_FOLDERS; visited++) {
      Visit visit = visits.remove();
      List<FileStatus> entries = entries(visit);
      boolean results =
          entries.stream()
              .anyMatch(e -> e.isFile() && e.getPath().getName().equals(ResultsLayout.FORMAT_FILE));
      if (results) {
        found.put(visit.name().isEmpty() ? ITSELF : visit.name(), visit.folder());
      } else if (visit.depth() < DEEPEST) {
        for (FileStatus entry : entries) {
          String part = entry.getPath().getName();
          if (entry.isDirectory() && !part.startsWith(".")) {
            String name = visit.name().isEmpty() ? part : visit.name() + "/" + part;
            visits.add(new Visit(entry.getPath(), name, visit.depth() + 1));
          }
        }
      }
    }
    return found;
  }

  private List<FileStatus> entries(Visit visit) throws IOException {
    try {
      return new ArrayList<>(List.of(fileSystem.listStatus(visit.folder())));
    } catch (FileNotFoundException | AccessControlException e) {
      if (visit.depth() == 0) {
        throw e;
      }
      return List.of();
    }
  }

  private static boolean isFolder(FileSystem fileSystem, Path path) throws IOException {
    try {
      return fileSystem.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
