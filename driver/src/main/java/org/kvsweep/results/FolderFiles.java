package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.kvsweep.results.EndedTrials.FileVersion;

/**
 * Files below one folder, by names with {@code /} between their parts: small texts in UTF-8, and
 * models and checkpoints of any size.
 *
 * <p>A file that {@link #create}, {@link #replace} or {@link #write} writes is seen whole or not at
 * all by every reader, also if the writer dies in the middle. The message of a failure to write
 * names the file.
 */
interface FolderFiles {
  /**
   * A trial of a hundred thousand metric points is below this; a larger file is not one of ours.
   */
  long LARGEST_BYTES = 64L << 20;

  /**
   * Returns how long after a {@link #create} one has to look again to know that it was not
   * overwritten by another create of the same instant; zero if create lets only one of several
   * succeed.
   */
  default Duration settling() {
    return Duration.ZERO;
  }

  /** The folder, as error messages show it. */
  String location();

  /** The folder, as every process of the sweep can name it: a URI. */
  String address();

  /**
   * The text of the file; empty if there is no such file.
   *
   * @throws ForeignFileException if what has that name is none of ours, such as a folder, a pipe or
   *     a file larger than {@link #LARGEST_BYTES}
   */
  Optional<String> read(String name) throws IOException;

  /**
   * The text of a file that lies in this folder itself; empty if there is no such file.
   *
   * @throws ForeignFileException also if it is a link that leads out of the folder: whoever filled
   *     the folder would choose a file that only its reader may read
   */
  default Optional<String> readOwn(String name) throws IOException {
    return read(name);
  }

  /**
   * Writes a new file.
   *
   * @return false, with nothing changed, if there is a file of that name
   */
  boolean create(String name, String text) throws IOException;

  /** Writes a file, in the place of the one of that name if there is one. */
  default void replace(String name, String text) throws IOException {
    replace(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file of bytes likewise. */
  default void replace(String name, byte[] bytes) throws IOException {
    write(name, out -> out.write(bytes));
  }

  /** Writes a file of any size likewise. */
  void write(String name, DerivedFiles.Content content) throws IOException;

  /** Writes a file likewise, and makes sure that it survives a power cut. */
  default void writeForced(String name, DerivedFiles.Content content) throws IOException {
    write(name, content);
    force(name);
  }

  /**
   * The bytes of a file of any size, to be closed; empty if there is no such file.
   *
   * @throws ForeignFileException if what has that name is no file or not to be read
   */
  Optional<InputStream> open(String name) throws IOException;

  /**
   * The bytes of a file that lies in this folder, or in the subfolder on another disk that is
   * linked here; empty if there is no such file.
   *
   * @throws ForeignFileException also if it is a link that leads elsewhere, or is in another
   *     results folder: whoever filled the folder would choose a file that only its reader may read
   */
  default Optional<InputStream> openOwn(String name) throws IOException {
    return open(name);
  }

  /**
   * The size of a file in bytes.
   *
   * @throws IOException also if there is no such file
   */
  long size(String name) throws IOException;

  /**
   * The names of all that is directly in that folder, of whatever kind it is, sorted; empty if
   * there is no such folder.
   *
   * @param folder below the one that this is about; empty for that one
   */
  List<String> names(String folder) throws IOException;

  /**
   * The versions of all that is directly in that folder, of whatever kind it is, by name; empty if
   * there is no such folder. Takes no request for each file on HDFS and object stores.
   */
  Map<String, FileVersion> versions(String folder) throws IOException;

  /** The sizes in bytes of the files directly in that folder; empty if there is no such folder. */
  Map<String, Long> sizes(String folder) throws IOException;

  /**
   * Makes sure that a file survives a power cut, as far as the file system lets one do so once the
   * file is written.
   */
  default void force(String name) throws IOException {}

  /** Renames a file, or whatever has its name; there must be none of the new name. */
  void move(String from, String to) throws IOException;

  /**
   * Makes sure that nothing in these folders below this one belongs to another results folder,
   * which has a lease of its own. They may be links to elsewhere.
   *
   * @throws IOException if one is a link into another results folder
   */
  default void checkOwn(List<String> folders) throws IOException {}

  /** Returns whether that name is a link, which may lead anywhere. */
  default boolean isLink(String name) {
    return false;
  }

  /** Deletes a file if it is there; never a folder. */
  void delete(String name) throws IOException;

  /**
   * The text of a file; what is not UTF-8 becomes U+FFFD, which no checksum survives.
   *
   * @param size of the file, which alone is no bound: it may grow while it is read
   * @param file for messages
   * @throws ForeignFileException if it is larger than {@link #LARGEST_BYTES}
   */
  static String text(InputStream in, long size, Object file) throws IOException {
    byte[] bytes = size > LARGEST_BYTES ? new byte[0] : in.readNBytes((int) LARGEST_BYTES + 1);
    long found = Math.max(size, bytes.length);
    if (found > LARGEST_BYTES) {
      throw new ForeignFileException(
          file.toString(), "expected at most %d bytes, got %d".formatted(LARGEST_BYTES, found));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The files of that folder, which need not exist.
   *
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   */
  static FolderFiles open(String folder, Configuration hadoop) throws IOException {
    Path path = HadoopPath.of(folder, hadoop);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    Path qualified = fileSystem.makeQualified(path);
    return qualified.toUri().getScheme().equals("file")
        ? new LocalFiles(java.nio.file.Path.of(qualified.toUri().getPath()), folder)
        : new HadoopFiles(fileSystem, qualified, hadoop);
  }
}
