package org.kvsweep.spark.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.kvsweep.sweep.SweepData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files of a sweep as the driver has them. It goes out with every trial; the bytes
 * themselves are broadcast, and fetched only by an executor that has not the same files itself.
 *
 * @param items one a file
 * @param unsent why the bytes can't be fetched; empty if they can
 */
public record DataShipment(List<Item> items, String unsent) implements Serializable {
  /** The shipment of a sweep that needs no files, or whose executors see what the driver sees. */
  static final DataShipment NONE = new DataShipment(List.of(), "");

  /** The setting that says how many bytes a sweep may broadcast. */
  public static final String LIMIT = "spark.kvsweep.data.broadcastLimit";

  /** The driver keeps them in memory and hands them out while its trials report. */
  private static final String USUAL_LIMIT = "512m";

  private static final Logger LOG = LoggerFactory.getLogger(DataShipment.class);

  /**
   * One file.
   *
   * @param folder in which it lies on the driver
   * @param name path in that folder, with slashes; absolute or beginning with {@code ..} if the
   *     file is named so
   * @param content its bytes, in no broadcast where they can't be sent
   */
  record Item(
      String folder, String name, long bytes, String sha256, List<Broadcast<byte[]>> content)
      implements Serializable {
    Item {
      content = List.copyOf(content);
    }

    /** True if that file has the same content; reads all of it only if it has the same size. */
    boolean sameAs(Path file) throws IOException {
      return Files.isRegularFile(file) && Files.size(file) == bytes && hash(file).equals(sha256);
    }
  }

  public DataShipment {
    items = List.copyOf(items);
  }

  /** A file on the driver. */
  private record Source(Path folder, String name) implements Comparable<Source> {
    Path path() {
      return folder.resolve(name);
    }

    @Override
    public int compareTo(Source other) {
      int byPath = path().compareTo(other.path());
      return byPath != 0 ? byPath : folder.compareTo(other.folder);
    }
  }

  /** The part of this shipment that is from one folder of the driver. */
  public DataShipment of(String folder) {
    return new DataShipment(
        items.stream().filter(item -> item.folder().equals(folder)).toList(), unsent);
  }

  /**
   * The files that the driver has found in its folders.
   *
   * @throws IllegalArgumentException if the limit is not a size
   */
  public static DataShipment of(JavaSparkContext spark, SweepData data) {
    Set<Source> files =
        data.tasks().stream()
            .flatMap(task -> task.files().stream().map(name -> new Source(task.folder(), name)))
            .collect(Collectors.toCollection(TreeSet::new));
    if (Boolean.TRUE.equals(spark.isLocal()) || files.isEmpty()) {
      return NONE;
    }
    long limit = limit(spark);
    try {
      return read(spark, files, limit);
    } catch (IOException e) {
      LOG.warn("Executors need data files of their own: the driver's can't be read: {}", e + "");
      return NONE;
    }
  }

  private static long limit(JavaSparkContext spark) {
    try {
      return spark.sc().conf().getSizeAsBytes(LIMIT, USUAL_LIMIT);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use %s: expected a size such as 512m or 2g, got %s"
              .formatted(LIMIT, spark.sc().conf().get(LIMIT)),
          e);
    }
  }

  private static DataShipment read(JavaSparkContext spark, Set<Source> files, long limit)
      throws IOException {
    long total = 0;
    long largest = 0;
    for (Source file : files) {
      long bytes = Files.size(file.path());
      total += bytes;
      largest = Math.max(largest, bytes);
    }
    String unsent = "";
    if (total > limit) {
      unsent = "%s are more than %s allows, %s".formatted(size(total), LIMIT, size(limit));
    } else if (largest > Integer.MAX_VALUE - 8) {
      unsent = "one of them has more than 2 GB";
    }
    List<Item> items = new ArrayList<>();
    for (Source file : files) {
      items.add(item(spark, file, unsent.isEmpty()));
    }
    LOG.info("Data files: {} in {} files, {}", size(total), files.size(), unsent);
    return new DataShipment(items, unsent);
  }

  private static Item item(JavaSparkContext spark, Source file, boolean sent) throws IOException {
    String folder = file.folder().toString();
    if (!sent) {
      return new Item(folder, file.name(), Files.size(file.path()), hash(file.path()), List.of());
    }
    byte[] bytes = Files.readAllBytes(file.path());
    return new Item(
        folder,
        file.name(),
        bytes.length,
        DigestUtils.sha256Hex(bytes),
        List.of(spark.broadcast(bytes)));
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return DigestUtils.sha256Hex(in);
    }
  }

  private static String size(long bytes) {
    return FileUtils.byteCountToDisplaySize(bytes);
  }
}
