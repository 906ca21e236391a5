package org.kvsweep.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Files on HDFS, an object store or any other file system of Hadoop.
 *
 * <p>HDFS renames in one step and refuses to where the name is taken, so files are written aside
 * and renamed. Object stores copy and delete instead, but there an object appears when its writing
 * ends: files are written in place. The S3A of Hadoop 3.3, which Spark 3.5 brings, can't write on
 * condition: two drivers that create the same object in the same instant both succeed and the later
 * one stands. So whoever has created a lease there looks again after {@link #settling()}.
 */
final class HadoopFiles implements FolderFiles {
  /** Where a rename is a copy, and a file appears when it is closed. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "wasb", "wasbs", "swift");

  // A small object is written within a second or two, or the store is in trouble.
  private static final Duration OBJECT_STORE_SETTLES = Duration.ofSeconds(5);

  private final FileSystem fileSystem;
  private final Path folder;
  private final Configuration hadoop;
  private final boolean inPlace;

  HadoopFiles(FileSystem fileSystem, Path folder, Configuration hadoop) {
    this.fileSystem = fileSystem;
    this.folder = folder;
    this.hadoop = hadoop;
    this.inPlace = OBJECT_STORES.contains(folder.toUri().getScheme());
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
    try {
      long size = fileSystem.getFileStatus(file).getLen();
      if (size > LARGEST_BYTES) {
        throw new IOException(
            "Cannot read %s: expected at most %d bytes, got %d"
                .formatted(file, LARGEST_BYTES, size));
      }
      try (FSDataInputStream in = fileSystem.open(file)) {
        return Optional.of(LocalFiles.text(in.readAllBytes()));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    Path file = new Path(folder, name);
    if (fileSystem.exists(file)) {
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (inPlace) {
      return writeInPlace(file, bytes);
    }
    Path aside = writeAside(file, out -> out.write(bytes));
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
    }
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path file = new Path(folder, name);
    if (inPlace) {
      write(file, content, true);
      return;
    }
    // FileSystem's own rename refuses to overwrite.
    FileContext renaming = FileContext.getFileContext(folder.toUri(), hadoop);
    Path aside = writeAside(file, content);
    try {
      renaming.rename(aside, file, Options.Rename.OVERWRITE);
    } finally {
      fileSystem.delete(aside, false);
    }
  }

  private Path writeAside(Path file, Content content) throws IOException {
    fileSystem.mkdirs(file.getParent());
    Path aside =
        new Path(
            new Path(folder, ResultsLayout.TEMPORARY), file.getName() + "." + UUID.randomUUID());
    try {
      write(aside, content, false);
      return aside;
    } catch (IOException e) {
      fileSystem.delete(aside, false);
      throw e;
    }
  }

  private void write(Path file, Content content, boolean overwrite) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(file, overwrite)) {
      content.write(out);
    }
  }

  @Override
  public void append(String name, String text) throws IOException {
    Path file = new Path(folder, name);
    try (FSDataOutputStream out =
        fileSystem.exists(file) ? fileSystem.append(file) : fileSystem.create(file, false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(fileSystem.open(new Path(folder, name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names(String subfolder) throws IOException {
    return List.copyOf(sizes(subfolder).keySet());
  }

  @Override
  public Map<String, Long> sizes(String subfolder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try {
      Path listed = subfolder.isEmpty() ? folder : new Path(folder, subfolder);
      for (FileStatus status : fileSystem.listStatus(listed)) {
        if (status.isFile()) {
          sizes.put(status.getPath().getName(), status.getLen());
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return sizes;
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
    fileSystem.delete(new Path(folder, name), false);
  }
}
