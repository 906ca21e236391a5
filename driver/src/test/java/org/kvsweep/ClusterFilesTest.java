package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.spark.SparkSettings;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files in {@code cluster/}, as far as they can be checked without the clusters. */
class ClusterFilesTest {
  private static final Path CLUSTER = Path.of("../cluster");

  /**
   * Named after a resource, a host or a bucket, or of cluster managers that are not on the class
   * path.
   */
  private static final List<String> BY_NAME =
      List.of(
          "spark.executor.resource.",
          "spark.task.resource.",
          "spark.kubernetes.",
          "spark.yarn.",
          "spark.executorEnv.",
          "spark.hadoop.");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "kubeflow-operator.yaml, kubeflow-operator, SparkApplication, sparkoperator.k8s.io/v1beta2",
    "kubeflow-operator-gpu.yaml, kubeflow-operator, SparkApplication, sparkoperator.k8s.io/v1beta2",
    "apache-operator.yaml, apache-operator, SparkApplication, spark.apache.org/v1",
    "apache-operator-gpu.yaml, apache-operator, SparkApplication, spark.apache.org/v1",
    "job.yaml, job, Job, batch/v1",
    "argo-workflow.yaml, argo-workflow, Workflow, argoproj.io/v1alpha1"
  })
  void theManifestsUseTheFieldsThatAreInTheirPublishedDefinitions(
      String manifest, String definition, String kind, String apiVersion) throws IOException {
    Map<String, Object> application = objects(manifest).get(0);
    Map<String, String> published = fields(definition + "-fields.txt");

    assertThat(application).containsEntry("apiVersion", apiVersion);
    assertThat(application).containsEntry("kind", kind);
    List<String> paths = new ArrayList<>();
    walk(
        application.get("spec"),
        "spec",
        (path, value) -> {
          paths.add(path);
          String type = published.getOrDefault(path, published.get(parent(path) + ".*"));
          assertThat(type).as(path + " is published").isNotNull();
          assertThat(value).as(path).satisfies(given -> assertThat(fits(given, type)).isTrue());
        });
    published.forEach(
        (path, type) -> {
          if (type.equals("required")) {
            assertThat(paths).as(path).anyMatch(used -> used.startsWith(path.substring(9)));
          }
        });
  }

  private static String parent(String path) {
    // The keys of a map of settings have dots of their own.
    int map = path.indexOf("Conf.");
    return map < 0 ? path : path.substring(0, map + 4);
  }

  private static boolean fits(Object value, String type) {
    if (type.startsWith("one of ")) {
      return List.of(type.substring(7).split(", ", -1)).contains(value);
    }
    return switch (type) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Integer;
      case "boolean" -> value instanceof Boolean;
      default -> false;
    };
  }

  private static List<String> operatorManifests() {
    return List.of(
        "kubeflow-operator.yaml",
        "kubeflow-operator-gpu.yaml",
        "apache-operator.yaml",
        "apache-operator-gpu.yaml");
  }

  @ParameterizedTest
  @MethodSource("operatorManifests")
  void theSettingsInTheManifestsAreSparksAndLetSweepsRun(String manifest) throws IOException {
    Map<?, ?> spec = (Map<?, ?>) objects(manifest).get(0).get("spec");
    Map<String, String> settings = new TreeMap<>();
    ((Map<?, ?>) spec.get("sparkConf"))
        .forEach((key, value) -> settings.put((String) key, (String) value));

    assertThatSparkKnows(settings);
    assertThat(SparkSettings.forSubmit(settings)).containsAllEntriesOf(settings);
  }

  static Stream<Path> settingsFiles() throws IOException {
    try (Stream<Path> files = Files.walk(CLUSTER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("settingsFiles")
  void theSettingsFilesAreSparksAndLetSweepsRun(Path file) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.strip().split("\\s+", 2);
        assertThat(words).as(line).hasSize(2);
        assertThat(settings.put(words[0], words[1])).as(line + " stands once").isNull();
      }
    }

    assertThat(settings).isNotEmpty();
    assertThatSparkKnows(settings);
    assertThat(SparkSettings.forSubmit(settings)).containsAllEntriesOf(settings);
  }

  private static void assertThatSparkKnows(Map<String, String> settings) {
    // What is loaded joins Spark's list of its settings.
    assertThat(
            List.of(
                org.apache.spark.internal.config.package$.MODULE$.EXECUTOR_CORES(),
                org.apache.spark.internal.config.Network$.MODULE$.NETWORK_CRYPTO_ENABLED(),
                org.apache.spark.internal.config.UI$.MODULE$.UI_PROMETHEUS_ENABLED()))
        .isNotEmpty();
    assertThat(settings.keySet())
        .filteredOn(key -> BY_NAME.stream().noneMatch(key::startsWith))
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(key.equals("spark.master") || ConfigEntry.findEntry(key) != null)
                    .as(key)
                    .isTrue());
  }

  @Test
  void theSweepOfTheManifestsIsOne() throws IOException {
    Map<?, ?> data = (Map<?, ?>) objects("sweep.yaml").get(0).get("data");

    assertThat(
            SweepFile.parse((String) data.get("sweep.yaml"), "sweep.yaml", TaskCatalog.load())
                .trials())
        .hasSize(27);
  }

  @Test
  void allIsRetriedButWhatThePageOfExitCodesSaysIsNot() throws IOException {
    List<String> page = Files.readAllLines(CLUSTER.resolve("slurm/README.md"));
    List<Integer> ends =
        page.stream()
            .filter(line -> line.endsWith(" | no |"))
            .map(line -> Integer.valueOf(line.split(" ", 3)[1]))
            .toList();
    assertThat(ends).containsExactly(0, 2);
    assertThat(page).anyMatch(line -> line.matches("\\| others \\| .* \\| yes: .*"));

    Map<?, ?> job = (Map<?, ?>) objects("job.yaml").get(0).get("spec");
    assertThat((List<?>) ((Map<?, ?>) job.get("podFailurePolicy")).get("rules"))
        .filteredOn(rule -> ((Map<?, ?>) rule).get("action").equals("FailJob"))
        .singleElement(InstanceOfAssertFactories.MAP)
        .extractingByKey("onExitCodes", InstanceOfAssertFactories.MAP)
        .containsEntry("operator", "In")
        .containsEntry("values", ends.stream().filter(code -> code != 0).toList());

    assertThat(argoRetries().get("expression"))
        .isEqualTo("lastRetry.status == 'Error' || asInt(lastRetry.exitCode) not in " + ends);
  }

  @Test
  void whatIsStartedAgainOutlastsTheLeaseOfADriverThatWasKilled() throws IOException {
    int lease = 60;
    Map<?, ?> job = (Map<?, ?>) objects("job.yaml").get(0).get("spec");
    int retries = (Integer) job.get("backoffLimit");
    assertThat(IntStream.range(0, retries - 1).map(retry -> 10 << retry).sum())
        .as("seconds to the last retry but one")
        .isGreaterThan(2 * lease);

    assertThat((Map<?, ?>) argoRetries().get("backoff"))
        .extracting("duration", InstanceOfAssertFactories.STRING)
        .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isGreaterThan(lease));

    for (String manifest : List.of("apache-operator.yaml", "apache-operator-gpu.yaml")) {
      Map<?, ?> spec = (Map<?, ?>) objects(manifest).get(0).get("spec");
      Map<?, ?> restarts =
          (Map<?, ?>) ((Map<?, ?>) spec.get("applicationTolerations")).get("restartConfig");
      assertThat(restarts)
          .extracting("restartBackoffMillis", InstanceOfAssertFactories.INTEGER)
          .isGreaterThan(1000 * lease);
    }

    for (String manifest : List.of("kubeflow-operator.yaml", "kubeflow-operator-gpu.yaml")) {
      Map<?, ?> spec = (Map<?, ?>) objects(manifest).get(0).get("spec");
      assertThat((Map<?, ?>) spec.get("restartPolicy"))
          .extracting("onFailureRetryInterval", InstanceOfAssertFactories.INTEGER)
          .isGreaterThan(lease);
    }
  }

  private static Map<?, ?> argoRetries() throws IOException {
    Map<?, ?> argo = (Map<?, ?>) objects("argo-workflow.yaml").get(0).get("spec");
    return (Map<?, ?>) ((Map<?, ?>) ((List<?>) argo.get("templates")).get(0)).get("retryStrategy");
  }

  @ParameterizedTest
  @MethodSource("operatorManifests")
  void aSecretWithCredentialsIsTakenWhereThereIsOne(String manifest) throws IOException {
    List<String> secrets = new ArrayList<>();
    List<Object> optional = new ArrayList<>();
    walk(
        objects(manifest).get(0),
        "",
        (path, value) -> {
          if (path.contains("secretKeyRef") && String.valueOf(value).startsWith("kvsweep-s3")) {
            secrets.add(path);
          } else if (path.endsWith("secretKeyRef.optional")) {
            optional.add(value);
          }
        });

    assertThat(secrets).as("two keys of driver and executors").hasSize(4);
    assertThat(optional).hasSize(4).containsOnly(true);
  }

  @ParameterizedTest
  @CsvSource({"job.yaml, template.spec", "argo-workflow.yaml, ''"})
  void aPodOnOneNodeIsWhatThePodSecurityStandardRestrictedTakes(String manifest, String pod)
      throws IOException {
    Map<String, Object> settings = new TreeMap<>();
    walk(objects(manifest).get(0).get("spec"), "", settings::put);
    String prefix = pod.isEmpty() ? "" : "." + pod;

    assertThat(settings)
        .containsEntry(prefix + ".securityContext.runAsNonRoot", true)
        .containsEntry(prefix + ".securityContext.runAsUser", 1000)
        .containsEntry(prefix + ".securityContext.seccompProfile.type", "RuntimeDefault");
    String container = pod.isEmpty() ? ".templates[].container" : prefix + ".containers[]";
    assertThat(settings)
        .containsEntry(container + ".securityContext.allowPrivilegeEscalation", false)
        .containsEntry(container + ".securityContext.capabilities.drop[]", "ALL");
  }

  @Test
  void onKubernetesNoFolderHasToBeThereThatSparkDoesNotMake() throws IOException {
    try (Stream<Path> files = Files.list(CLUSTER.resolve("kubernetes"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readAllLines(file))
            .as(file.toString())
            .noneMatch(line -> line.strip().startsWith("spark.eventLog."));
      }
    }
  }

  @Test
  void theDriverMayMakeItsExecutors() throws IOException {
    List<Map<String, Object>> objects = objects("rbac.yaml");

    assertThat(objects)
        .extracting(object -> object.get("kind"))
        .containsExactly("ServiceAccount", "Role", "RoleBinding");
    Map<?, ?> rule = (Map<?, ?>) ((List<?>) objects.get(1).get("rules")).get(0);
    assertThat(rule.get("resources").toString()).contains("pods", "services", "configmaps");
    assertThat(rule.get("verbs").toString()).contains("create", "watch", "deletecollection");
  }

  @ParameterizedTest
  @CsvSource({
    "'0\\n1\\n3', , 0, '{\"name\": \"gpu\", \"addresses\": [\"0\",\"1\",\"3\"]}'",
    "'0\\n1\\n2\\n3', '2,3', 0, '{\"name\": \"gpu\", \"addresses\": [\"0\",\"1\"]}'",
    "'0\\n1', 'GPU-5ab', 0, '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'",
    "'0\\n1', '1,-1,0', 0, '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'",
    "'0\\n1', 'NoDevFiles', 1, ''",
    "'0\\n1', '-1', 1, ''",
    "'0\\n1', '', 1, ''",
    "'No devices were found', '0', 1, ''"
  })
  void theDiscoveryScriptSaysWhatNvidiaSmiSaysAndCudaMayUse(
      String says, String visible, int code, String expected) throws Exception {
    Path nvidia = folder.resolve("nvidia-smi");
    Files.writeString(nvidia, "#!/bin/sh\nprintf '" + says + "\\n'\n");
    assertThat(nvidia.toFile().setExecutable(true)).isTrue();
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(CLUSTER.resolve("gpu/discover-gpus.sh").toString())
            .redirectError(folder.resolve("err").toFile())
            .redirectOutput(out.toFile());
    builder.environment().merge("PATH", "", (path, unused) -> folder + ":" + path);
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    if (visible != null) {
      builder.environment().put("CUDA_VISIBLE_DEVICES", visible);
    }

    assertThat(builder.start().waitFor()).isEqualTo(code);
    assertThat(Files.readString(out).strip()).isEqualTo(expected);
  }

  /** With CDPATH, cd takes another folder of that name, and prints where it went. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "local-cluster/submit.sh x.yaml",
        "standalone/submit.sh spark://h:7077 x.yaml",
        "yarn/submit.sh x.yaml out",
        "kubernetes/submit.sh https://h:6443 x.yaml out"
      })
  void theScriptsFindTheirFolderWhateverItIsCalledAndWithCdpath(String call) throws Exception {
    Path project = Files.createDirectory(folder.resolve("a b"));
    Path script = Path.of(call.split(" ", 2)[0]);
    Path copy = project.resolve("cluster").resolve(script);
    Files.createDirectories(copy.getParent());
    Files.copy(CLUSTER.resolve(script), copy);
    Files.writeString(copy.resolveSibling("spark-defaults.conf"), "");
    Files.createDirectories(folder.resolve("elsewhere/a b/cluster").resolve(script).getParent());
    Path launcher =
        Files.writeString(project.resolve("kvsweep"), "#!/bin/sh\necho \"$0\" \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Path out = folder.resolve("out");

    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "\"a b/cluster/\"" + call)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("CDPATH", folder.resolve("elsewhere") + ":.");
    builder.environment().put("HADOOP_CONF_DIR", "/x");
    builder.environment().put("KVSWEEP_IMAGE", "x");
    builder.environment().put("KVSWEEP_UPLOADS", "s3a://x");

    assertThat(builder.start().waitFor()).isZero();
    assertThat(Files.readString(out))
        .startsWith(folder.toRealPath().resolve(copy.getParent()) + "/../../kvsweep submit x.yaml");
  }

  @Test
  void theScriptsSayHowTheyAreUsed() throws Exception {
    try (Stream<Path> files = Files.walk(CLUSTER)) {
      for (Path script : files.filter(file -> file.endsWith("submit.sh")).sorted().toList()) {
        String text = Files.readString(script);
        assertThat(text).as(script.toString()).startsWith("#!/bin/sh\n# Runs a sweep on ");
        assertThat(Files.isExecutable(script)).as(script.toString()).isTrue();
        for (String word : text.split("[\\s\"}$]+", -1)) {
          if (word.startsWith("/spark-defaults") && word.endsWith(".conf")) {
            assertThat(script.resolveSibling(word.substring(1))).exists();
          }
        }
      }
    }
  }

  /** By path, {@code required} for those that have to be there. */
  private static Map<String, String> fields(String name) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/cluster", name))) {
      if (line.startsWith("required ")) {
        fields.put(line, "required");
      } else if (!line.startsWith("#")) {
        String[] words = line.split(" ", 2);
        fields.put(words[0], words[1]);
      }
    }
    return fields;
  }

  private static void walk(Object node, String path, BiConsumer<String, Object> leaf) {
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> walk(value, path + "." + key, leaf));
    } else if (node instanceof List<?> list) {
      list.forEach(element -> walk(element, path + "[]", leaf));
    } else {
      leaf.accept(path, node);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(String manifest) throws IOException {
    String text = Files.readString(CLUSTER.resolve("kubernetes").resolve(manifest));
    List<Map<String, Object>> objects = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text)
        .forEach(object -> objects.add((Map<String, Object>) object));
    return objects;
  }
}
