package org.kvsweep.training;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.kvsweep.trial.PlainText;

/**
 * The zip file of a model, which may have been written by anyone. It is read through once before
 * anything in it is used: it holds nothing but what {@link SavedModel} writes, each entry once,
 * whole, of a size that it can have, and with its checksum if the file has checksums.
 *
 * <p>Entries are read one after the other, never by the directory at the end of the file, which can
 * say something else.
 */
final class ModelZip {
  /** The most bytes that a model unpacks to: enough for every one that is kept; more is a bomb. */
  private static final long LARGEST_UNPACKED_BYTES = 1L << 30;

  /** Thousands of layers. */
  private static final long LARGEST_CONFIGURATION_BYTES = 16L << 20;

  /** A vocabulary of a million words is below this. */
  private static final long LARGEST_OWN_BYTES = 64L << 20;

  private static final int MOST_ENTRIES = 100;
  private static final Pattern OWN = Pattern.compile("kvsweep/[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path file;
  private final String called;
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private ModelZip(Path file, String called) {
    this.file = file;
    this.called = called;
  }

  /** The name of an entry of ours that is to be written, if it can be read again. */
  static String ownName(String name) throws IOException {
    if (!OWN.matcher(name).matches()) {
      throw new IOException(
          "Cannot save a model with %s: expected a name of letters, digits, dots, dashes and underscores"
              .formatted(PlainText.shown(name)));
    }
    return name;
  }

  /** Reads an entry, from its beginning to wherever it likes. */
  interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  /**
   * Opens a file, and reads it through.
   *
   * @param called what messages call it
   * @throws IOException if it can't be read, or is not what it should be
   */
  static ModelZip open(Path file, String called) throws IOException {
    ModelZip zip = new ModelZip(file, called);
    zip.guarded(
        () -> {
          Map<String, String> sums = zip.readThrough();
          zip.checkEnd();
          zip.checkSums(sums);
          return null;
        });
    return zip;
  }

  /** The bytes of an entry, unpacked; 0 if there is none. */
  long size(String name) {
    return sizes.getOrDefault(name, 0L);
  }

  boolean has(String name) {
    return sizes.containsKey(name);
  }

  /** Reads an entry that has to be there. */
  <T> T read(String name, Reader<T> reader) throws IOException {
    return guarded(
        () -> {
          try (ZipInputStream zip = zip()) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
              if (entry.getName().equals(name)) {
                return reader.read(zip);
              }
            }
          }
          throw refused("it has no " + PlainText.shown(name));
        });
  }

  byte[] bytes(String name) throws IOException {
    return read(name, InputStream::readAllBytes);
  }

  /** Says that the model is of no use, as an exception to throw. */
  IOException refused(String why) {
    return new IOException(
        "Cannot read the model %s: %s; copy it again from where it is whole, or train it again"
            .formatted(called, why));
  }

  /** The same, with what it comes from. */
  IOException refused(String why, Throwable cause) {
    IOException refused = refused(why);
    refused.initCause(cause);
    return refused;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T guarded(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (NoSuchFileException e) {
      throw refused("there is no such file", e);
    } catch (EOFException e) {
      throw refused("it is torn", e);
    } catch (ZipException | IllegalArgumentException e) {
      // The JDK throws the latter for names that are not in UTF-8.
      throw refused(
          "it is damaged (%s)".formatted(PlainText.oneLine(String.valueOf(e.getMessage()))), e);
    }
  }

  private ZipInputStream zip() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw refused(Files.exists(file) ? "it is not a file" : "there is no such file");
    }
    return new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)));
  }

  /** Returns the checksums of all entries but that of the checksums, which are in hexadecimal. */
  private Map<String, String> readThrough() throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    try (ZipInputStream zip = zip()) {
      long left = LARGEST_UNPACKED_BYTES;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        long limit = Math.min(left, limit(name));
        if (sizes.containsKey(name)) {
          throw refused("it holds %s twice".formatted(name));
        }
        if (sizes.size() == MOST_ENTRIES) {
          throw refused("it holds more than %d entries".formatted(MOST_ENTRIES));
        }
        MessageDigest digest = SavedModel.sha256();
        long bytes = digest(zip, digest, limit);
        if (bytes > limit) {
          throw refused("%s in it unpacks to more than %d bytes".formatted(name, limit));
        }
        left -= bytes;
        sizes.put(name, bytes);
        sums.put(name, HexFormat.of().formatHex(digest.digest()));
      }
    }
    sums.remove(SavedModel.SUMS);
    return sums;
  }

  /** Returns how many bytes there are, or a number above the limit. */
  private static long digest(InputStream content, MessageDigest digest, long limit)
      throws IOException {
    byte[] piece = new byte[1 << 16];
    long bytes = 0;
    for (int got = content.read(piece); got >= 0 && bytes <= limit; got = content.read(piece)) {
      digest.update(piece, 0, got);
      bytes += got;
    }
    return bytes;
  }

  private long limit(String name) throws IOException {
    if (name.equals(SavedModel.COEFFICIENTS)) {
      return LARGEST_UNPACKED_BYTES;
    }
    if (name.equals(SavedModel.CONFIGURATION)) {
      return LARGEST_CONFIGURATION_BYTES;
    }
    if (name.equals(SavedModel.ATTENTION)) {
      return SavedModel.LARGEST_MAPS_BYTES;
    }
    if (OWN.matcher(name).matches()) {
      return LARGEST_OWN_BYTES;
    }
    throw refused("it holds %s, which kvsweep does not write".formatted(PlainText.shown(name)));
  }

  /** A file that was cut behind its last entry lacks the directory of entries, or a part of it. */
  private void checkEnd() throws IOException {
    if (sizes.isEmpty()) {
      throw refused(Files.size(file) == 0 ? "it is empty" : "it is no zip file");
    }
    try (ZipFile whole = new ZipFile(file.toFile())) {
      Set<String> names = new TreeSet<>();
      whole.stream().forEach(entry -> names.add(entry.getName()));
      if (whole.size() != sizes.size() || !names.equals(sizes.keySet())) {
        throw refused("its directory does not fit its entries");
      }
    }
  }

  /** Models of earlier versions have no checksums; what zip files have of their own is checked. */
  private void checkSums(Map<String, String> found) throws IOException {
    if (!has(SavedModel.SUMS)) {
      return;
    }
    Map<String, String> written = new LinkedHashMap<>();
    String text = new String(bytes(SavedModel.SUMS), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      int gap = line.indexOf("  ");
      if (gap < 0 || written.put(line.substring(gap + 2), line.substring(0, gap)) != null) {
        throw refused("%s in it is damaged".formatted(SavedModel.SUMS));
      }
    }
    for (Map.Entry<String, String> entry : written.entrySet()) {
      String name = entry.getKey();
      if (!found.containsKey(name)) {
        throw refused("it has no " + PlainText.shown(name));
      }
      if (!entry.getValue().equals(found.get(name))) {
        throw refused("the checksum of %s in it does not fit".formatted(name));
      }
    }
    if (!written.keySet().equals(found.keySet())) {
      found.keySet().removeAll(written.keySet());
      throw refused("it has no checksum of " + String.join(", ", found.keySet()));
    }
  }
}
