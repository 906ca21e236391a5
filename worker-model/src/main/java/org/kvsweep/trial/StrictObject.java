package org.kvsweep.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.kvsweep.settings.Labelled;

/**
 * A JSON object from a file that anyone may have written: every field has to be there and of the
 * type asked for, or an {@link IllegalArgumentException} says which is not.
 *
 * <p>A field that nobody asks for is ignored, so that a file of a later version can be read; {@link
 * #refuseOthers} is for objects in which that would change the meaning.
 */
public final class StrictObject {
  private final JsonNode node;
  private final String path;

  private StrictObject(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * The node as an object.
   *
   * @param path what the node is called in error messages
   */
  public static StrictObject of(JsonNode node, String path) {
    if (node == null || !node.isObject()) {
      throw refused(path, "an object", node);
    }
    return new StrictObject(node, path);
  }

  public StrictObject object(String key) {
    return of(field(key), path(key));
  }

  public String text(String key) {
    JsonNode value = field(key);
    if (!value.isTextual()) {
      throw refused(path(key), "text", value);
    }
    return value.textValue();
  }

  /** The one of a closed set that the text names. */
  public <L extends Enum<L> & Labelled> L choice(String key, Class<L> set) {
    return Labelled.of(set, text(key))
        .orElseThrow(
            () -> {
              String expected = "one of " + String.join(", ", Labelled.labels(set));
              return refused(path(key), expected, field(key));
            });
  }

  public boolean has(String key) {
    return node.has(key);
  }

  public boolean flag(String key) {
    JsonNode value = field(key);
    if (!value.isBoolean()) {
      throw refused(path(key), "true or false", value);
    }
    return value.booleanValue();
  }

  /** A whole number in the range of long. */
  public long whole(String key) {
    JsonNode value = field(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refused(path(key), "a whole number of at most 64 bits", value);
    }
    return value.longValue();
  }

  /** A whole number in the range of int. */
  public int count(String key) {
    JsonNode value = field(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw refused(path(key), "a whole number of at most 32 bits", value);
    }
    return value.intValue();
  }

  /** A number; the texts NaN, Infinity and -Infinity stand for those. */
  public double number(String key) {
    return number(field(key), path(key));
  }

  /** A list of objects, each read by that function. */
  public <T> List<T> list(String key, Function<StrictObject, T> read) {
    JsonNode value = field(key);
    if (!value.isArray()) {
      throw refused(path(key), "a list", value);
    }
    List<T> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(read.apply(of(value.get(i), path(key) + "[" + i + "]")));
    }
    return items;
  }

  /** A list of finite numbers. */
  public double[] numbers(String key) {
    return numbers(field(key), path(key));
  }

  /** A list of so many lists of so many finite numbers. */
  public double[][] matrix(String key, int rows, int columns) {
    JsonNode value = field(key);
    if (!value.isArray() || value.size() != rows) {
      throw refused(path(key), "a list of %d rows".formatted(rows), value);
    }
    double[][] matrix = new double[rows][];
    for (int row = 0; row < rows; row++) {
      String where = path(key) + "[" + row + "]";
      matrix[row] = numbers(value.get(row), where);
      if (matrix[row].length != columns) {
        throw refused(where, "%d numbers".formatted(columns), value.get(row));
      }
    }
    return matrix;
  }

  private static double[] numbers(JsonNode list, String where) {
    if (!list.isArray()) {
      throw refused(where, "a list", list);
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode value = list.get(i);
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw refused(where, "finite numbers", value);
      }
      numbers[i] = value.doubleValue();
    }
    return numbers;
  }

  /** A list of lists of texts. */
  public List<List<String>> textRows(String key) {
    JsonNode value = field(key);
    if (!value.isArray()) {
      throw refused(path(key), "a list", value);
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : value) {
      List<String> texts = new ArrayList<>();
      for (JsonNode text : row) {
        if (!text.isTextual()) {
          throw refused(path(key), "lists of texts", text);
        }
        texts.add(text.textValue());
      }
      rows.add(texts);
    }
    return rows;
  }

  /** Every field of this object as a number. */
  public SortedMap<String, Double> numbers() {
    return values(StrictObject::number);
  }

  /** Every field of this object as text. */
  public SortedMap<String, String> texts() {
    return values(
        (value, where) -> {
          if (!value.isTextual()) {
            throw refused(where, "text", value);
          }
          return value.textValue();
        });
  }

  /** Every field of this object as a setting: Long, Double, Boolean or String. */
  public SortedMap<String, Object> settings() {
    return values(StrictObject::setting);
  }

  /** Refuses the object if it has any other field. */
  StrictObject refuseOthers(Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalArgumentException(
                    "Cannot read %s: unknown field, got %s".formatted(path, PlainText.shown(name)));
              }
            });
    return this;
  }

  private <T> SortedMap<String, T> values(BiFunction<JsonNode, String, T> read) {
    SortedMap<String, T> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      values.put(field.getKey(), read.apply(field.getValue(), path(field.getKey())));
    }
    return values;
  }

  private static double number(JsonNode value, String where) {
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return value.doubleValue();
    }
    return switch (value.isTextual() ? value.textValue() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw refused(where, "a number or \"NaN\", \"Infinity\", \"-Infinity\"", value);
    };
  }

  private static Object setting(JsonNode value, String where) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())) {
      return value.doubleValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    throw refused(where, "a finite number, a word or a flag", value);
  }

  private JsonNode field(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      throw new IllegalArgumentException("Cannot read %s: it is missing".formatted(path(key)));
    }
    return value;
  }

  private String path(String key) {
    return path.isEmpty() ? PlainText.shown(key) : path + "." + PlainText.shown(key);
  }

  private static IllegalArgumentException refused(String path, String expected, JsonNode value) {
    return new IllegalArgumentException(
        "Cannot read %s: expected %s, got %s"
            .formatted(
                path, expected, value == null ? "nothing" : PlainText.shown(value.toString())));
  }
}
