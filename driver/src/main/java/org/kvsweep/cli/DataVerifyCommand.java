package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.data.DataInventory;
import org.kvsweep.data.Dataset;
import org.kvsweep.data.FileState;
import org.kvsweep.data.FileState.Standing;
import org.kvsweep.report.ShellWords;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares data files with what was published. */
@Command(
    name = "verify",
    description = {
      "Reads the files of data sets and compares them with the published checksums. Without names,"
          + " it skips data sets that have no files here."
    },
    footer = {"  kvsweep data verify", "  kvsweep data verify mnist --data /shared/data"})
final class DataVerifyCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final DataCatalog catalog;

  @Spec private CommandSpec spec;
  @Mixin private DataFolderOption folder;
  @Mixin private DatasetNames names;

  DataVerifyCommand(Map<String, String> environment, DataCatalog catalog) {
    this.environment = environment;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    DataFolderOption.Chosen chosen = folder.folder(environment);
    if (chosen.absence().isPresent()) {
      return trouble(PlainText.oneLine(chosen.absence().get()));
    }
    PrintWriter out = spec.commandLine().getOut();
    DataInventory inventory = new DataInventory(chosen.path(), catalog.published());
    boolean looked = false;
    List<String> wanting = new ArrayList<>();
    for (Dataset dataset : names.of(catalog)) {
      List<FileState> states = inventory.verify(dataset);
      boolean absent = states.stream().allMatch(one -> one.standing() == Standing.MISSING);
      if (names.given() || !absent) {
        looked = true;
        states.forEach(one -> out.println(line(dataset, one)));
        if (out.checkError()) {
          // Nobody reads the output any more.
          return ExitCode.TROUBLE;
        }
        if (states.stream().anyMatch(one -> !fine(one))) {
          wanting.add(dataset.name());
        }
      }
    }
    if (!looked) {
      return trouble(PlainText.oneLine("No data set has files in %s.".formatted(chosen.path())));
    }
    return wanting.isEmpty() ? ExitCode.OK : trouble(remedy(wanting, chosen.path()));
  }

  private int trouble(String line) {
    spec.commandLine().getOut().println(line);
    return ExitCode.TROUBLE;
  }

  private String remedy(List<String> wanting, Path data) {
    return "To download what is missing or wrong: %s data fetch %s --data %s"
        .formatted(
            ProgramName.of(environment),
            String.join(" ", wanting),
            ShellWords.quoted(data.toString()));
  }

  private static boolean fine(FileState state) {
    return switch (state.standing()) {
      case GOOD, UNCHECKED, PRESENT -> true;
      case MISSING, BAD -> false;
    };
  }

  private static String line(Dataset dataset, FileState state) {
    String what =
        switch (state.standing()) {
          case GOOD -> "good";
          case UNCHECKED -> "right size; no checksum of this file is published";
          case PRESENT -> "present";
          case MISSING -> "missing";
          case BAD -> "wrong: " + state.detail();
        };
    return PlainText.oneLine("%s/%s: %s".formatted(dataset.name(), state.file().name(), what));
  }
}
