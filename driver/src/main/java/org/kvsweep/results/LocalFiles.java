package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.lang3.function.FailableBiConsumer;
import org.kvsweep.results.EndedTrials.FileVersion;

/**
 * The files on this machine or a mounted share. Hadoop's own local file system would add a checksum
 * file to every trial.
 *
 * <p>Nothing is forced to the disk unless it is asked for: a file torn by a power cut is found by
 * its checksum and its trial trained again, which costs less than an fsync for each of ten thousand
 * trials.
 */
final class LocalFiles implements FolderFiles {
  /** The version of a link that leads nowhere. */
  private static final FileVersion NOWHERE = new FileVersion(0, 0);

  private final Path folder;
  private final String location;

  /** The real path of the folder that no link may lead out of; empty where links are followed. */
  private final Optional<Path> bounds;

  private final AsideWriter writer;

  LocalFiles(Path folder, String location) {
    this(folder, location, Files::createLink);
  }

  /**
   * Files on a file system that may have no hard links.
   *
   * @param hardLinks makes one of the first name to the second
   */
  LocalFiles(Path folder, String location, FailableBiConsumer<Path, Path, IOException> hardLinks) {
    this(folder, location, Optional.empty(), new AsideWriter(folder, hardLinks));
  }

  private LocalFiles(Path folder, String location, Optional<Path> bounds, AsideWriter writer) {
    this.folder = folder;
    this.location = location;
    this.bounds = bounds;
    this.writer = writer;
  }

  /** The same files, but those that lie elsewhere than below that real path can't be read. */
  LocalFiles within(Path realFolder) {
    return new LocalFiles(folder, location, Optional.of(realFolder), writer);
  }

  @Override
  public Duration settling() {
    return writer.settling();
  }

  private Path readable(String name) throws IOException {
    Path file = folder.resolve(name);
    Optional<Path> real = bounds.isPresent() ? FolderLinks.realPath(file) : Optional.empty();
    if (real.isPresent() && !real.get().startsWith(bounds.get())) {
      throw new IOException(
          "Cannot read %s: expected it below %s, got a link that leads out of there"
              .formatted(file, bounds.get()));
    }
    return file;
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public String address() {
    // Not as a Path gives it: Hadoop takes no escapes in what it is given as text.
    return "file:" + folder.toAbsolutePath();
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(readable(name));
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    Optional<InputStream> opened = open(name);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    try (InputStream in = opened.get()) {
      return Optional.of(FolderFiles.text(in, Files.size(file), file));
    } catch (NoSuchFileException gone) {
      return Optional.empty(); // deleted since it was opened
    }
  }

  @Override
  public Optional<String> readOwn(String name) throws IOException {
    FolderLinks.checkWithin(folder, name);
    return read(name);
  }

  @Override
  public Optional<InputStream> openOwn(String name) throws IOException {
    FolderLinks.checkInSubfolder(folder, name);
    return open(name);
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    return writer.create(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(String name, DerivedFiles.Content content) throws IOException {
    writer.replace(folder.resolve(name), content);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    Path file = readable(name);
    Optional<BasicFileAttributes> attributes = attributes(file);
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> foreign = foreign(attributes.get());
    if (foreign.isPresent()) {
      // Not opened: that of a pipe would wait for a writer.
      throw new ForeignFileException(file.toString(), foreign.get());
    }
    try {
      return Optional.of(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new ForeignFileException(file.toString(), FailedWrite.reason(e));
    }
  }

  /**
   * The attributes of a file, or of what a link leads to; empty if there is nothing of that name.
   */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (FileSystemException e) {
      if (Files.isSymbolicLink(file)) {
        throw new ForeignFileException(file.toString(), "it is a link that leads nowhere");
      }
      if (e instanceof NoSuchFileException) {
        return Optional.empty();
      }
      throw new IOException("Cannot read %s: %s".formatted(file, FailedWrite.reason(e)), e);
    }
  }

  private static Optional<String> foreign(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Optional.empty();
    }
    return Optional.of(
        "expected a file, got " + (attributes.isDirectory() ? "a folder" : "a pipe or device"));
  }

  @Override
  public List<String> names(String subfolder) throws IOException {
    return list(subfolder).stream().map(file -> file.getFileName().toString()).sorted().toList();
  }

  @Override
  public Map<String, Long> sizes(String subfolder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Path file : list(subfolder)) {
      try {
        attributes(file)
            .filter(BasicFileAttributes::isRegularFile)
            .ifPresent(found -> sizes.put(file.getFileName().toString(), found.size()));
      } catch (ForeignFileException aLink) {
        // It has no size.
      }
    }
    return sizes;
  }

  @Override
  public Map<String, FileVersion> versions(String subfolder) throws IOException {
    Map<String, FileVersion> versions = new TreeMap<>();
    for (Path file : list(subfolder)) {
      try {
        attributes(file)
            .ifPresent(
                found ->
                    versions.put(
                        file.getFileName().toString(),
                        new FileVersion(found.size(), found.lastModifiedTime().toMillis())));
      } catch (ForeignFileException aLink) {
        versions.put(file.getFileName().toString(), NOWHERE);
      }
    }
    return versions;
  }

  private List<Path> list(String subfolder) throws IOException {
    List<Path> listed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(readable(subfolder))) {
      files.forEach(listed::add);
      return listed;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NotDirectoryException e) {
      throw new IOException(
          "Cannot list %s: expected a folder, got a file".formatted(e.getFile()), e);
    }
  }

  @Override
  public void force(String name) throws IOException {
    Path file = folder.resolve(name);
    force(file, StandardOpenOption.WRITE);
    force(file.getParent(), StandardOpenOption.READ); // where its name stands
  }

  private static void force(Path file, StandardOpenOption how) throws IOException {
    try (FileChannel open = FileChannel.open(file, how)) {
      open.force(true);
    } catch (IOException e) {
      throw FailedWrite.of(file, e);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    try {
      Files.move(folder.resolve(from), folder.resolve(to));
    } catch (IOException e) {
      throw new IOException(
          "Cannot rename %s to %s in %s: %s".formatted(from, to, folder, FailedWrite.reason(e)), e);
    }
  }

  @Override
  public void checkOwn(List<String> folders) throws IOException {
    for (String name : folders) {
      FolderLinks.checkOwn(folder, name);
    }
  }

  @Override
  public boolean isLink(String name) {
    return Files.isSymbolicLink(folder.resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }
}
