package org.kvsweep.schedule.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kvsweep.sweep.Dimension;

/** A full grid of trained networks: every value that a search asks for is known. */
final class TunedGrid extends TunedFunction {
  private final Map<List<Integer>, Double> values;

  private TunedGrid(List<Dimension> dimensions, Map<List<Integer>, Double> values) {
    super("grid", dimensions);
    this.values = values;
  }

  /**
   * Reads a grid: a header, then a line for each trial with its settings, ascending, and what it
   * reached.
   */
  static TunedGrid read(Path csv) throws IOException {
    List<List<String>> lines =
        Files.readAllLines(csv).stream().skip(1).map(line -> List.of(line.split(","))).toList();
    int keys = lines.get(0).size() - 1;
    List<List<String>> axes = new ArrayList<>();
    List<Dimension> dimensions = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      Set<String> axis = new LinkedHashSet<>();
      for (List<String> line : lines) {
        axis.add(line.get(key));
      }
      axes.add(List.copyOf(axis));
      dimensions.add(Dimension.Steps.even(axis.size()));
    }
    Map<List<Integer>, Double> values = new HashMap<>();
    for (List<String> line : lines) {
      List<Integer> place = new ArrayList<>();
      for (int key = 0; key < keys; key++) {
        place.add(axes.get(key).indexOf(line.get(key)));
      }
      values.put(place, Double.parseDouble(line.get(keys)));
    }
    return new TunedGrid(dimensions, values);
  }

  @Override
  double value(List<Double> shares) {
    List<Integer> place = new ArrayList<>();
    for (int key = 0; key < shares.size(); key++) {
      place.add(((Dimension.Steps) dimensions().get(key)).cell(shares.get(key)));
    }
    return values.get(place);
  }
}
