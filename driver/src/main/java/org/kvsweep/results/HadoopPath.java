package org.kvsweep.results;

import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Parses the names that users give folders: a URI, or a path on the default file system of Hadoop.
 */
public final class HadoopPath {
  /** A letter alone is a drive elsewhere and no file system anywhere. */
  private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//?).*");

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "wasb", "wasbs", "swift");

  /** What Hadoop has of a file system. */
  private enum FileSystemClasses {
    HERE,
    MISSING,
    NONE
  }

  private HadoopPath() {}

  /**
   * The folder of that name. Hadoop takes all before a colon for a file system; here {@code
   * run-10:15} is a folder.
   *
   * @throws IOException if it is empty, or on a file system whose classes are not here
   */
  public static Path of(String folder, Configuration hadoop) throws IOException {
    if (folder.isBlank()) {
      throw new IOException("Cannot use a folder: expected its name or URI, got an empty text");
    }
    if (folder.indexOf('\0') >= 0) {
      throw new IOException("Cannot use a folder: its name has a zero byte in it");
    }
    Matcher uri = URI.matcher(folder);
    if (!uri.matches()) {
      return new Path(null, null, folder);
    }
    FileSystemClasses classes = classes(uri.group(1), hadoop);
    if (classes == FileSystemClasses.HERE) {
      return uri(folder);
    }
    if (classes == FileSystemClasses.MISSING || uri.group(2).equals("//")) {
      throw new IOException(
          "Cannot use %s: the classes of the file system %s are not here, name its jars in KVSWEEP_CLASSPATH"
              .formatted(folder, uri.group(1)));
    }
    return new Path(null, null, folder);
  }

  /** Returns whether a folder is named by a URI, whose file system need not be known here. */
  public static boolean isUri(String folder) {
    return URI.matcher(folder).matches();
  }

  /**
   * Returns whether that is an object store, where a rename is a copy, and a file appears when it
   * is closed.
   */
  public static boolean isObjectStore(java.net.URI fileSystem) {
    return OBJECT_STORES.contains(fileSystem.getScheme());
  }

  private static FileSystemClasses classes(String scheme, Configuration hadoop) throws IOException {
    try {
      FileSystem.getFileSystemClass(scheme, hadoop);
      return FileSystemClasses.HERE;
    } catch (UnsupportedFileSystemException none) {
      return FileSystemClasses.NONE;
    } catch (RuntimeException e) {
      // Hadoop knows the name of the class for s3a, say, but not the class.
      if (e.getCause() instanceof ClassNotFoundException) {
        return FileSystemClasses.MISSING;
      }
      throw e;
    }
  }

  private static Path uri(String folder) throws IOException {
    try {
      return new Path(folder);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Cannot use %s: it is not a URI, %s".formatted(folder, e.getMessage()), e);
    }
  }
}
