package org.kvsweep.sweep.file;

import java.util.function.Predicate;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/** Recognizes a list of values that lacks its brackets: {@code model.depth=1,2}. */
final class MissingBrackets {
  /** A longer list is not said again. */
  private static final int MAX_LENGTH = 60;

  private MissingBrackets() {}

  /**
   * Returns what to add to the refusal of a value; empty if no list can be meant.
   *
   * @param accepted says whether the key takes a value
   */
  static String hint(Scalar value, Predicate<Scalar> accepted) {
    if (value.quoted() || !value.text().contains(",") || value.text().length() > MAX_LENGTH) {
      return "";
    }
    String list = "[" + value.text() + "]";
    boolean fits =
        YamlReader.read(list, new Problems(""))
            .flatMap(YamlNode::sequence)
            .filter(
                items ->
                    items.items().stream()
                        .allMatch(item -> item.scalar().filter(accepted).isPresent()))
            .isPresent();
    return fits ? "; a list of values is written " + list : "";
  }
}
