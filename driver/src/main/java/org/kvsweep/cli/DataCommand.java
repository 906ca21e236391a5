package org.kvsweep.cli;

import java.time.Clock;
import java.util.Map;
import org.kvsweep.data.DataCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command for data files; its subcommands do the work. */
@Command(
    name = "data",
    description = {"Lists, downloads and checks the data sets that tasks read."},
    footer = {
      "  kvsweep data list",
      "  kvsweep data fetch fashion-mnist cifar-10",
      "  kvsweep data verify",
      "",
      "kvsweep data COMMAND --help explains a command."
    })
final class DataCommand {
  private DataCommand() {}

  static CommandLine withSubcommands(
      Map<String, String> environment, DataCatalog catalog, Clock clock) {
    return new CommandLine(new DataCommand())
        .addSubcommand(new DataListCommand(environment, catalog))
        .addSubcommand(new DataFetchCommand(environment, catalog, clock))
        .addSubcommand(new DataVerifyCommand(environment, catalog))
        .addSubcommand(new DataFeaturesCommand(environment));
  }
}
