package org.kvsweep.task.vision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kvsweep.task.data.DataFiles;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one set of images.
 *
 * <p>Of a set of CIFAR some files may be missing, and a file {@code x.bin} may have a stand-in,
 * {@code x-first-N.bin}, with N of its images: then there are fewer images than were published.
 */
final class ImageFolder {
  /** The name of the number of training images, in the environment of a trial. */
  static final String TRAIN_IMAGES = "train-images";

  /** The name of the number of test images, in the environment of a trial. */
  static final String TEST_IMAGES = "test-images";

  private static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);

  /** What this process has warned of: each of its trials reads the folder again. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private final DataFiles files;
  private final ImageDataset dataset;
  private final List<String> absent = new ArrayList<>();

  ImageFolder(Path dataFolder, ImageDataset dataset) {
    this.files = new DataFiles(dataFolder, dataset.label());
    this.dataset = dataset;
  }

  /**
   * Reads the images of a part.
   *
   * @throws IllegalArgumentException if a file is missing or not what it should be
   */
  Images read(Part part) {
    ImageCollector into =
        new ImageCollector(dataset.imageBytes(), dataset.published(part), dataset.classes());
    List<String> names = dataset.files(part);
    switch (dataset.format()) {
      case IDX -> readIdx(names.get(0), names.get(1), into);
      case CIFAR_10 -> readCifar(names, 1, into);
      case CIFAR_100 -> readCifar(names, 2, into);
    }
    return into.images();
  }

  private void readIdx(String images, String labels, ImageCollector into) {
    files.read(images, in -> IdxReader.readImages(in, dataset.side(), into));
    files.read(
        labels,
        in -> {
          IdxReader.readLabels(in, into);
          into.checkLabels();
        });
  }

  private void readCifar(List<String> names, int labelBytes, ImageCollector into) {
    for (String name : names) {
      if (files.has(name)) {
        files.read(name, in -> CifarReader.read(in, labelBytes, into));
      } else {
        absent.add(name);
        readStandIn(name, labelBytes, into);
      }
    }
    if (into.count() == 0) {
      // The message for a missing file is the right one.
      files.read(names.get(0), in -> {});
    }
  }

  private void readStandIn(String name, int labelBytes, ImageCollector into) {
    Optional<MatchResult> standIn = standIn(name);
    if (standIn.isPresent()) {
      int before = into.count();
      int expected = Integer.parseInt(standIn.get().group(1));
      files.read(
          standIn.get().group(),
          in -> {
            CifarReader.read(in, labelBytes, into);
            int got = into.count() - before;
            if (got != expected) {
              throw new IOException(
                  "expected as many images as its name says, got %d".formatted(got));
            }
          });
    }
  }

  /** The file that stands in for a missing one, and as its group how many images it has. */
  private Optional<MatchResult> standIn(String name) {
    Pattern pattern =
        Pattern.compile(Pattern.quote(name.replace(".bin", "")) + "-first-(\\d{1,6})\\.bin");
    return files.names().stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult)
        .findFirst();
  }

  /**
   * The files that are read, as they lie in the data folder.
   *
   * @throws IllegalArgumentException if one is missing without which the set can't be used
   */
  Set<String> files() {
    Set<String> paths = new LinkedHashSet<>();
    for (Part part : Part.values()) {
      Set<String> ofPart = new LinkedHashSet<>();
      for (String name : dataset.files(part)) {
        if (files.has(name) || dataset.format() == ImageDataset.Format.IDX) {
          ofPart.add(files.pathOf(name));
        } else {
          standIn(name).ifPresent(found -> ofPart.add(files.pathOf(found.group())));
        }
      }
      if (ofPart.isEmpty()) {
        files.pathOf(dataset.files(part).get(0));
      }
      paths.addAll(ofPart);
    }
    return paths;
  }

  /** Returns what the numbers depend on: the files that were read, and those that were missing. */
  Map<String, String> environment(Images training, Images testing) {
    Map<String, String> environment = new TreeMap<>(remarks(training, testing));
    environment.putAll(files.seen().environment());
    return environment;
  }

  /** Returns a note on a data folder that does not hold all published files. */
  Map<String, String> remarks(Images training, Images testing) {
    Map<String, String> remarks = new TreeMap<>();
    remark(remarks, TRAIN_IMAGES, training.count(), dataset.published(Part.TRAIN));
    remark(remarks, TEST_IMAGES, testing.count(), dataset.published(Part.TEST));
    if (!absent.isEmpty()) {
      remarks.put("missing-files", String.join(", ", absent));
    }
    String warning = "Not all of %s is there: %s".formatted(dataset.label(), inWords(remarks));
    if (!remarks.isEmpty() && WARNED.add(warning)) {
      LOG.warn(warning);
    }
    return remarks;
  }

  private static String inWords(Map<String, String> remarks) {
    return remarks.entrySet().stream()
        .map(remark -> remark.getKey().replace('-', ' ') + " " + remark.getValue())
        .collect(Collectors.joining("; "));
  }

  private static void remark(Map<String, String> remarks, String name, int got, int published) {
    if (got != published) {
      remarks.put(name, "%d of %d".formatted(got, published));
    }
  }
}
