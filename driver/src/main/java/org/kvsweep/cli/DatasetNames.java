package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.data.Dataset;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parameter that names the data sets of a command. */
final class DatasetNames {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Names of data sets, from kvsweep data list (default: all).")
  private List<String> names = new ArrayList<>();

  boolean given() {
    return !names.isEmpty();
  }

  /** The data sets of these names, or all. */
  List<Dataset> of(DataCatalog catalog) {
    List<Dataset> all = catalog.datasets();
    List<String> known = all.stream().map(Dataset::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            command.commandLine(),
            "Cannot find a data set: expected one of %s, got %s"
                .formatted(String.join(", ", known), name));
      }
    }
    return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }
}
