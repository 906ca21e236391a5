package org.kvsweep.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** A folder below which results folders lie, on any file system of Hadoop. */
public final class ResultsRoot {
  /** The name of the root itself if it is a results folder. */
  public static final String ITSELF = ".";

  /**
   * The deepest level of results, which lie one or two levels down: a root such as {@code /} must
   * not be searched whole.
   */
  private static final int DEEPEST = 4;

  /** The most folders that are looked at; each costs a request on an object store. */
  public static final int MOST_FOLDERS = 10_000;

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
   * @throws NoResultsException if there is no such folder
   */
  public static ResultsRoot at(String location, Configuration hadoop) throws IOException {
    Path path = HadoopPath.of(location, hadoop);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    Path root = fileSystem.makeQualified(path);
    if (!isFolder(fileSystem, root)) {
      throw new NoResultsException(
          "Cannot look for results below %s: expected a folder, got none".formatted(location));
    }
    return new ResultsRoot(location, hadoop, fileSystem, root);
  }

  /** The root, as the user named it. */
  public String location() {
    return location;
  }

  /**
   * Looks at what is below the root now, which takes a request for each folder. Folders that begin
   * with a dot, folders within results folders and those that can't be read are left out; so is
   * what is there already under its own name. Links that lead out of the root are not followed.
   * Folders near the root come first: after {@link #MOST_FOLDERS} the rest is left out.
   *
   * @throws IOException if the root can't be listed
   */
  public FoundSweeps look() throws IOException {
    return found(isLocal() ? Optional.of(realPath(root)) : Optional.empty());
  }

  private record Visit(Path folder, String name, int depth) {}

  private FoundSweeps found(Optional<java.nio.file.Path> realRoot) throws IOException {
    Map<String, Path> found = new TreeMap<>();
    Set<String> linksOut = new TreeSet<>();
    Deque<Visit> visits = new ArrayDeque<>(List.of(new Visit(root, "", 0)));
    Deque<Visit> links = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    for (int visited = 0;
        !(visits.isEmpty() && links.isEmpty()) && visited < MOST_FOLDERS;
        visited++) {
      // Links come last: what is found under its own name is not found again by theirs.
      Visit visit = visits.isEmpty() ? links.remove() : visits.remove();
      Optional<String> place = place(visit.folder());
      if (place.isPresent() && leadsOut(place.get(), realRoot)) {
        linksOut.add(visit.name());
        continue;
      }
      if (place.isEmpty() || !seen.add(place.get())) {
        continue;
      }
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
            Visit next = new Visit(entry.getPath(), name, visit.depth() + 1);
            (isLink(entry.getPath()) ? links : visits).add(next);
          }
        }
      }
    }
    boolean whole = visits.isEmpty() && links.isEmpty();
    return new FoundSweeps(found, linksOut, whole, realRoot, hadoop);
  }

  /** Returns the path of the folder, where links have been followed; empty if that is nowhere. */
  private Optional<String> place(Path folder) throws IOException {
    try {
      return Optional.of(isLocal() ? realPath(folder).toString() : folder.toString());
    } catch (FileSystemException gone) {
      return Optional.empty();
    }
  }

  private static boolean leadsOut(String place, Optional<java.nio.file.Path> realRoot) {
    return realRoot.isPresent() && !java.nio.file.Path.of(place).startsWith(realRoot.get());
  }

  /**
   * Returns whether the file system is local: only local ones have links, HDFS has switched them
   * off, object stores know none.
   */
  private boolean isLocal() {
    return root.toUri().getScheme().equals("file");
  }

  private boolean isLink(Path folder) {
    return isLocal() && Files.isSymbolicLink(java.nio.file.Path.of(folder.toUri().getPath()));
  }

  private static java.nio.file.Path realPath(Path folder) throws IOException {
    return java.nio.file.Path.of(folder.toUri().getPath()).toRealPath();
  }

  private List<FileStatus> entries(Visit visit) throws IOException {
    try {
      return new ArrayList<>(List.of(fileSystem.listStatus(visit.folder())));
    } catch (FileNotFoundException | AccessControlException | AccessDeniedException e) {
      // The last two are the same: HDFS says the former, local disks and S3A the latter.
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
