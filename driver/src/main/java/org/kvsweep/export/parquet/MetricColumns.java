package org.kvsweep.export.parquet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.kvsweep.results.TrialRecord;

/** The last value of each metric as a column; it is null for a trial without that metric. */
final class MetricColumns {
  private final Map<String, String> names;

  private MetricColumns(Map<String, String> names) {
    this.names = names;
  }

  /**
   * The columns for the metrics of these trials.
   *
   * @param taken names of other columns of the table; the new ones are added
   */
  static MetricColumns of(Collection<TrialRecord> trials, ColumnNames taken) {
    Map<String, String> names = new LinkedHashMap<>();
    new TreeSet<>(trials.stream().flatMap(trial -> last(trial).keySet().stream()).toList())
        .forEach(metric -> names.put(metric, taken.add(metric)));
    return new MetricColumns(names);
  }

  StructType addTo(StructType schema) {
    StructType all = schema;
    for (String name : names.values()) {
      all = all.add(name, DataTypes.DoubleType);
    }
    return all;
  }

  void addTo(List<Object> row, TrialRecord trial) {
    Map<String, Double> last = last(trial);
    names.keySet().forEach(metric -> row.add(last.get(metric)));
  }

  /** The last value of each metric; some are measured only once, before the end. */
  static Map<String, Double> last(TrialRecord trial) {
    Map<String, Double> last = new TreeMap<>();
    trial.outcome().run().metrics().forEach(point -> last.putAll(point.values()));
    return last;
  }
}
