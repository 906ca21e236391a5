package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.kvsweep.task.data.CopiedName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folder of one executor: the one that everybody means if it holds the driver's files,
 * else a copy of what the driver has sent, made once and gone with the executor.
 */
final class DataCopies implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataCopies.class);

  private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\p{ASCII}]");

  private final FailableSupplier<Path, IOException> place;
  private final Map<List<String>, Path> folders = new ConcurrentHashMap<>();
  private final List<Path> copies = new CopyOnWriteArrayList<>();

  /**
   * Copies in folders of their own.
   *
   * @param place says below which folder
   */
  DataCopies(FailableSupplier<Path, IOException> place) {
    this.place = place;
  }

  /**
   * The folder in which a trial finds its files. One trial at a time finds out; the others wait,
   * and need not.
   *
   * @param named the data folder by its name on the driver
   * @throws IllegalArgumentException if the files are neither here nor to be had
   * @throws IOException if they can't be read or written here
   */
  synchronized Path folder(String named, DataShipment all) throws IOException {
    Path here = folders.computeIfAbsent(List.of(named), name -> here(named));
    DataShipment shipment = all.of(named);
    if (shipment.items().isEmpty()) {
      return here;
    }
    List<String> key = new ArrayList<>(List.of(named));
    shipment.items().forEach(item -> key.addAll(List.of(item.name(), item.sha256())));
    Path known = folders.get(key);
    if (known == null) {
      known = find(here, shipment);
      folders.put(key, known);
    }
    return known;
  }

  /**
   * The folder of that name on this machine. A process in a POSIX locale can name none with letters
   * beyond ASCII: its stand-in is not there, which no trial notices that reads no file.
   */
  private static Path here(String named) {
    try {
      return Path.of(named);
    } catch (InvalidPathException unnameable) {
      Path standIn = Path.of(BEYOND_ASCII.matcher(named).replaceAll("?"));
      LOG.warn(
          "Cannot look for data in {}: this executor reads names as {} and takes it for {}; set"
              + " spark.executorEnv.LC_ALL to a UTF-8 locale of its machine",
          named,
          System.getProperty("sun.jnu.encoding"),
          standIn);
      return standIn;
    }
  }

  private Path find(Path here, DataShipment shipment) throws IOException {
    for (DataShipment.Item item : shipment.items()) {
      Path file = here.resolve(item.name());
      if (!item.sameAs(file)) {
        String what = Files.exists(file) ? "differs from the driver's" : "is not there";
        if (!shipment.unsent().isEmpty()) {
          throw new IllegalArgumentException(
              "Cannot find the data: %s %s, and the driver does not send its files, because %s."
                      .formatted(file.toAbsolutePath(), what, shipment.unsent())
                  + " Put the same files there on every machine, or raise the limit: --conf %s=2g"
                      .formatted(DataShipment.LIMIT));
        }
        LOG.info("{} {}: taking the driver's files", file.toAbsolutePath(), what);
        return copy(shipment);
      }
    }
    return here;
  }

  private Path copy(DataShipment shipment) throws IOException {
    Path copy = Files.createTempDirectory(place.get(), "kvsweep-data");
    copies.add(copy);
    try {
      fill(copy, shipment);
    } catch (IOException | RuntimeException failed) {
      delete(copy); // or the next trial finds the disk fuller than this one
      copies.remove(copy);
      throw failed;
    }
    return copy;
  }

  private static void fill(Path copy, DataShipment shipment) throws IOException {
    for (DataShipment.Item item : shipment.items()) {
      Path file = copy.resolve(CopiedName.of(item.name())).normalize();
      if (!file.startsWith(copy)) {
        throw new IllegalArgumentException(
            "Cannot copy a data file: expected a path in the data folder, got " + item.name());
      }
      Files.createDirectories(file.getParent());
      Files.write(file, item.content().get(0).value());
    }
  }

  private static void delete(Path copy) {
    try {
      PathUtils.deleteDirectory(copy);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", copy, e.toString());
    }
  }

  /** Deletes the copies, also while a trial waits for one: the process is about to end. */
  @Override
  public void close() {
    folders.clear();
    copies.forEach(DataCopies::delete);
    copies.clear();
  }
}
