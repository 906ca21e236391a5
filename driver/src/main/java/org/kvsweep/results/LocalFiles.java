package org.kvsweep.results;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Files on this machine or a mounted share. Written aside and renamed; a new file takes its name by
 * a hard link, the one call that fails where the name is taken (a rename would overwrite). Hadoop's
 * own local file system would add a checksum file to every trial.
 *
 * <p>Nothing is forced to the disk: a file torn by a power cut is found by its checksum and its
 * trial trained again, which costs less than an fsync for each of ten thousand trials.
 */
final class LocalFiles implements FolderFiles {
  private final Path folder;
  private final String location;

  /** The real path of the folder that no link may lead out of; empty where links are followed. */
  private final Optional<Path> bounds;

  LocalFiles(Path folder, String location) {
    this(folder, location, Optional.empty());
  }

  private LocalFiles(Path folder, String location, Optional<Path> bounds) {
    this.folder = folder;
    this.location = location;
    this.bounds = bounds;
  }

  /** The same files, but those that lie elsewhere than below that real path can't be read. */
  LocalFiles within(Path realFolder) {
    return new LocalFiles(folder, location, Optional.of(realFolder));
  }

  private Path readable(String name) throws IOException {
    Path file = folder.resolve(name);
    if (bounds.isPresent() && Files.exists(file) && !file.toRealPath().startsWith(bounds.get())) {
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
    return folder.toAbsolutePath().toUri().toString();
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(readable(name));
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    Path file = readable(name);
    try {
      long size = Files.size(file);
      if (size > LARGEST_BYTES) {
        throw new IOException(
            "Cannot read %s: expected at most %d bytes, got %d"
                .formatted(file, LARGEST_BYTES, size));
      }
      return Optional.of(text(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The bytes as text; what is not UTF-8 becomes U+FFFD, which no checksum survives. */
  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(java.nio.charset.CodingErrorAction.REPLACE)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path aside = writeAside(file, out -> out.write(bytes));
    try {
      return takeName(file, aside);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static boolean takeName(Path file, Path aside) throws IOException {
    try {
      Files.createLink(file, aside);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      // A file system without hard links. The lease keeps other drivers out, so looking first will
      // do.
      if (Files.exists(file)) {
        return false;
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path file = folder.resolve(name);
    Path aside = writeAside(file, content);
    try {
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private Path writeAside(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    Path aside =
        Files.createDirectories(folder.resolve(ResultsLayout.TEMPORARY))
            .resolve(file.getFileName() + "." + UUID.randomUUID());
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW))) {
      content.write(out);
      return aside;
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
  }

  @Override
  public void append(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(Files.newInputStream(readable(name)));
    } catch (NoSuchFileException e) {
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
    try (DirectoryStream<Path> files = Files.newDirectoryStream(readable(subfolder))) {
      for (Path file : files) {
        BasicFileAttributes attributes = attributes(file);
        if (attributes != null && attributes.isRegularFile()) {
          sizes.put(file.getFileName().toString(), attributes.size());
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    return sizes;
  }

  /** Null for a file that went away meanwhile. */
  private static BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }
}
