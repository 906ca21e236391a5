package org.kvsweep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.speed.PeakRates;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Processor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code kvsweep} command; also the main class that {@code spark-submit} starts. */
@Command(
    name = "kvsweep",
    description = {
      "Trains a grid of small transformers, each trial as one Spark task, and tests statistically"
          + " which attention wins."
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:something went wrong or was not done",
      "2:the command line or the sweep file is wrong; nothing was started",
      "129:the terminal was closed (SIGHUP); run the same command again to continue",
      "130:interrupted (SIGINT); run the same command again to continue",
      "143:terminated (SIGTERM); run the same command again to continue"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kvsweep plan sweeps/quickstart.yaml        show its cells",
      "  kvsweep bench sweeps/quickstart.yaml       measure its speed",
      "  kvsweep run sweeps/quickstart.yaml         train it",
      "  kvsweep report results/quickstart          show the table",
      "  kvsweep best results/quickstart            name the best",
      "  kvsweep dashboard                          open in a browser",
      "  kvsweep export results/quickstart --to tensorboard",
      "  kvsweep data fetch fashion-mnist           download data",
      "  kvsweep attention results/quickstart/3fa2  show attention",
      "  kvsweep generate results/characters/3fa2   write text",
      "  kvsweep submit sweeps/quickstart.yaml --master yarn",
      "",
      "kvsweep COMMAND --help explains a command."
    })
public final class Main {
  /** What the code 1 means at the end of a sweep. */
  private static final String SWEEP_TROUBLE =
      "some trials failed, diverged or have not ended, or something unexpected happened";

  private static final String NO_MEMORY =
      "Cannot start: the Java heap is too small; KVSWEEP_JAVA_OPTS=-Xmx1g makes it 1 GiB";

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print a stack trace if something unexpected happens.")
  private boolean stackTrace;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardError.takeBack();
    int code = run(args);
    // Whoever starts a driver by Spark says spark.master; one that calls exit after a success
    // counts
    // as failed in YARN's cluster mode.
    if (code != ExitCode.OK || System.getProperty("spark.master") == null) {
      System.exit(code);
    }
  }

  /** Runs one command in this process as it is, and returns the exit code. */
  static int run(String... args) {
    // Everything here is written in English with ASCII digits, whatever the user's language: names
    // of files (Spark's too) and much of the text are read again, also on other machines.
    Locale.setDefault(Locale.ENGLISH);
    Optional<String> garbled = GivenText.ofThisProcess(args).refusal();
    if (garbled.isPresent()) {
      System.err.println(garbled.get());
      return ExitCode.USAGE;
    }
    try {
      NamelessUser.settle(System.getenv());
      StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
      CommandLine commandLine =
          commandLine(TaskCatalog::load, System.getenv(), Clock.system(ZoneId.systemDefault()))
              .setOut(output.writer());
      return output.check(commandLine.execute(args), commandLine.getErr());
    } catch (OutOfMemoryError tooLittle) {
      // Without anything that would take memory.
      System.err.println(NO_MEMORY);
      return ExitCode.TROUBLE;
    } catch (Throwable beforeTheCommand) {
      System.err.println(UnexpectedError.line(beforeTheCommand));
      return ExitCode.TROUBLE;
    }
  }

  static CommandLine commandLine(
      Supplier<TaskCatalog> tasks, Map<String, String> environment, Clock clock) {
    Main main = new Main();
    CommandLine commandLine =
        new CommandLine(main)
            .addSubcommand(new PlanCommand(tasks, environment))
            .addSubcommand(
                new BenchCommand(
                    tasks,
                    environment,
                    clock,
                    PeakRates::measured,
                    Processor.name(),
                    Runtime.getRuntime().availableProcessors()))
            .addSubcommand(new RunCommand(tasks, environment, clock, new ApplicationJar()))
            .addSubcommand(new ReportCommand(tasks, environment))
            .addSubcommand(new BestCommand(tasks, environment))
            .addSubcommand(new ListCommand(tasks, environment, clock))
            .addSubcommand(
                new WatchCommand(tasks, environment, clock, () -> TimeUnit.SECONDS.sleep(2)))
            .addSubcommand(new LogCommand(tasks, environment, clock))
            .addSubcommand(new StopCommand(tasks, clock))
            .addSubcommand(new RmCommand(tasks, System.in, clock))
            .addSubcommand(ExportCommand.withExports(tasks, environment))
            .addSubcommand(new DashboardCommand(tasks, environment, clock))
            .addSubcommand(new SubmitCommand(tasks, environment, new ApplicationJar()))
            .addSubcommand(new AttentionCommand(environment))
            .addSubcommand(new GenerateCommand())
            .addSubcommand(new TranslateCommand(System.in))
            .addSubcommand(DataCommand.withSubcommands(environment, DataCatalog.known(), clock))
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new HelpCommand());
    Stream.of("run", "watch", "submit")
        .map(commandLine.getSubcommands()::get)
        .forEach(Main::explainEndOfSweep);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(UnexpectedError.handingOverErrors())
        .setParameterExceptionHandler(new UsageError())
        .setExecutionExceptionHandler(new UnexpectedError(() -> main.stackTrace));
  }

  /** Says in the help of a command that its exit code is about the trials of a sweep. */
  private static void explainEndOfSweep(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    Map<String, String> codes = new LinkedHashMap<>(usage.exitCodeList());
    codes.put(Integer.toString(ExitCode.TROUBLE), SWEEP_TROUBLE);
    usage.exitCodeList(codes);
  }
}
