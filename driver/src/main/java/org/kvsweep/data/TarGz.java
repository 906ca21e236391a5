package org.kvsweep.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.FilenameUtils;

/** Takes files out of gzipped tar archives. */
final class TarGz {
  private TarGz() {}

  /**
   * Unpacks the wanted files, each to its name alone, whatever folder the archive has it in; links
   * and everything else is left.
   *
   * @param wanted the most bytes that each may have, by name
   * @throws IOException if the archive is damaged, has an entry that would leave the folder, or
   *     lacks a wanted file
   */
  static void unpack(Path archive, Map<String, Long> wanted, Path folder) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    try (InputStream raw = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(raw))) {
      while (tar.getNextEntry() != null) {
        TarArchiveEntry entry = tar.getCurrentEntry();
        checkPlace(archive, entry);
        String name = FilenameUtils.getName(entry.getName());
        if (entry.isFile()
            && !entry.isSymbolicLink()
            && !entry.isLink()
            && wanted.containsKey(name)) {
          if (!found.add(name)) {
            throw new IOException("Cannot unpack %s: it has %s twice".formatted(archive, name));
          }
          write(tar, entry, wanted.get(name), folder.resolve(name));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new IOException("Cannot unpack %s: it is damaged".formatted(archive), damaged);
    }
    List<String> missing = wanted.keySet().stream().filter(name -> !found.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new IOException(
          "Cannot unpack %s: it lacks %s".formatted(archive, String.join(", ", missing)));
    }
  }

  private static void checkPlace(Path archive, TarArchiveEntry entry) throws IOException {
    String name = entry.getName().replace('\\', '/');
    boolean leaves = name.startsWith("/") || List.of(name.split("/")).contains("..");
    if (leaves) {
      throw new IOException(
          "Cannot unpack %s: its entry %s would leave the folder"
              .formatted(archive, entry.getName()));
    }
  }

  private static void write(InputStream in, TarArchiveEntry entry, long most, Path to)
      throws IOException {
    if (entry.getSize() > most) {
      throw new IOException(
          "Cannot unpack %s: expected at most %d bytes, got %d"
              .formatted(entry.getName(), most, entry.getSize()));
    }
    try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      in.transferTo(out);
    }
  }
}
