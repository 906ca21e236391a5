package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.kvsweep.report.ShellWords;
import org.kvsweep.spark.SparkSettings;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands a sweep to a cluster. */
@Command(
    name = "submit",
    description = {
      "Runs a sweep on a cluster through spark-submit. The exit code is that of spark-submit, or 1"
          + " if a standalone cluster or Kubernetes reports that the driver failed, or spark-submit"
          + " does not say how it ended.",
      "Put options of spark-submit that have no counterpart here after --."
    },
    footer = {
      "  kvsweep submit sweeps/quickstart.yaml --master spark://node1:7077",
      "  kvsweep submit sweeps/quickstart.yaml --master yarn --deploy-mode cluster \\",
      "      --out hdfs:///results/quickstart \\",
      "      --conf spark.executor.instances=8 -- --queue research",
      "  kvsweep submit sweeps/quickstart.yaml --master 'local[2]' --dry-run"
    })
final class SubmitCommand implements Callable<Integer> {
  private static final Pattern OWN_OPTION =
      Pattern.compile(
          "--(master|deploy-mode)(=.*)?|((--conf|-c)=)?(%s|%s)=.*"
              .formatted(SparkMaster.SETTING, SparkTarget.DEPLOY_MODE));

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final ApplicationJar applicationJar;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "A sweep file.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "SPARK_OPTION",
      description = "After --: options passed to spark-submit unchanged.")
  private List<String> sparkOptions = new ArrayList<>();

  @Mixin private SweepOptions sweepOptions;
  @Mixin private FailureLimit failureLimit;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master URL (default: that of Spark's configuration, else this machine; which one"
              + " counts is said).")
  private String master;

  @Option(
      names = "--deploy-mode",
      paramLabel = "MODE",
      description =
          "Where the driver runs: ${COMPLETION-CANDIDATES} (default: client, on this machine).")
  private DeployMode deployMode;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Spark setting, which overrides what kvsweep would choose; repeatable.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "Application jar (default: the jar that this program runs from).")
  private String jar;

  @Option(
      names = "--dry-run",
      description = "Print the command instead of running it; needs no Spark.")
  private boolean dryRun;

  /** The names that spark-submit uses. */
  enum DeployMode {
    client,
    cluster
  }

  SubmitCommand(
      Supplier<TaskCatalog> tasks, Map<String, String> environment, ApplicationJar applicationJar) {
    this.tasks = tasks;
    this.environment = environment;
    this.applicationJar = applicationJar;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SweepSpec sweep = sweepOptions.sweep(file, tasks.get());
    refuseOwnOptions();
    Path program = dryRun ? SparkSubmit.toPrint(environment) : SparkSubmit.find(environment);
    SparkDefaults defaults = SparkDefaults.read(program, sparkOptions, environment);
    SparkTarget target = target(defaults);
    if (target.inCluster()) {
      refuseFolderOfDriver(target);
    }
    if (target.here()) { // elsewhere the driver or the executors report missing files
      DataCheck check =
          new DataCheck(spec, tasks.get(), file, sweepOptions.dataFolder(environment));
      check.refuse(check.locate(sweep));
    }
    SparkSubmit submit =
        new SparkSubmit(
            program,
            options(sweep, target, defaults),
            sparkSettings(target),
            jar(),
            arguments(target));
    target.notes().stream().map(PlainText::oneLine).forEach(spec.commandLine().getErr()::println);
    if (dryRun) {
      spec.commandLine().getOut().println(ShellWords.lines(submit.command()));
      return ExitCode.OK;
    }
    if (!target.inCluster()) {
      return submit.runWithDriver();
    }
    Optional<LoggedDriver> driver = LoggedDriver.at(target.master());
    return driver.isPresent()
        ? submit.run(driver.get(), spec.commandLine().getErr())
        : submit.run();
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void refuseOwnOptions() {
    Optional<String> own = sparkOptions.stream().filter(OWN_OPTION.asMatchPredicate()).findFirst();
    if (own.isPresent()) {
      throw refused(
          "Cannot use %s after --: kvsweep itself has to know the master and where the driver runs,"
                  .formatted(own.get())
              + " put it before --");
    }
  }

  private void refuseFolderOfDriver(SparkTarget target) {
    Optional<String> folder = sweepOptions.chosenFolder();
    if (folder.filter(target::keeps).isEmpty()) {
      throw refused(
          "Cannot submit in cluster mode %s: the driver's working folder is deleted with it, expected a folder that outlives it, such as hdfs: or s3a:"
              .formatted(folder.map("with --out "::concat).orElse("without --out")));
    }
  }

  private SparkTarget target(SparkDefaults defaults) {
    try {
      return SparkTarget.of(
          SparkMaster.named(master, settings),
          Optional.ofNullable(deployMode)
              .map(DeployMode::name)
              .or(() -> Optional.ofNullable(settings.get(SparkTarget.DEPLOY_MODE))),
          defaults);
    } catch (IllegalArgumentException refused) {
      throw refused(refused.getMessage());
    }
  }

  private List<String> options(SweepSpec sweep, SparkTarget target, SparkDefaults defaults) {
    List<String> options = new ArrayList<>(List.of("--name", "kvsweep " + sweep.name()));
    if (master != null) {
      options.addAll(List.of("--master", master));
    }
    if (deployMode != null) {
      options.addAll(List.of("--deploy-mode", deployMode.name()));
    }
    // A script that has options of its own to add puts another -- before them.
    List<String> more = sparkOptions.stream().filter(option -> !option.equals("--")).toList();
    if (!target.inCluster()) {
      options.addAll(more);
      return options;
    }
    ShippedFiles files = ShippedFiles.of(more, settings, defaults);
    options.addAll(List.of("--files", files.with(shippable(file))));
    options.addAll(files.otherOptions());
    return options;
  }

  private Path shippable(Path path) {
    String absolute = path.toAbsolutePath().normalize().toString();
    if (absolute.contains(",") || absolute.contains("#")) {
      throw refused(
          "Cannot ship the sweep file: spark-submit reads ',' and '#' in a path as more than a"
              + " path, got "
              + absolute);
    }
    return Path.of(absolute);
  }

  /** Returns the Spark settings that kvsweep needs and those that the user asks for. */
  private Map<String, String> sparkSettings(SparkTarget target) {
    try {
      Map<String, String> all = new LinkedHashMap<>(SparkSettings.forSubmit(target.with(settings)));
      if (!settings.containsKey(SparkMaster.SETTING)) {
        all.remove(SparkMaster.SETTING); // an option of spark-submit, or left to its configuration
      }
      if (target.inCluster()) {
        all.remove(ShippedFiles.SETTING); // they are among --files
      }
      return all;
    } catch (IllegalArgumentException refused) {
      throw refused(refused.getMessage());
    }
  }

  /**
   * Returns the arguments of the application. Cluster managers put shipped files into the driver's
   * working folder, except standalone ones: there the path has to be good on every machine, as that
   * of the jar has.
   */
  private List<String> arguments(SparkTarget target) {
    String path =
        !target.inCluster()
            ? file.toString()
            : target.inStandaloneCluster()
                ? shippable(file).toString()
                : String.valueOf(file.getFileName());
    List<String> arguments = new ArrayList<>(List.of("run", path));
    arguments.addAll(sweepOptions.words());
    arguments.addAll(failureLimit.words());
    return arguments;
  }

  private String jar() throws IOException {
    if (jar == null) {
      return applicationJar
          .path()
          .orElseThrow(
              () ->
                  new IOException(
                      "Cannot find the application jar: this program runs from classes, expected"
                          + " --jar"))
          .toString();
    }
    // A jar may also be where only Spark can read it.
    if (!jar.contains(":") && !Files.isRegularFile(Path.of(jar))) {
      throw new IOException("Cannot find the application jar: expected a file, got " + jar);
    }
    return jar;
  }
}
