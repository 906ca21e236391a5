package org.kvsweep.data;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.io.FileUtils;
import org.apache.commons.lang3.ThreadUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.kvsweep.data.FileState.Standing;
import org.kvsweep.task.data.Checksum;
import org.kvsweep.task.data.PublishedFile;
import org.kvsweep.task.data.PublishedFiles;

/**
 * Downloads data sets into the data folder.
 *
 * <p>What is not finished lies in {@code .fetch/DATASET} there, and is used again after an
 * interruption. A data set that was not there appears as a whole; in a folder that is there, each
 * file that was missing or wrong does.
 */
public final class Fetcher {
  private static final String STAGING = ".fetch";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The most that a download may be larger than its content, for what cannot be compressed. */
  private static final long OVERHEAD_BYTES = 16 << 20;

  private final Path dataFolder;
  private final PublishedFiles published;
  private final FetchListener listener;
  private final FailableConsumer<Duration, InterruptedException> pause;
  private final HttpTransfer transfer;

  /** Fetches into a folder, which need not exist. */
  public Fetcher(Path dataFolder, PublishedFiles published, FetchListener listener) {
    this(dataFolder, published, listener, ThreadUtils::sleep, PATIENCE);
  }

  Fetcher(
      Path dataFolder,
      PublishedFiles published,
      FetchListener listener,
      FailableConsumer<Duration, InterruptedException> pause,
      Duration patience) {
    this.dataFolder = dataFolder;
    this.published = published;
    this.listener = listener;
    this.pause = pause;
    this.transfer = new HttpTransfer(patience, pause, listener);
  }

  /**
   * Fetches what is missing of a data set, or wrong.
   *
   * @return how many downloads it took; 0 if all was there
   * @throws IOException if a file can't be had, with every reason
   */
  @SuppressWarnings("try") // the scope matters, not the object
  public int fetch(Dataset dataset) throws IOException, InterruptedException {
    Path staging = dataFolder.resolve(STAGING);
    Path lock = staging.resolve(dataset.name() + ".lock");
    try (DatasetLock held = DatasetLock.take(lock, pause, () -> listener.waiting(dataset.name()))) {
      DatasetFolder folder = new DatasetFolder(dataFolder, dataset.name(), published);
      List<Download> needed = needed(dataset, folder.verify());
      if (!needed.isEmpty()) {
        fetch(needed, folder, staging.resolve(dataset.name()));
      }
      return needed.size();
    }
  }

  private static List<Download> needed(Dataset dataset, List<FileState> states) {
    Set<String> wanting =
        states.stream()
            .filter(
                state -> state.standing() == Standing.MISSING || state.standing() == Standing.BAD)
            .map(state -> state.file().name())
            .collect(Collectors.toSet());
    return dataset.downloads().stream()
        .filter(download -> download.files().stream().anyMatch(wanting::contains))
        .toList();
  }

  private void fetch(List<Download> needed, DatasetFolder folder, Path staging)
      throws IOException, InterruptedException {
    Path fresh = staging.resolve("fresh");
    FileUtils.deleteDirectory(fresh.toFile());
    Files.createDirectories(fresh);
    Map<String, Checksum> sums = new LinkedHashMap<>();
    for (Download download : needed) {
      Path part = staging.resolve(download.name() + ".part");
      sums.putAll(obtain(download, folder, part, fresh));
      listener.finished(download);
    }
    publish(folder, fresh, sums);
    FileUtils.deleteDirectory(staging.toFile());
  }

  /** Downloads from the first mirror whose file is right, and unpacks it. */
  private Map<String, Checksum> obtain(
      Download download, DatasetFolder folder, Path part, Path fresh)
      throws IOException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (URI mirror : download.mirrors()) {
      // What an earlier run left may be wrong; then the same mirror gets another chance.
      for (boolean resumed = Files.exists(part); ; resumed = false) {
        try {
          transfer.download(mirror, mostBytes(download, folder), part);
          return unpack(download, folder, part, fresh);
        } catch (WrongContentException e) {
          Files.deleteIfExists(part);
          listener.failed(mirror, e.getMessage());
          if (!resumed) {
            reasons.add(mirror + ": " + e.getMessage());
            break;
          }
        } catch (IOException e) {
          listener.failed(mirror, e.getMessage());
          reasons.add(mirror + ": " + e.getMessage());
          break;
        }
      }
    }
    throw new IOException(
        "Cannot fetch %s: %s".formatted(download.name(), String.join("; ", reasons)));
  }

  private static long mostBytes(Download download, DatasetFolder folder) {
    return OVERHEAD_BYTES
        + download.files().stream().mapToLong(file -> folder.file(file).bytes()).sum();
  }

  /** Thrown if the download is not the published file. */
  private static final class WrongContentException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongContentException(String message) {
      super(message);
    }
  }

  /** Moves or unpacks what was downloaded, and returns checksums of files that have none yet. */
  private static Map<String, Checksum> unpack(
      Download download, DatasetFolder folder, Path part, Path fresh) throws IOException {
    Optional<String> fault = fault(download, part);
    if (download.kind() == Download.Kind.TAR_GZ) {
      if (fault.isPresent()) {
        throw new WrongContentException(fault.get());
      }
      Map<String, Long> wanted = new LinkedHashMap<>();
      download.files().forEach(file -> wanted.put(file, folder.file(file).bytes()));
      TarGz.unpack(part, wanted, fresh);
      Files.delete(part);
    } else {
      Files.move(part, fresh.resolve(download.name()));
    }
    return check(download, folder, fresh, fault);
  }

  private static Optional<String> fault(Download download, Path part) throws IOException {
    if (download.checksum().isEmpty()) {
      return Optional.empty();
    }
    Checksum expected = download.checksum().get();
    Checksum got = FileCheck.packed(part, expected).checksum();
    return got.equals(expected)
        ? Optional.empty()
        : Optional.of("expected the checksum %s, got %s".formatted(expected, got));
  }

  /**
   * Compares the unpacked files with the published ones.
   *
   * @param fault of the download; a file whose own content is right was only packed anew
   */
  private static Map<String, Checksum> check(
      Download download, DatasetFolder folder, Path fresh, Optional<String> fault)
      throws IOException {
    Map<String, Checksum> sums = new LinkedHashMap<>();
    for (String name : download.files()) {
      PublishedFile file = folder.file(name);
      Path path = fresh.resolve(download.kind() == Download.Kind.GZIP ? download.name() : name);
      FileCheck check = read(path, file, fault);
      Optional<String> own = check.fault(file.bytes(), file.checksum());
      if (own.isPresent() || (file.checksum().isEmpty() && fault.isPresent())) {
        Files.delete(path);
        throw new WrongContentException(fault.or(() -> own).orElseThrow());
      }
      if (file.checksum().isEmpty()) {
        sums.put(name, check.checksum());
      }
    }
    return sums;
  }

  private static FileCheck read(Path path, PublishedFile file, Optional<String> fault)
      throws IOException {
    try {
      return FileCheck.unpacked(path, file.checksum().orElse(Checksum.SHA_256));
    } catch (EOFException | ZipException e) {
      Files.delete(path);
      throw new WrongContentException(fault.orElse("it is not a whole gzip file"));
    }
  }

  private static void publish(DatasetFolder folder, Path fresh, Map<String, Checksum> sums)
      throws IOException {
    if (!Files.exists(folder.path())) {
      if (!sums.isEmpty()) {
        DatasetFolder.addSums(fresh, sums);
      }
      Files.move(fresh, folder.path());
      return;
    }
    try (Stream<Path> files = Files.list(fresh)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        AtomicMove.replace(file, folder.path().resolve(name));
        // The other form of the same file would go on being read, or doubted.
        String other = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz";
        Files.deleteIfExists(folder.path().resolve(other));
      }
    }
    if (!sums.isEmpty()) {
      DatasetFolder.addSums(folder.path(), sums);
    }
  }
}
