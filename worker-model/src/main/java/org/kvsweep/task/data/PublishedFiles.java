package org.kvsweep.task.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The files of the data sets that kvsweep knows. */
public final class PublishedFiles {
  private static final String TABLE = "published.txt";

  private final List<PublishedFile> files;

  /** A table of other files, for tests and for tasks with data sets of their own. */
  public PublishedFiles(List<PublishedFile> files) {
    this.files = List.copyOf(files);
  }

  /** The table that comes with kvsweep. */
  public static PublishedFiles load() {
    try (InputStream in = PublishedFiles.class.getResourceAsStream(TABLE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new PublishedFiles(
          lines.lines().filter(line -> !line.startsWith("#")).map(PublishedFiles::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + TABLE, e);
    }
  }

  private static PublishedFile parse(String line) {
    String[] words = line.split(" ", -1);
    String[] place = words[3].split("/", -1);
    Optional<Checksum> checksum =
        words[0].equals("-") ? Optional.empty() : Optional.of(new Checksum(words[0], words[1]));
    return new PublishedFile(place[0], place[1], Long.parseLong(words[2]), checksum);
  }

  /** The names of the data sets, in the table's order. */
  public List<String> datasets() {
    return files.stream().map(PublishedFile::dataset).distinct().toList();
  }

  /** The files of a data set; none if it isn't in the table. */
  public List<PublishedFile> of(String dataset) {
    return files.stream().filter(file -> file.dataset().equals(dataset)).toList();
  }

  Optional<PublishedFile> find(String dataset, String name) {
    return files.stream()
        .filter(file -> file.dataset().equals(dataset) && file.name().equals(name))
        .findFirst();
  }
}
