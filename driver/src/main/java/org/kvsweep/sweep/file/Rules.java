package org.kvsweep.sweep.file;

import java.util.List;
import org.kvsweep.sweep.SettingPath;

/**
 * The combinations of a sweep file that are meant.
 *
 * @param whens so ordered that each key comes after those that its condition asks for
 * @param exclusions what no cell may be like
 */
record Rules(List<When> whens, List<Condition> exclusions) {
  static final Rules NONE = new Rules(List.of(), List.of());

  /** A key that has its values only in cells that fit, and its default in all others. */
  record When(SettingPath path, Condition condition) {
    boolean isOf(GivenKey given) {
      return given.path().equals(path);
    }
  }

  Rules {
    whens = List.copyOf(whens);
    exclusions = List.copyOf(exclusions);
  }
}
