package org.kvsweep.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.security.AccessControlException;
import org.kvsweep.results.EndedTrials.FileVersion;

/**
 * The files on HDFS, an object store or any other file system of Hadoop.
 *
 * <p>HDFS renames in one step and refuses to where the name is taken, so files are written aside
 * and renamed. Object stores copy and delete instead, but there an object appears when its writing
 * ends: files are written in place. The S3A of Hadoop 3.3, which Spark 3.5 brings, can't write on
 * condition: two drivers that create the same object in the same instant both succeed and the later
 * one stands. So whoever has created a lease there looks again after {@link #settling()}.
 */
final class HadoopFiles implements FolderFiles {
  // A small object is written within a second or two, or the store is in trouble.
  private static final Duration OBJECT_STORE_SETTLES = Duration.ofSeconds(5);

  // A file that is replaced often is replaced every few seconds.
  private static final int READ_ATTEMPTS = 5;

  private final FileSystem fileSystem;
  private final Path folder;
  private final Configuration hadoop;
  private final boolean inPlace;

  HadoopFiles(FileSystem fileSystem, Path folder, Configuration hadoop) {
    this.fileSystem = fileSystem;
    this.folder = folder;
    this.hadoop = hadoop;
    this.inPlace = HadoopPath.isObjectStore(folder.toUri());
  }

  @Override
  public Duration settling() {
    return inPlace ? OBJECT_STORE_SETTLES : Duration.ZERO;
  }

  @Override
  public String location() {
    return folder.toString();
  }

  @Override
  public String address() {
    return folder.toString();
  }

  @Override
  public long size(String name) throws IOException {
    return fileSystem.getFileStatus(new Path(folder, name)).getLen();
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    Path file = new Path(folder, name);
    for (int attempt = 1; true; attempt++) {
      try {
        return Optional.of(readOnce(file));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (AccessControlException e) {
        throw new ForeignFileException(file.toString(), FailedWrite.reason(e));
      } catch (PathIOException changed) {
        // S3A refuses to read on in an object that was replaced after it was opened.
        if (!inPlace || attempt == READ_ATTEMPTS) {
          throw changed;
        }
      }
    }
  }

  private String readOnce(Path file) throws IOException {
    FileStatus status = status(file);
    try (FSDataInputStream in = fileSystem.open(file)) {
      return FolderFiles.text(in, status.getLen(), file);
    }
  }

  private FileStatus status(Path file) throws IOException {
    FileStatus status = fileSystem.getFileStatus(file);
    if (status.isDirectory()) {
      throw new ForeignFileException(file.toString(), "expected a file, got a folder");
    }
    return status;
  }

  private FSDataInputStream openFile(Path file) throws IOException {
    try {
      status(file);
      return fileSystem.open(file);
    } catch (AccessControlException e) {
      throw new ForeignFileException(file.toString(), FailedWrite.reason(e));
    }
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    Path file = new Path(folder, name);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (fileSystem.exists(file)) {
        return false;
      }
      return inPlace ? writeInPlace(file, bytes) : rename(writeAside(file, bytes), file);
    } catch (IOException e) {
      throw FailedWrite.of(file, e);
    }
  }

  private Path writeAside(Path file, byte[] bytes) throws IOException {
    return writeAside(file, out -> out.write(bytes));
  }

  private boolean rename(Path aside, Path file) throws IOException {
    try {
      return fileSystem.rename(aside, file);
    } finally {
      fileSystem.delete(aside, false);
    }
  }

  private boolean writeInPlace(Path file, byte[] bytes) throws IOException {
    try {
      write(file, out -> out.write(bytes), false);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (PathIOException e) { // S3A, where it lets the store refuse what is there already
      if (fileSystem.exists(file)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void write(String name, DerivedFiles.Content content) throws IOException {
    Path file = new Path(folder, name);
    try {
      if (inPlace) {
        write(file, content, true);
      } else {
        replace(file, content);
      }
    } catch (IOException e) {
      throw FailedWrite.of(file, e);
    }
  }

  /** HDFS keeps what was written in the memory of its machines alone until it is told to sync. */
  @Override
  public void writeForced(String name, DerivedFiles.Content content) throws IOException {
    write(
        name,
        to -> {
          content.write(to);
          if (to instanceof FSDataOutputStream out && out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
          }
        });
  }

  private void replace(Path file, DerivedFiles.Content content) throws IOException {
    // FileSystem's own rename refuses to overwrite.
    FileContext renaming = FileContext.getFileContext(folder.toUri(), hadoop);
    Path aside = writeAside(file, content);
    try {
      renaming.rename(aside, file, Options.Rename.OVERWRITE);
    } finally {
      fileSystem.delete(aside, false);
    }
  }

  private Path writeAside(Path file, DerivedFiles.Content content) throws IOException {
    fileSystem.mkdirs(file.getParent());
    Path aside =
        new Path(new Path(folder, ResultsLayout.TEMPORARY), ResultsLayout.aside(file.getName()));
    try {
      write(aside, content, false);
      return aside;
    } catch (IOException e) {
      fileSystem.delete(aside, false);
      throw e;
    }
  }

  private void write(Path file, DerivedFiles.Content content, boolean overwrite)
      throws IOException {
    FSDataOutputStream out = fileSystem.create(file, overwrite);
    try {
      content.write(out);
    } catch (Throwable failed) {
      giveUp(out, failed);
      throw failed;
    }
    out.close();
  }

  /**
   * Ends a file that could not be written. Where files are written in place, closing it would put
   * the part that was written in the place of the whole one; a store that can't abort makes no
   * object of what is never closed.
   */
  private void giveUp(FSDataOutputStream out, Throwable why) {
    try {
      if (!inPlace) {
        out.close();
      } else if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
    } catch (IOException | RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(openFile(new Path(folder, name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names(String subfolder) throws IOException {
    return list(subfolder).stream().map(status -> status.getPath().getName()).sorted().toList();
  }

  @Override
  public Map<String, Long> sizes(String subfolder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (FileStatus status : list(subfolder)) {
      if (status.isFile()) {
        sizes.put(status.getPath().getName(), status.getLen());
      }
    }
    return sizes;
  }

  @Override
  public Map<String, FileVersion> versions(String subfolder) throws IOException {
    Map<String, FileVersion> versions = new TreeMap<>();
    for (FileStatus status : list(subfolder)) {
      versions.put(
          status.getPath().getName(),
          new FileVersion(status.getLen(), status.getModificationTime()));
    }
    return versions;
  }

  private List<FileStatus> list(String subfolder) throws IOException {
    try {
      return List.of(
          fileSystem.listStatus(subfolder.isEmpty() ? folder : new Path(folder, subfolder)));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    if (!fileSystem.rename(new Path(folder, from), new Path(folder, to))) {
      throw new IOException(
          "Cannot rename %s to %s in %s: the file system refused".formatted(from, to, folder));
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = new Path(folder, name);
    try {
      if (fileSystem.getFileStatus(file).isFile()) {
        fileSystem.delete(file, false);
      }
    } catch (FileNotFoundException gone) {
      // As it should be.
    }
  }
}
