package org.kvsweep.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.data.DataInventory;
import org.kvsweep.data.Dataset;
import org.kvsweep.data.FileState;
import org.kvsweep.data.FileState.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows which data sets there are, and which of their files are in the data folder. */
@Command(
    name = "list",
    description = {
      "Lists the data sets that can be downloaded and how many of their files exist. It does not"
          + " read the files; kvsweep data verify does."
    },
    footer = {"  kvsweep data list", "  kvsweep data list --data /shared/data"})
final class DataListCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final DataCatalog catalog;

  @Spec private CommandSpec spec;
  @Mixin private DataFolderOption folder;
  @Mixin private DatasetNames names;

  DataListCommand(Map<String, String> environment, DataCatalog catalog) {
    this.environment = environment;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    Path data = folder.path(environment);
    DataInventory inventory = new DataInventory(data, catalog.published());
    TextColumns table = new TextColumns(List.of("data set", "files", "unpacked", "terms"));
    for (Dataset dataset : names.of(catalog)) {
      List<FileState> states = inventory.look(dataset);
      long there = states.stream().filter(one -> one.standing() == Standing.PRESENT).count();
      long bytes = states.stream().mapToLong(one -> one.file().bytes()).sum();
      table.row(
          List.of(
              dataset.name(),
              "%d of %d".formatted(there, states.size()),
              ReadableNumbers.bytes(bytes),
              dataset.terms()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Data folder: " + data);
    out.println();
    table.lines().forEach(out::println);
    return ExitCode.OK;
  }
}
