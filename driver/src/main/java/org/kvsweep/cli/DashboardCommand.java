package org.kvsweep.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.dashboard.DashboardServer;
import org.kvsweep.dashboard.SweepLibrary;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the sweeps below a folder in a browser. */
@Command(
    name = "dashboard",
    description = {
      "Shows all sweeps below a folder in a browser, live while they run: a list, the report of"
          + " each, and a comparison across them. Writes nothing. Runs until it is interrupted."
    },
    footer = {
      "  kvsweep dashboard results",
      "  kvsweep dashboard hdfs:///results --port 9000",
      "  kvsweep dashboard results --host 0.0.0.0     prints an address with a token"
    })
final class DashboardCommand implements Callable<Integer> {
  /** The default port, which is in nobody's list of well-known ports. */
  private static final int PORT = 8765;

  private static final String TOKEN_VARIABLE = "KVSWEEP_DASHBOARD_TOKEN";

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;

  @Spec private CommandSpec spec;

  @Mixin private RootParameter root;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + PORT,
      description = "Port to listen on; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}, which only this machine can reach).")
  private String host;

  @Option(
      names = "--token",
      paramLabel = "WORD",
      description = {
        "Token that a browser has to send. Others on this machine can see command lines, so better"
            + " set it in the environment variable "
            + TOKEN_VARIABLE
            + ". If other machines can reach the dashboard and you give no token, one is made and"
            + " printed."
      })
  private String token;

  DashboardCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment, Clock clock) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --port: expected a number from 0 to 65535, got " + port);
    }
    SweepLibrary library =
        new SweepLibrary(
            ResultsRoot.at(root.place(), new Configuration()),
            tasks.get(),
            BuildIdentity.versionLine(),
            clock);
    InetSocketAddress address = new InetSocketAddress(host, port);
    Optional<String> known = token(address);
    try (DashboardServer server = DashboardServer.start(library, address, known)) {
      var out = spec.commandLine().getOut();
      out.printf(Locale.ROOT, "Dashboard of %s: %s%n", root.place(), url(server.port(), known));
      out.println("Press Ctrl-C to end it.");
      out.flush();
      new CountDownLatch(1).await();
    }
    return ExitCode.OK;
  }

  private Optional<String> token(InetSocketAddress address) {
    Optional<String> given =
        Optional.ofNullable(token).or(() -> Optional.ofNullable(environment.get(TOKEN_VARIABLE)));
    if (given.filter(word -> !word.matches("[A-Za-z0-9._~-]{8,}")).isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use the token: expected at least 8 letters, digits, '.', '_', '~' or '-'");
    }
    boolean reachable = address.getAddress() != null && !address.getAddress().isLoopbackAddress();
    return given.isEmpty() && reachable ? Optional.of(DashboardServer.newToken()) : given;
  }

  private String url(int actualPort, Optional<String> known) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return String.format(
        Locale.ROOT,
        "http://%s:%d/%s",
        name,
        actualPort,
        known.map(word -> "?token=" + word).orElse(""));
  }
}
