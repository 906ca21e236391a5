package org.kvsweep.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * The configuration of Spark that sweeps need, put together with the user's. The one place that
 * knows it: an embedded run starts with it, {@code submit} hands it to {@code spark-submit}.
 *
 * <p>The user's settings win, except where a sweep could not keep its promises: those are refused.
 */
public final class SparkSettings {
  private static final String MASTER = "spark.master";
  private static final String NAME = "spark.app.name";
  private static final String HADOOP = "spark.hadoop.";

  /** What must be so; the reason goes into the error. */
  private static final List<Required> REQUIRED =
      List.of(
          new Required(
              "spark.serializer",
              "org.apache.spark.serializer.KryoSerializer",
              "trials are records, which only its serializers can carry"),
          new Required(
              "spark.task.maxFailures",
              "1",
              "the sweep itself decides which failed trials are tried again, and where"));

  /** Comma-separated lists in which kvsweep has to stand too. */
  private static final Map<String, String> MEMBERS =
      Map.of(
          "spark.plugins", KvsweepPlugin.class.getName(),
          "spark.kryo.registrator", KvsweepRegistrator.class.getName());

  /** JVM options in which these have to stand too. */
  private static final Map<String, String> JVM_OPTIONS =
      Map.of(
          "spark.driver.extraJavaOptions", "--add-modules=jdk.incubator.vector",
          "spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.kryo.registrationRequired", "true",
          // A kept model comes back with its trial's outcome; Spark's own limit is 64 MB.
          "spark.kryoserializer.buffer.max", "1g",
          // One trial, one thread: two in one trial are slower wherever another trial runs.
          "spark.executorEnv.OMP_NUM_THREADS", "1",
          // It would write over the progress of the sweep.
          "spark.ui.showConsoleProgress", "false",
          // A trial that hangs in native code can't be interrupted; its executor is given up for
          // it.
          "spark.task.reaper.enabled", "true",
          "spark.task.reaper.killTimeout", "60s");

  /** Where driver and executors are on one machine, nothing needs to be reached from outside. */
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of("spark.driver.host", "127.0.0.1", "spark.driver.bindAddress", "127.0.0.1");

  private static final Pattern LOCAL_WITH_FAILURES =
      Pattern.compile("local\\[[^,\\]]+, *([0-9]+)]");

  private final Map<String, String> values;

  private record Required(String key, String value, String because) {}

  private SparkSettings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Settings for a Spark that starts in this process. Under {@code spark-submit} they include what
   * was given to it.
   *
   * @param name of the application in Spark's UI
   * @param users what the user asks for; {@code spark.master} is {@code local[*]} if nobody says it
   * @throws IllegalArgumentException if sweeps can't run with them
   */
  public static SparkSettings embedded(String name, Map<String, String> users) {
    Map<String, String> given = new LinkedHashMap<>(Map.of(MASTER, "local[*]"));
    for (scala.Tuple2<String, String> setting : new SparkConf().getAll()) {
      given.put(setting._1(), setting._2());
    }
    given.putAll(users);
    given.putIfAbsent(NAME, name);
    return new SparkSettings(merged(given));
  }

  /**
   * What {@code spark-submit} is to be told by {@code --conf}: the user's settings and those of
   * kvsweep.
   *
   * @throws IllegalArgumentException if sweeps can't run with them
   */
  public static Map<String, String> forSubmit(Map<String, String> users) {
    return merged(users);
  }

  private static Map<String, String> merged(Map<String, String> users) {
    Map<String, String> merged = new TreeMap<>(DEFAULTS);
    String master = users.getOrDefault(MASTER, "");
    if (master.startsWith("local")) {
      merged.putAll(LOCAL_DEFAULTS);
    }
    checkFailures(master);
    merged.putAll(users);
    for (Required required : REQUIRED) {
      check(required, users.getOrDefault(required.key(), required.value()));
      merged.put(required.key(), required.value());
    }
    MEMBERS.forEach((key, member) -> merged.merge(key, member, (all, own) -> with(all, ",", own)));
    JVM_OPTIONS.forEach((key, own) -> merged.merge(key, own, (all, more) -> with(all, " ", more)));
    return merged;
  }

  private static void check(Required required, String value) {
    if (!value.equals(required.value())) {
      throw new IllegalArgumentException(
          "Cannot run sweeps with this Spark configuration: %s has to be %s, because %s, got %s"
              .formatted(required.key(), required.value(), required.because(), value));
    }
  }

  private static void checkFailures(String master) {
    Matcher local = LOCAL_WITH_FAILURES.matcher(master);
    if (local.matches() && !local.group(1).equals("1")) {
      throw new IllegalArgumentException(
          "Cannot run sweeps with this Spark configuration: the failures that the master allows a"
              + " task have to be 1, because the sweep itself decides which failed trials are"
              + " tried again, got "
              + master);
    }
  }

  private static String with(String all, String separator, String member) {
    boolean there = List.of(all.split("[, ]+")).contains(member);
    return there ? all : all.isBlank() ? member : all + separator + member;
  }

  /** The configuration of Hadoop that Spark will have with these settings. */
  public Configuration hadoop() {
    Configuration hadoop = new Configuration();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }

  /** True if trials run in this process, and so see the files that it sees. */
  public boolean local() {
    String master = values.getOrDefault(MASTER, "");
    return master.equals("local") || master.startsWith("local[");
  }

  SparkConf conf() {
    SparkConf conf = new SparkConf();
    values.forEach(conf::set);
    return conf;
  }
}
