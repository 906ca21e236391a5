package org.kvsweep.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.kvsweep.trial.TrialContext;

/** The entries of a model file, to be changed as an attacker would. */
public record ModelEntries(Map<String, byte[]> contents) {

  /** The entries of the model in that folder. */
  public static ModelEntries of(Path folder) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(folder.resolve(TrialContext.MODEL_FILE)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        contents.put(entry.getName(), zip.readAllBytes());
      }
    }
    return new ModelEntries(contents);
  }

  public ModelEntries with(String name, byte[] content) {
    Map<String, byte[]> changed = new LinkedHashMap<>(contents);
    changed.put(name, content);
    return new ModelEntries(changed);
  }

  ModelEntries without(String name) {
    Map<String, byte[]> changed = new LinkedHashMap<>(contents);
    changed.remove(name);
    return new ModelEntries(changed);
  }

  ModelEntries text(String name, UnaryOperator<String> change) {
    String text = new String(contents.get(name), StandardCharsets.UTF_8);
    return with(name, change.apply(text).getBytes(StandardCharsets.UTF_8));
  }

  /** The same, with checksums that fit. */
  public ModelEntries summed() {
    StringBuilder sums = new StringBuilder();
    without(SavedModel.SUMS)
        .contents()
        .forEach(
            (name, content) ->
                sums.append(HexFormat.of().formatHex(SavedModel.sha256().digest(content)))
                    .append("  ")
                    .append(name)
                    .append('\n'));
    return with(SavedModel.SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes them as the model of that folder. */
  public Path write(Path folder) {
    try {
      Path file = Files.createDirectories(folder).resolve(TrialContext.MODEL_FILE);
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue());
          zip.closeEntry();
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
