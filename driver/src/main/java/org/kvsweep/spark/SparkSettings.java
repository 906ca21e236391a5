package org.kvsweep.spark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The configuration of Spark that sweeps need, put together with the user's. The one place that
 * knows it: an embedded run starts with it, {@code submit} hands it to {@code spark-submit}.
 *
 * <p>The user's settings win, except where a sweep could not keep its promises: those are refused.
 */
public final class SparkSettings {
  private static final String MASTER = "spark.master";
  private static final String STANDALONE = "spark://";
  private static final String NAME = "spark.app.name";
  private static final String LOG_LEVEL = "spark.log.level";
  private static final String HADOOP = "spark.hadoop.";
  private static final String COMPLETION = HADOOP + "dfs.client.block.write.locateFollowingBlock.";
  private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

  /** The settings that must hold; the reason goes into the error. */
  private static final List<Required> REQUIRED =
      List.of(
          new Required(
              "spark.serializer",
              "org.apache.spark.serializer.KryoSerializer",
              "its default",
              "trials are records, which only its serializers can carry"),
          new Required(
              "spark.task.maxFailures",
              "1",
              "its default",
              "the sweep itself decides which failed trials are tried again, and where"),
          new Required(
              "spark.stage.maxConsecutiveAttempts",
              "1",
              "its default",
              "Spark would start the workers of a trial again that the sweep tries again itself"),
          withoutExclusion("spark.excludeOnFailure.enabled"),
          // The parts of it that Spark 4 can switch by themselves.
          withoutExclusion("spark.excludeOnFailure.taskAndStage.enabled"),
          withoutExclusion("spark.excludeOnFailure.application.enabled"));

  /** The old name of the first of these, which is not set: Spark warns of whoever does. */
  private static final Required OLD_EXCLUSION = withoutExclusion("spark.blacklist.enabled");

  static final List<String> GPU_AMOUNTS =
      List.of("spark.task.resource.gpu.amount", "spark.executor.resource.gpu.amount");

  /** Comma-separated lists in which kvsweep has to stand too. */
  private static final Map<String, String> MEMBERS =
      Map.of(
          "spark.plugins", KvsweepPlugin.class.getName(),
          "spark.kryo.registrator", KvsweepRegistrator.class.getName());

  private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";
  private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";
  private static final String JARS = "spark.jars";
  private static final String EXECUTOR_CLASS_PATH = "spark.executor.extraClassPath";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("spark.kryo.registrationRequired", "true"),
          // A kept model comes back with its trial's outcome; Spark's own limit is 64 MB.
          Map.entry("spark.kryoserializer.buffer.max", "1g"),
          // One trial, one thread: two in one trial are slower wherever another trial runs.
          Map.entry("spark.executorEnv.OMP_NUM_THREADS", "1"),
          // In the POSIX locale of many a daemon, Java can name no file with letters beyond ASCII.
          Map.entry("spark.executorEnv.LC_ALL", "C.UTF-8"),
          // The numbers that nvidia-smi, and so Spark, has for GPUs; CUDA's own order is another.
          Map.entry("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID"),
          // Without it, cuBLAS may add up in another order from run to run, which LibTorch refuses.
          Map.entry("spark.executorEnv.CUBLAS_WORKSPACE_CONFIG", ":4096:8"),
          // YARN and Kubernetes wait for a driver in the cluster, and so do we elsewhere.
          Map.entry("spark.standalone.submit.waitAppCompletion", "true"),
          // For Prometheus, at /metrics/prometheus of the driver's UI.
          Map.entry(
              "spark.metrics.conf.driver.sink.prometheusServlet.class",
              "org.apache.spark.metrics.sink.PrometheusServlet"),
          Map.entry("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus"),
          // Whoever reaches the UI could end trials by it.
          Map.entry("spark.ui.killEnabled", "false"),
          // It would write over the progress of the sweep.
          Map.entry("spark.ui.showConsoleProgress", "false"),
          // A trial that hangs in native code can't be interrupted; its executor is given up for
          // it.
          Map.entry("spark.task.reaper.enabled", "true"),
          Map.entry("spark.task.reaper.killTimeout", "60s"),
          // HDFS's client asks whether a file is complete, and asks again after 400 ms, then 800.
          // That of a trial is after a few; all the waits together are as long as before.
          Map.entry(COMPLETION + "initial.delay.ms", "10"),
          Map.entry(COMPLETION + "retries", "11"));

  private static final Pattern LOCAL_WITH_FAILURES =
      Pattern.compile("local\\[[^,\\]]+, *([0-9]+)]");

  private final Map<String, String> values;

  /**
   * A setting that must hold.
   *
   * @param unset what it counts as where nobody sets it
   */
  private record Required(String key, String value, String unset, String because) {}

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
    DriverHeap.check(Runtime.getRuntime().maxMemory());
    checkSecret(users);
    String master = users.getOrDefault(MASTER, System.getProperty(MASTER, "local[*]"));
    EmbeddedSpark.nameThisMachine(master, System.getenv());
    Map<String, String> given = new LinkedHashMap<>(Map.of(MASTER, master));
    for (scala.Tuple2<String, String> setting : new SparkConf().getAll()) {
      given.put(setting._1(), setting._2());
    }
    given.putAll(users);
    secretOfWorker().ifPresent(secret -> given.putIfAbsent(EmbeddedSpark.SECRET, secret));
    EmbeddedSpark.secrets(master).forEach(given::putIfAbsent);
    given.putIfAbsent(NAME, name);
    if (Logs.areSparksOwn()) {
      given.putIfAbsent(LOG_LEVEL, "WARN");
    }
    return new SparkSettings(merged(given));
  }

  /**
   * Returns these settings with the application jar for executors in processes of their own, unless
   * the user says where they have it. {@code spark-submit} sees to that for what it starts.
   *
   * @param jar that this program runs from; empty if it runs from classes
   * @throws IllegalArgumentException if no executor could start
   */
  public SparkSettings forExecutors(Optional<Path> jar, Map<String, String> environment) {
    if (local() || System.getProperty(MASTER) != null) {
      return this;
    }
    String master = values.get(MASTER);
    if (!EmbeddedSpark.hasExecutors(master) && !master.startsWith("spark://")) {
      throw new IllegalArgumentException(
          "Cannot use master %s: expected local[N], local-cluster[N,CORES,MB] or spark://HOST:PORT; kvsweep submit takes all masters of spark-submit"
              .formatted(master));
    }
    EmbeddedSpark.requireInstallation(master, environment);
    String users = values.getOrDefault(JARS, "");
    if (values.containsKey(EXECUTOR_CLASS_PATH) || (jar.isEmpty() && !users.isEmpty())) {
      return this;
    }
    Path own =
        jar.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use master %s: this program runs from classes, expected the application jar in %s, got nothing"
                        .formatted(master, JARS)));
    Map<String, String> all = new TreeMap<>(values);
    all.put(JARS, withJar(users, own));
    return new SparkSettings(all);
  }

  /** Adds a jar to such a list, unless one of that name is in it: executors take only one. */
  private static String withJar(String jars, Path jar) {
    boolean there =
        Stream.of(StringUtils.split(jars, ", "))
            .anyMatch(other -> other.replaceFirst("^.*/", "").equals(jar.getFileName().toString()));
    // A comma in it would part the list.
    return there ? jars : with(jars, ",", jar.toUri().toString().replace(",", "%2C"));
  }

  /**
   * The secret of a standalone worker that started this process as a driver. Spark takes it out of
   * the settings, so that it is on no command line, hands it over in the environment, and then
   * looks for it in the settings.
   */
  private static Optional<String> secretOfWorker() {
    return Optional.ofNullable(System.getenv(SECRET_VARIABLE));
  }

  /**
   * Returns the settings for {@code --conf} of {@code spark-submit}: the user's and those of
   * kvsweep.
   *
   * @throws IllegalArgumentException if sweeps can't run with them
   */
  public static Map<String, String> forSubmit(Map<String, String> users) {
    checkSecret(users);
    return merged(users);
  }

  /**
   * Checks a Spark application that somebody else has started.
   *
   * @throws IllegalArgumentException if sweeps can't run in it
   */
  static void checkRunning(SparkConf running) {
    for (Required required : REQUIRED) {
      check(required, running.get(required.key(), required.unset()));
    }
    check(OLD_EXCLUSION, running.get(OLD_EXCLUSION.key(), OLD_EXCLUSION.unset()));
    MEMBERS.forEach(
        (key, member) -> {
          String all = running.get(key, "");
          if (!List.of(all.split("[, ]+")).contains(member)) {
            throw new IllegalArgumentException(
                "Cannot run sweeps with this Spark configuration: %s has to name %s from the start of the application, got %s"
                    .formatted(key, member, all.isBlank() ? "nothing" : all));
          }
        });
  }

  private static Map<String, String> merged(Map<String, String> users) {
    Map<String, String> merged = new TreeMap<>(DEFAULTS);
    String master = users.getOrDefault(MASTER, "");
    if (EmbeddedSpark.is(master)) {
      merged.putAll(EmbeddedSpark.defaults(master));
    }
    checkFailures(master);
    checkGpus(master, users);
    merged.putAll(users);
    for (Required required : REQUIRED) {
      check(required, users.getOrDefault(required.key(), required.value()));
      merged.put(required.key(), required.value());
    }
    check(OLD_EXCLUSION, users.getOrDefault(OLD_EXCLUSION.key(), OLD_EXCLUSION.unset()));
    MEMBERS.forEach((key, member) -> merged.merge(key, member, (all, own) -> with(all, ",", own)));
    withOption(merged, DRIVER_OPTIONS, VECTOR_API);
    withOption(merged, EXECUTOR_OPTIONS, VECTOR_API);
    if (master.startsWith(STANDALONE)) {
      // Workers start a driver without what Java 17 needs; spark-submit and executors have it.
      for (String option : StringUtils.split(JavaModuleOptions.defaultModuleOptions())) {
        withOption(merged, DRIVER_OPTIONS, option);
      }
    }
    return merged;
  }

  private static Required withoutExclusion(String key) {
    return new Required(
        key,
        "false",
        "false",
        "Spark demands tries of its own for that, and the sweep itself decides which failed trials"
            + " are tried again, and where");
  }

  private static void withOption(Map<String, String> settings, String key, String option) {
    settings.merge(key, option, (all, more) -> with(all, " ", more));
  }

  private static void check(Required required, String value) {
    if (!value.equals(required.value())) {
      throw new IllegalArgumentException(
          "Cannot run sweeps with this Spark configuration: %s has to be %s, because %s, got %s"
              .formatted(required.key(), required.value(), required.because(), value));
    }
  }

  private static void checkSecret(Map<String, String> users) {
    if (users.containsKey(EmbeddedSpark.SECRET)) {
      throw new IllegalArgumentException(
          "Cannot take "
              + EmbeddedSpark.SECRET
              + " from a command line, which everybody on this machine can read; put it into a file"
              + " for --properties-file of spark-submit (cluster/standalone/README.md), or into the"
              + " variable "
              + SECRET_VARIABLE
              + " of the environment");
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

  private static void checkGpus(String master, Map<String, String> users) {
    if (master.equals("local") || master.startsWith("local[")) {
      GPU_AMOUNTS.stream()
          .filter(users::containsKey)
          .findFirst()
          .ifPresent(
              key -> {
                throw new IllegalArgumentException(
                    "Cannot use GPUs with master %s: Spark assigns none there and would wait for"
                            .formatted(master)
                        + " them forever, got %s=%s; use local-cluster or a standalone master of"
                            .formatted(key, users.get(key))
                        + " one worker (cluster/README.md)");
              });
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

  /** Returns what the user should know about who else can reach this Spark; empty if nobody can. */
  public Optional<String> exposure() {
    if (Boolean.parseBoolean(values.getOrDefault(EmbeddedSpark.AUTHENTICATE, "false"))) {
      return Optional.empty();
    }
    boolean alone = values.get(MASTER).startsWith(STANDALONE);
    return Optional.of(
        "Spark runs without authentication: whoever reaches the port of the driver can run code in"
            + " it. Set "
            + EmbeddedSpark.AUTHENTICATE
            + "=true"
            + (alone ? " and, on master and workers too, " + EmbeddedSpark.SECRET : "")
            + " (Security in cluster/README.md).");
  }

  SparkConf conf() {
    SparkConf conf = EmbeddedSpark.conf(values.get(MASTER));
    values.forEach(conf::set);
    return conf;
  }
}
