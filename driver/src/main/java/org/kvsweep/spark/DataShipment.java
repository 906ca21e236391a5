package org.kvsweep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files of a sweep as the driver has them. It goes out with every trial; the bytes
 * themselves are broadcast, and fetched only by an executor that has not the same files itself.
 *
 * @param items one a file
 * @param unsent why the bytes can't be fetched; empty if they can
 */
record DataShipment(List<Item> items, String unsent) implements Serializable {
  /** For a sweep that needs no files, or whose executors see what the driver sees. */
  static final DataShipment NONE = new DataShipment(List.of(), "");

  /** The setting that says how many bytes a sweep may broadcast. */
  static final String LIMIT = "spark.kvsweep.data.broadcastLimit";

  /** The driver keeps them in memory and hands them out while its trials report. */
  private static final String USUAL_LIMIT = "512m";

  private static final Logger LOG = LoggerFactory.getLogger(DataShipment.class);

  /**
   * One file.
   *
   * @param name path in the data folder, with slashes
   * @param content its bytes, in no broadcast where they can't be sent
   */
  record Item(String name, long bytes, String sha256, List<Broadcast<byte[]>> content)
      implements Serializable {
    Item {
      content = List.copyOf(content);
    }

    /** True if that file has the same content; reads all of it only if it has the same size. */
    boolean sameAs(Path file) throws IOException {
      return Files.isRegularFile(file) && Files.size(file) == bytes && hash(file).equals(sha256);
    }
  }

  DataShipment {
    items = List.copyOf(items);
  }

  /**
   * The files of a data folder on the driver.
   *
   * @param files paths in it; what is not there is left to the executors
   * @throws IllegalArgumentException if the limit is not a size
   */
  static DataShipment of(JavaSparkContext spark, Path folder, Set<String> files) {
    if (Boolean.TRUE.equals(spark.isLocal()) || files.isEmpty()) {
      return NONE;
    }
    long limit = limit(spark);
    try {
      return read(spark, folder, new TreeSet<>(files), limit);
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

  private static DataShipment read(
      JavaSparkContext spark, Path folder, Set<String> files, long limit) throws IOException {
    long total = 0;
    long largest = 0;
    for (String file : files) {
      long bytes = Files.size(folder.resolve(file));
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
    for (String file : files) {
      items.add(item(spark, folder, file, unsent.isEmpty()));
    }
    LOG.info("Data files: {} in {} files, {}", size(total), files.size(), unsent);
    return new DataShipment(items, unsent);
  }

  private static Item item(JavaSparkContext spark, Path folder, String name, boolean sent)
      throws IOException {
    Path file = folder.resolve(name);
    if (!sent) {
      return new Item(name, Files.size(file), hash(file), List.of());
    }
    byte[] bytes = Files.readAllBytes(file);
    return new Item(
        name, bytes.length, DigestUtils.sha256Hex(bytes), List.of(spark.broadcast(bytes)));
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
