package org.kvsweep.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The classes that the JSON of a network may name. Deeplearning4j makes objects of whatever class
 * stands there, so a file from anywhere is checked before it reads it.
 */
public enum NamedClasses {
  /** The classes in models that kvsweep saves: its own layers too. */
  OF_MODELS("kvsweep\\.(attention|layer|model)|"),
  /** The classes of Deeplearning4j and ND4J alone. */
  OF_DEEPLEARNING4J("");

  /** The fields in which Deeplearning4j has the names of classes. */
  private static final Pattern CLASS_FIELD = Pattern.compile("@class|type");

  private final Pattern known;

  NamedClasses(String more) {
    known =
        Pattern.compile(
            "org\\.("
                + more
                + "deeplearning4j\\.nn\\.(conf|weights)"
                + "|nd4j\\.linalg\\.(activations|learning|lossfunctions|schedule))\\.[\\w.$]+");
  }

  /**
   * Returns the first text in the JSON that names another class: any in a field for classes, and
   * elsewhere any with a dot.
   */
  public Optional<String> firstOther(JsonNode json) {
    return firstOther(json, "");
  }

  private Optional<String> firstOther(JsonNode node, String field) {
    if (node.isTextual()) {
      String text = node.textValue();
      boolean named = CLASS_FIELD.matcher(field).matches() || text.indexOf('.') >= 0;
      return named && !known.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
    if (node.isArray()) {
      for (JsonNode element : node) {
        Optional<String> other = firstOther(element, field);
        if (other.isPresent()) {
          return other;
        }
      }
    }
    for (Map.Entry<String, JsonNode> inner : node.properties()) {
      Optional<String> other = firstOther(inner.getValue(), inner.getKey());
      if (other.isPresent()) {
        return other;
      }
    }
    return Optional.empty();
  }
}
