package org.kvsweep.task.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of files in a copy of the data folder, as executors get one that don't have the files
 * themselves. A file inside of the folder keeps its name. One outside of it, which a task names by
 * {@code ..} or by its full path, gets a name below a folder of the copy.
 */
public final class CopiedName {
  private static final String OUTSIDE = "kvsweep-outside";
  private static final String ROOT = "root";
  private static final String UP = "up";

  private CopiedName() {}

  /** Returns the name in a copy, with slashes, of what has that name in the data folder. */
  public static String of(String name) {
    Path path = Path.of(name);
    if (!path.isAbsolute() && !path.normalize().startsWith("..")) {
      return name;
    }
    List<String> segments = new ArrayList<>(List.of(OUTSIDE));
    if (path.isAbsolute()) {
      segments.add(ROOT);
    }
    path.forEach(
        segment -> segments.add(segment.toString().equals("..") ? UP : segment.toString()));
    return String.join("/", segments);
  }
}
