package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.settings.Conflict;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;

/** Reports the settings of cells that can't stand together, each conflict once. */
final class CellConflicts {
  private final TaskCatalog catalog;
  private final List<GivenKey> keys;
  private final Function<Section, Position> sections;

  /**
   * @param keys in the order of the choices of cells
   * @param sections where each section begins
   */
  CellConflicts(TaskCatalog catalog, List<GivenKey> keys, Function<Section, Position> sections) {
    this.catalog = catalog;
    this.keys = List.copyOf(keys);
    this.sections = sections;
  }

  void report(List<Cells.Cell> cells, Problems problems) {
    Set<Conflict> reported = new HashSet<>();
    for (Cells.Cell cell : cells) {
      List<Conflict> conflicts = new ArrayList<>(Resources.conflicts(cell.spec().resources()));
      conflicts.addAll(catalog.conflicts(cell.spec()));
      for (Conflict conflict : conflicts) {
        if (reported.add(conflict)) {
          Position position = position(conflict, cell.choice());
          problems.add(position, path(conflict), conflict.message() + advice(conflict));
        }
      }
    }
  }

  /** What helps where a search drew a number that does not fit; empty elsewhere. */
  private String advice(Conflict conflict) {
    return keys.stream()
        .filter(key -> key.section().label().equals(conflict.section()))
        .filter(key -> key.range().filter(Range::drawsEveryWholeNumber).isPresent())
        .filter(key -> conflict.message().startsWith(key.path().key() + " "))
        .findFirst()
        .map(
            key ->
                "; a step in its range, such as %s, leaves such numbers out"
                    .formatted(step(conflict)))
        .orElse("");
  }

  /** The largest value of the key to be changed, which the others mostly divide. */
  private String step(Conflict conflict) {
    return keys.stream()
        .filter(key -> isOf(conflict, key))
        .flatMap(key -> key.values().stream())
        .map(Scalar::value)
        .filter(Long.class::isInstance)
        .map(Long.class::cast)
        .max(Comparator.naturalOrder())
        .map("step: %d"::formatted)
        .orElse("step: 2");
  }

  private static boolean isOf(Conflict conflict, GivenKey key) {
    return key.path().toString().equals(path(conflict));
  }

  private static String path(Conflict conflict) {
    return conflict.section() + "." + conflict.key();
  }

  /**
   * The position of the value to be changed, or of its section where the file is silent about it.
   */
  private Position position(Conflict conflict, List<Scalar> choice) {
    for (int i = 0; i < choice.size(); i++) {
      if (isOf(conflict, keys.get(i))) {
        return choice.get(i).position();
      }
    }
    return Section.of(conflict.section()).map(sections).orElse(Position.START);
  }
}
