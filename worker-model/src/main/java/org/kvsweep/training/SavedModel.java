package org.kvsweep.training;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kvsweep.trial.LifeSign;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/**
 * A trained model in a file: what DL4J's {@link ModelSerializer} writes, without the state of the
 * optimizer, and in its folder {@code kvsweep} the trial's spec, what else the task needs, and at
 * the end the checksums of all that, as {@code sha256sum} has them.
 *
 * <p>{@link ModelSerializer} can restore it. Here it is never asked to: of a file that anyone may
 * have written it deserializes Java objects, and believes every size.
 */
public final class SavedModel {
  /** The key of the model's size in the environment of a trial. */
  public static final String BYTES = "model-bytes";

  /** The key of the reason why there is no model, in the environment of a trial. */
  public static final String ERROR = "model-error";

  /** The largest file: half of what one message to the driver may have. */
  public static final long LARGEST_BYTES = 512L << 20;

  static final String CONFIGURATION = ModelSerializer.CONFIGURATION_JSON;
  static final String COEFFICIENTS = ModelSerializer.COEFFICIENTS_BIN;

  private static final String FILE = TrialContext.MODEL_FILE;
  private static final String OWN = "kvsweep/";
  private static final String SPEC = OWN + "trial.json";
  static final String ATTENTION = OWN + "attention.json";
  static final String SUMS = OWN + "SHA256SUMS";

  /** The most bytes of maps: somewhat more than the largest that are written. */
  static final int LARGEST_MAPS_BYTES = 24 << 20;

  private final ModelZip zip;
  private final TrialSpec spec;

  private SavedModel(ModelZip zip, TrialSpec spec) {
    this.zip = zip;
    this.spec = spec;
  }

  /**
   * Writes the model; the file appears whole or not at all.
   *
   * @param attachments contents by file name
   * @param maps what its attentions do with an example
   * @param sign given while it is written, which takes minutes if it is large
   * @return its size in bytes
   */
  static long write(
      Path folder,
      ComputationGraph network,
      TrialSpec spec,
      Map<String, byte[]> attachments,
      Optional<AttentionMaps> maps,
      LifeSign sign)
      throws IOException {
    Files.createDirectories(folder);
    Path aside = Files.createTempFile(folder, "model", ".part");
    try {
      try (ZipOutputStream zip =
          new ZipOutputStream(new LivingStream(Files.newOutputStream(aside), sign))) {
        StringBuilder sums = new StringBuilder();
        // First, so that whoever wants them alone need not read the rest.
        if (maps.isPresent()) {
          put(zip, ATTENTION, AttentionMapsJson.write(maps.get()), sums);
        }
        put(zip, SPEC, TrialJson.canonical(spec).getBytes(StandardCharsets.UTF_8), sums);
        for (Map.Entry<String, byte[]> entry : attachments.entrySet()) {
          put(zip, ModelZip.ownName(OWN + entry.getKey()), entry.getValue(), sums);
        }
        copyNetwork(network, folder, zip, sums, sign);
        put(zip, SUMS, sums.toString().getBytes(StandardCharsets.UTF_8), new StringBuilder());
      }
      long bytes = Files.size(aside);
      Files.move(aside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      return bytes;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Copies the entries of the network out of a file of its own, since a heap that trains may have
   * no room for it. DL4J refuses files with directories, or whose entries say their size before
   * their content.
   */
  private static void copyNetwork(
      ComputationGraph network,
      Path folder,
      ZipOutputStream into,
      StringBuilder sums,
      LifeSign sign)
      throws IOException {
    Path alone = Files.createTempFile(folder, "network", ".part");
    try {
      try (OutputStream out = new LivingStream(Files.newOutputStream(alone), sign)) {
        ModelSerializer.writeModel(network, out, false);
      }
      try (ZipInputStream from = new ZipInputStream(Files.newInputStream(alone))) {
        for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
          put(into, entry.getName(), from, sums);
        }
      }
    } finally {
      Files.deleteIfExists(alone);
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content, StringBuilder sums)
      throws IOException {
    put(zip, name, new ByteArrayInputStream(content), sums);
  }

  private static void put(ZipOutputStream zip, String name, InputStream content, StringBuilder sums)
      throws IOException {
    MessageDigest digest = sha256();
    zip.putNextEntry(new ZipEntry(name));
    new DigestInputStream(content, digest).transferTo(zip);
    zip.closeEntry();
    sums.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(name).append('\n');
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot check a model: every JDK has SHA-256", e);
    }
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
    if (first == null || !first.getName().equals(ATTENTION)) {
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
   * Opens the model in a folder, whose file may have been written by anyone, and checks it.
   *
   * @throws IOException if there is none, or none that can be used
   */
  public static SavedModel open(Path folder) throws IOException {
    return open(folder, folder.resolve(FILE).toString());
  }

  /**
   * Opens the model in a folder as {@link #open(Path)} does.
   *
   * @param called what messages call the file
   */
  public static SavedModel open(Path folder, String called) throws IOException {
    ModelZip zip = ModelZip.open(folder.resolve(FILE), called);
    for (String name : List.of(SPEC, CONFIGURATION, COEFFICIENTS)) {
      if (!zip.has(name)) {
        throw zip.refused("it has no " + name);
      }
    }
    try {
      String json = new String(zip.bytes(SPEC), StandardCharsets.UTF_8);
      return new SavedModel(zip, TrialJson.readSpec(json));
    } catch (IllegalArgumentException e) {
      throw zip.refused("%s in it is damaged (%s)".formatted(SPEC, e.getMessage()), e);
    }
  }

  /** The trial that the model is from. */
  public TrialSpec spec() {
    return spec;
  }

  /**
   * The network, fresh each time.
   *
   * @throws IOException if it can't be used
   */
  public ComputationGraph network() throws IOException {
    return new SavedNetwork(zip).read();
  }

  /**
   * One of the attachments.
   *
   * @throws IOException if it is not in the file
   */
  public byte[] attachment(String name) throws IOException {
    return zip.bytes(OWN + name);
  }

  /**
   * Returns the attention maps of an example; empty if they were not saved.
   *
   * @throws IOException if what was saved can't be used
   */
  public Optional<AttentionMaps> attentionMaps() throws IOException {
    if (!zip.has(ATTENTION)) {
      return Optional.empty();
    }
    try {
      return Optional.of(AttentionMapsJson.read(zip.bytes(ATTENTION)));
    } catch (IllegalArgumentException e) {
      throw zip.refused("%s in it is damaged (%s)".formatted(ATTENTION, e.getMessage()), e);
    }
  }

  /** Says that the parts of the model don't fit one another, as an exception to throw. */
  public IOException unfit(Throwable why) {
    // Other exceptions are about the arrays that came of it.
    String reason =
        why instanceof IllegalArgumentException
            ? " (" + PlainText.oneLine(why.getMessage()) + ")"
            : "";
    return zip.refused("its parts do not fit one another" + reason, why);
  }
}
