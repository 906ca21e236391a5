package org.kvsweep.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/**
 * A trained model in a file: what DL4J's {@link ModelSerializer} writes, without the state of the
 * optimizer, and in its folder {@code kvsweep} the trial's spec and what else the task needs.
 */
public final class SavedModel {
  /** Among the environment of a trial: the size of its model. */
  public static final String BYTES = "model-bytes";

  /** Among the environment of a trial: why there is no model. */
  public static final String ERROR = "model-error";

  private static final String FILE = TrialContext.MODEL_FILE;

  /** A vocabulary of a million words is below this; more is not one of ours. */
  private static final int LARGEST_ATTACHMENT_BYTES = 64 << 20;

  private static final String OWN = "kvsweep/";
  private static final String SPEC = "trial.json";
  private static final String ATTENTION = "attention.json";

  /** Somewhat more than the largest maps that are written. */
  private static final int LARGEST_MAPS_BYTES = 24 << 20;

  private SavedModel() {}

  /**
   * Writes the model; the file appears whole or not at all.
   *
   * @param attachments contents by file name
   * @param maps what its attentions do with an example
   * @return its size in bytes
   */
  static long write(
      Path folder,
      ComputationGraph network,
      TrialSpec spec,
      Map<String, byte[]> attachments,
      Optional<AttentionMaps> maps)
      throws IOException {
    Files.createDirectories(folder);
    Path aside = Files.createTempFile(folder, "model", ".part");
    try {
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(aside))) {
        // First, so that whoever wants them alone need not read the rest.
        if (maps.isPresent()) {
          put(zip, ATTENTION, AttentionMapsJson.write(maps.get()));
        }
        put(zip, SPEC, TrialJson.canonical(spec).getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> entry : attachments.entrySet()) {
          put(zip, entry.getKey(), entry.getValue());
        }
        copyNetwork(network, zip);
      }
      long bytes = Files.size(aside);
      Files.move(aside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      return bytes;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** DL4J refuses files with directories, or whose entries say their size before their content. */
  private static void copyNetwork(ComputationGraph network, ZipOutputStream into)
      throws IOException {
    ByteArrayOutputStream alone = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, alone, false);
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(alone.toByteArray()))) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        into.putNextEntry(new ZipEntry(entry.getName()));
        from.transferTo(into);
        into.closeEntry();
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(OWN + name));
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * The attention maps in a model file, reading no further than their end; empty if it has none.
   *
   * @param model the file, which may have been written by anyone
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if what it has instead are no maps
   */
  public static Optional<AttentionMaps> attentionMaps(InputStream model) throws IOException {
    ZipInputStream zip = new ZipInputStream(model);
    ZipEntry first = zip.getNextEntry();
    if (first == null || !first.getName().equals(OWN + ATTENTION)) {
      return Optional.empty();
    }
    byte[] json = zip.readNBytes(LARGEST_MAPS_BYTES + 1);
    if (json.length > LARGEST_MAPS_BYTES) {
      throw new IllegalArgumentException(
          "Cannot read attention maps: expected at most %d bytes, got more"
              .formatted(LARGEST_MAPS_BYTES));
    }
    return Optional.of(AttentionMapsJson.read(json));
  }

  /**
   * The network of a file that {@link #write} wrote.
   *
   * @throws IOException if there is none or it can't be read
   */
  public static ComputationGraph network(Path folder) throws IOException {
    return ModelSerializer.restoreComputationGraph(folder.resolve(FILE).toFile(), false);
  }

  /**
   * The trial that the model of a file is from.
   *
   * @throws IOException if there is none or it can't be read
   */
  public static TrialSpec spec(Path folder) throws IOException {
    try {
      return TrialJson.readSpec(new String(attachment(folder, SPEC), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Cannot read the trial of a saved model, %s: %s"
              .formatted(folder.resolve(FILE), e.getMessage()),
          e);
    }
  }

  /**
   * One of the attachments.
   *
   * @throws IOException if it is not in the file, or far too large
   */
  public static byte[] attachment(Path folder, String name) throws IOException {
    Path file = folder.resolve(FILE);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(OWN + name);
      if (entry == null) {
        throw new NoSuchFileException(
            "Cannot read %s of a saved model: %s has none".formatted(name, file));
      }
      byte[] content = zip.getInputStream(entry).readNBytes(LARGEST_ATTACHMENT_BYTES + 1);
      if (content.length > LARGEST_ATTACHMENT_BYTES) {
        throw new IOException(
            "Cannot read %s of a saved model: expected at most %d bytes, got more in %s"
                .formatted(name, LARGEST_ATTACHMENT_BYTES, file));
      }
      return content;
    }
  }
}
