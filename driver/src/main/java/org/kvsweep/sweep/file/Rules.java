package org.kvsweep.sweep.file;

import java.util.List;
import org.kvsweep.sweep.Section;

/**
 * The combinations of a sweep file that are meant.
 *
 * @param whens so ordered that each key comes after those that its condition asks for
 * @param exclusions what no cell may be like
 */
record Rules(List<When> whens, List<Condition> exclusions) {
  static final Rules NONE = new Rules(List.of(), List.of());

  /** A key that has its values only in cells that fit, and its default in all others. */
  record When(Section section, String key, Condition condition) {
    String path() {
      return section.path(key);
    }

    boolean isOf(GivenKey given) {
      return given.section() == section && given.key().equals(key);
    }
  }

  Rules {
    whens = List.copyOf(whens);
    exclusions = List.copyOf(exclusions);
  }
}
