package org.kvsweep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.data.FileState.Standing;
import org.kvsweep.task.data.Checksum;
import org.kvsweep.task.data.DataFiles;
import org.kvsweep.task.data.PublishedFile;
import org.kvsweep.task.data.PublishedFiles;
import org.kvsweep.task.data.Utf8Text;

/**
 * The folder of one data set. Beside the files it may hold {@value #SUMS}, in the format of the
 * program sha256sum: the checksums of files whose archive had the published one.
 */
final class DatasetFolder {
  static final String SUMS = "SHA256SUMS";
  private static final Pattern SUM = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private final Path folder;
  private final List<PublishedFile> published;
  private final DataFiles files;

  DatasetFolder(Path dataFolder, String dataset, PublishedFiles published) {
    this.folder = dataFolder.resolve(dataset);
    this.published = published.of(dataset);
    this.files = new DataFiles(dataFolder, dataset, published);
  }

  Path path() {
    return folder;
  }

  /**
   * A file of the data set, as it was published.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  PublishedFile file(String name) {
    return published.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find %s among the published files of %s"
                        .formatted(name, folder.getFileName())));
  }

  /** Returns which files are there, without reading any. */
  List<FileState> look() {
    List<FileState> states = new ArrayList<>();
    for (PublishedFile file : published) {
      Standing standing = files.has(file.name()) ? Standing.PRESENT : Standing.MISSING;
      states.add(new FileState(file, standing, ""));
    }
    return states;
  }

  /** Reads every file and compares it with what was published. */
  List<FileState> verify() throws IOException {
    Map<String, Checksum> sums = sums(folder);
    List<FileState> states = new ArrayList<>();
    for (PublishedFile file : published) {
      states.add(verify(file, sums));
    }
    return states;
  }

  private FileState verify(PublishedFile file, Map<String, Checksum> sums) {
    Optional<Path> path = files.find(file.name());
    if (path.isEmpty()) {
      return new FileState(file, Standing.MISSING, "");
    }
    Optional<Checksum> expected =
        file.checksum().or(() -> Optional.ofNullable(sums.get(file.name())));
    try {
      FileCheck check = FileCheck.unpacked(path.get(), expected.orElse(Checksum.SHA_256));
      Optional<String> fault = check.fault(file.bytes(), expected);
      Standing fine = expected.isPresent() ? Standing.GOOD : Standing.UNCHECKED;
      return new FileState(file, fault.isPresent() ? Standing.BAD : fine, fault.orElse(""));
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
      return new FileState(file, Standing.BAD, reason);
    }
  }

  private static Map<String, Checksum> sums(Path folder) throws IOException {
    Map<String, Checksum> sums = new LinkedHashMap<>();
    Path file = folder.resolve(SUMS);
    if (Files.isRegularFile(file)) {
      String text = Utf8Text.read(Files.readAllBytes(file), file.toString());
      for (String line : text.lines().toList()) {
        Matcher sum = SUM.matcher(line);
        if (sum.matches()) {
          sums.put(sum.group(2), Checksum.sha256(sum.group(1)));
        }
      }
    }
    return sums;
  }

  /** Writes the checksums of files beside those that are there. */
  static void addSums(Path folder, Map<String, Checksum> more) throws IOException {
    Map<String, Checksum> sums = sums(folder);
    sums.putAll(more);
    StringBuilder text = new StringBuilder();
    sums.forEach((name, sum) -> text.append(sum.hex()).append("  ").append(name).append('\n'));
    Path aside = folder.resolve(SUMS + ".part");
    Files.writeString(aside, text);
    AtomicMove.replace(aside, folder.resolve(SUMS));
  }
}
