package org.kvsweep.task.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.ProgramName;

/**
 * The files of one data set: {@code FOLDER/DATASET/FILE}, plain or gzipped with {@code .gz} behind
 * the name, fetched by kvsweep or put there by hand.
 *
 * <p>A published file of the published size has to have the published checksum. One of another size
 * is the user's own, and only has to be what its reader expects. For one thread.
 */
public final class DataFiles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String GZIP = ".gz";

  private final Path folder;
  private final String dataset;
  private final PublishedFiles published;
  private final SortedMap<String, String> seen = new TreeMap<>();

  /** Takes what it needs out of a file. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads to the end of the stream, or to where it sees that something is wrong.
     *
     * @throws IOException with a message like "expected …, got …"
     */
    void read(InputStream in) throws IOException;
  }

  /** The files of a data set that kvsweep knows, or of any other folder of that name. */
  public DataFiles(Path dataFolder, String dataset) {
    this(dataFolder, dataset, PublishedFiles.load());
  }

  public DataFiles(Path dataFolder, String dataset, PublishedFiles published) {
    Path copy = dataFolder.resolve(CopiedName.of(dataset));
    this.folder = Files.isDirectory(copy) ? copy : dataFolder.resolve(dataset);
    this.dataset = dataset;
    this.published = published;
  }

  /** True if the file is there, plain or gzipped. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** The names of all files that are there, sorted, without {@code .gz}. */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .map(name -> name.endsWith(GZIP) ? name.substring(0, name.length() - 3) : name)
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Returns the path of the file, plain or gzipped; plain if both exist. */
  public Optional<Path> find(String name) {
    return Stream.of(name, name + GZIP)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * The file as it lies in the data folder: {@code DATASET/NAME}, with {@code .gz} where only the
   * gzipped one is there. Absolute if the data set is named by an absolute path.
   *
   * @throws IllegalArgumentException if it is missing; the message names the command that mends it
   */
  public String pathOf(String name) {
    return path(find(name).orElseThrow(() -> missing(name)).getFileName().toString());
  }

  private String path(String name) {
    return dataset.isEmpty() ? name : dataset + "/" + name;
  }

  /** Returns the checksums of the files that were read to their end. */
  public DataChecksums seen() {
    return new DataChecksums(seen);
  }

  /**
   * Hands the unpacked content of a file to a reader.
   *
   * @throws IllegalArgumentException if the file is missing or not what it should be; the message
   *     names it, what was expected and what is there, and the command that mends it
   */
  public void read(String name, Reader reader) {
    Path file = find(name).orElseThrow(() -> missing(name));
    try (InputStream raw = Files.newInputStream(file);
        CheckedInput in = new CheckedInput(unpacked(file, raw), published.find(dataset, name))) {
      reader.read(in);
      in.transferTo(OutputStream.nullOutputStream());
      in.check();
      seen.put(path(name), in.sha256());
    } catch (FileNotFoundException e) {
      throw missing(name);
    } catch (EOFException e) {
      throw unfit(file, e.getMessage() == null ? "it ends too early" : e.getMessage(), e);
    } catch (IOException e) {
      throw unfit(file, e.getMessage(), e);
    }
  }

  /**
   * The whole unpacked content of a file.
   *
   * @param most bytes that are taken; more is refused
   */
  public byte[] bytes(String name, int most) {
    byte[][] content = new byte[1][];
    read(
        name,
        in -> {
          content[0] = in.readNBytes(most);
          if (in.read() >= 0) {
            throw new IOException("expected at most %d bytes, got more".formatted(most));
          }
        });
    return content[0];
  }

  private static InputStream unpacked(Path file, InputStream raw) throws IOException {
    return file.toString().endsWith(GZIP)
        ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
        : new BufferedInputStream(raw, BUFFER_BYTES);
  }

  private IllegalArgumentException missing(String name) {
    Path file = folder.resolve(name);
    return new MissingDataException(
        file,
        Files.isDirectory(file) ? "It is a folder, expected a file" : remedy("gets it"),
        !published.of(dataset).isEmpty());
  }

  private IllegalArgumentException unfit(Path file, String what, Throwable cause) {
    return new IllegalArgumentException(
        "Cannot read %s: %s. %s".formatted(file, what, remedy("gets it anew")), cause);
  }

  private String remedy(String what) {
    return published.of(dataset).isEmpty()
        ? "It is not a file that kvsweep can fetch"
        : "This %s: %s data fetch %s --data %s"
            .formatted(what, ProgramName.ofThisProcess(), dataset, folder.getParent());
  }
}
