package org.kvsweep.export.parquet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialSpec;

/**
 * The settings of trials as columns: {@code model.learning-rate} becomes {@code
 * model_learning_rate}. A column has the type of its values, or text where trials differ in it; it
 * is null for a trial without that setting.
 */
final class SettingColumns {
  private final Map<String, DataType> types;
  private final Map<String, String> names;

  private SettingColumns(Map<String, DataType> types, Map<String, String> names) {
    this.types = types;
    this.names = names;
  }

  /**
   * The columns for the settings of these trials.
   *
   * @param taken names of other columns of the table; the new ones are added
   */
  static SettingColumns of(Collection<TrialRecord> trials, ColumnNames taken) {
    Map<String, DataType> types = new TreeMap<>();
    for (TrialRecord trial : trials) {
      SettingPath.settings(trial.spec())
          .forEach((path, value) -> types.merge(path, type(value), SettingColumns::common));
    }
    Map<String, String> names = new LinkedHashMap<>();
    types.keySet().forEach(path -> names.put(path, taken.add(path)));
    return new SettingColumns(types, names);
  }

  StructType addTo(StructType schema) {
    StructType all = schema;
    for (Map.Entry<String, String> column : names.entrySet()) {
      all = all.add(column.getValue(), types.get(column.getKey()));
    }
    return all;
  }

  void addTo(List<Object> row, TrialSpec spec) {
    Map<String, Object> settings = SettingPath.settings(spec);
    for (String path : names.keySet()) {
      Object value = settings.get(path);
      DataType type = types.get(path);
      if (value == null) {
        row.add(null);
      } else if (type.equals(DataTypes.StringType)) {
        row.add(value.toString());
      } else if (type.equals(DataTypes.DoubleType)) {
        row.add(((Number) value).doubleValue());
      } else {
        row.add(value);
      }
    }
  }

  private static DataType type(Object value) {
    if (value instanceof Long) {
      return DataTypes.LongType;
    }
    if (value instanceof Double) {
      return DataTypes.DoubleType;
    }
    return value instanceof Boolean ? DataTypes.BooleanType : DataTypes.StringType;
  }

  private static DataType common(DataType one, DataType other) {
    if (one.equals(other)) {
      return one;
    }
    boolean numbers =
        Set.of(DataTypes.LongType, DataTypes.DoubleType).containsAll(Set.of(one, other));
    return numbers ? DataTypes.DoubleType : DataTypes.StringType;
  }
}
