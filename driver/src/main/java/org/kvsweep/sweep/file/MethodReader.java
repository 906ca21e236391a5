package org.kvsweep.sweep.file;

import java.util.Optional;
import org.kvsweep.settings.Labelled;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Reads {@code method}, which a mapping has to give: one of a few words. */
final class MethodReader {
  static final String KEY = "method";

  private MethodReader() {}

  /**
   * The method of a mapping; empty if there is a problem with it, which is then reported.
   *
   * @param section the key of the mapping, for messages
   */
  static <M extends Enum<M> & Labelled> Optional<M> read(
      Mapping mapping, Class<M> methods, String section, Problems problems) {
    Optional<YamlNode> value = mapping.value(KEY);
    String path = section + "." + KEY;
    if (value.isEmpty()) {
      problems.add(mapping.position(), path, "missing, expected " + Labelled.words(methods));
    }
    return value.flatMap(given -> word(given, methods, path, problems));
  }

  /** The method that is that value; empty if it is none, which is then reported. */
  static <M extends Enum<M> & Labelled> Optional<M> word(
      YamlNode value, Class<M> methods, String path, Problems problems) {
    Optional<M> method = value.choice(methods);
    if (method.isEmpty()) {
      problems.expected(value, path, Labelled.words(methods));
    }
    return method;
  }
}
