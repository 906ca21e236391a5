package org.kvsweep.export.parquet;

import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.HadoopPath;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.spark.DriverHeap;
import org.kvsweep.spark.EmbeddedSpark;
import org.kvsweep.spark.FreePorts;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialRun;

/**
 * Writes ended trials as Parquet, through Spark, for whatever reads tables: {@code trials.parquet}
 * has a row for each trial, {@code metrics.parquet} one for each number that was measured. The last
 * values of metrics are columns named after them ({@code test_accuracy}), settings are columns
 * named after their paths ({@code model_depth}); how a trial ended and what it cost have fixed
 * names.
 */
final class ParquetTables {
  private static final StructType METRICS =
      new StructType()
          .add("sweep", DataTypes.StringType)
          .add("trial", DataTypes.StringType)
          .add("task", DataTypes.StringType)
          .add("attention", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("epoch", DataTypes.IntegerType)
          .add("step", DataTypes.LongType)
          .add("seconds", DataTypes.DoubleType)
          .add("metric", DataTypes.StringType)
          .add("value", DataTypes.DoubleType);

  /** What every trial has; metrics and settings follow. */
  private static final StructType TRIALS =
      new StructType()
          .add("sweep", DataTypes.StringType)
          .add("trial", DataTypes.StringType)
          .add("purpose", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("cause", DataTypes.StringType)
          .add("attempt", DataTypes.IntegerType)
          .add("place", DataTypes.StringType)
          .add("started", DataTypes.TimestampType)
          .add("ended", DataTypes.TimestampType)
          .add("seed", DataTypes.LongType)
          .add("parameters", DataTypes.LongType)
          .add("forward_flops", DataTypes.LongType)
          .add("step_flops", DataTypes.LongType)
          .add("steps", DataTypes.LongType)
          .add("step_seconds", DataTypes.DoubleType)
          .add("training_seconds", DataTypes.DoubleType)
          .add("total_seconds", DataTypes.DoubleType)
          .add("off_heap_bytes", DataTypes.LongType)
          .add("metrics", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType))
          .add("environment", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  /** The files that Spark puts into the folder of a table. */
  private static final String OF_SPARK = "\\.?part-.*|_SUCCESS|\\._SUCCESS\\.crc|_temporary";

  private ParquetTables() {}

  /**
   * Writes both tables in the place of older ones.
   *
   * @param results the trials, with the name of their sweep, a column of both
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   * @throws IOException with nothing changed, if something else has the name of a table
   */
  static void write(SweepResults results, String folder) throws IOException {
    Collection<TrialRecord> trials = results.ended().values();
    try (SparkSession spark = session()) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      Path root = HadoopPath.of(folder, hadoop);
      String trialTable = replaceable(new Path(root, "trials.parquet"), hadoop);
      String metricTable = replaceable(new Path(root, "metrics.parquet"), hadoop);
      ColumnNames names = new ColumnNames(TRIALS);
      MetricColumns metrics = MetricColumns.of(trials, names);
      SettingColumns settings = SettingColumns.of(trials, names);
      List<Row> rows =
          trials.stream().map(trial -> trialRow(results, trial, metrics, settings)).toList();
      save(spark, rows, settings.addTo(metrics.addTo(TRIALS)), trialTable);
      List<Row> points = new ArrayList<>();
      trials.forEach(trial -> addPoints(points, results.name(), trial));
      save(spark, points, METRICS, metricTable);
    }
  }

  /** A table replaces one that Spark wrote: all that is in its folder, which has to be Spark's. */
  private static String replaceable(Path table, Configuration hadoop) throws IOException {
    FileSystem fileSystem = table.getFileSystem(hadoop);
    Path place = fileSystem.makeQualified(table);
    if (!fileSystem.exists(place)) {
      return place.toString();
    }
    for (FileStatus status : fileSystem.listStatus(place)) {
      if (!status.getPath().getName().matches(OF_SPARK)) {
        throw new IOException(
            "Cannot write %s: expected nothing there or a table of an earlier export, got %s"
                .formatted(place, status.getPath().getName()));
      }
    }
    return place.toString();
  }

  /** Returns a session on the cluster where spark-submit started this, else within this process. */
  private static SparkSession session() {
    DriverHeap.check(Runtime.getRuntime().maxMemory());
    String master = System.getProperty("spark.master", "local[1]");
    EmbeddedSpark.nameThisMachine(master, System.getenv());
    SparkConf conf = EmbeddedSpark.conf(master);
    conf.setIfMissing("spark.master", master);
    conf.setIfMissing("spark.app.name", "kvsweep export");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    // Else it warns that trials have more columns than its log shows.
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    if (EmbeddedSpark.is(master)) {
      EmbeddedSpark.defaults(master).forEach(conf::setIfMissing);
      EmbeddedSpark.secrets(master).forEach(conf::setIfMissing);
    }
    FreePorts.choose(conf);
    // The builder alone would start a context with a plain copy of the configuration, or warn that
    // it takes the one that is there.
    return SparkSession.builder().sparkContext(new SparkContext(conf)).getOrCreate();
  }

  private static void save(SparkSession spark, List<Row> rows, StructType schema, String place) {
    spark.createDataFrame(rows, schema).coalesce(1).write().mode(SaveMode.Overwrite).parquet(place);
  }

  private static Row trialRow(
      SweepResults results, TrialRecord trial, MetricColumns metrics, SettingColumns settings) {
    TrialRun run = trial.outcome().run();
    List<Object> values = new ArrayList<>();
    values.add(results.name());
    values.add(trial.id().value());
    values.add(results.purpose(trial.id()).label());
    values.add(trial.outcome().status().label());
    values.add(trial.cause().orElse(null));
    values.add(trial.attempt());
    values.add(trial.place());
    values.add(Timestamp.from(trial.started()));
    values.add(Timestamp.from(trial.ended()));
    values.add(trial.spec().seed());
    values.add(run.parameters());
    values.add(run.forwardFlops());
    values.add(run.stepFlops());
    values.add(run.steps());
    values.add(run.medianStepSeconds());
    values.add(run.trainingSeconds());
    values.add(run.totalSeconds());
    values.add(run.offHeapBytes());
    values.add(MetricColumns.last(trial));
    values.add(new HashMap<>(run.environment()));
    metrics.addTo(values, trial);
    settings.addTo(values, trial.spec());
    return RowFactory.create(values.toArray());
  }

  private static void addPoints(List<Row> points, String sweep, TrialRecord trial) {
    for (EpochMetrics measured : trial.outcome().run().metrics()) {
      measured
          .values()
          .forEach(
              (metric, value) ->
                  points.add(
                      RowFactory.create(
                          sweep,
                          trial.id().value(),
                          trial.spec().taskName(),
                          trial.spec().model().values().get(ModelKeys.ATTENTION),
                          trial.spec().seed(),
                          measured.epoch(),
                          measured.step(),
                          measured.seconds(),
                          metric,
                          value)));
    }
  }
}
