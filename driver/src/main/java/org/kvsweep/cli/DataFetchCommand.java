package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kvsweep.cli.progress.FetchProgress;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.data.DataCatalog;
import org.kvsweep.data.Dataset;
import org.kvsweep.data.Fetcher;
import org.kvsweep.data.HttpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Downloads data sets. */
@Command(
    name = "fetch",
    description = {
      "Downloads the missing or damaged files of data sets from where they are published. Continues"
          + " downloads that broke off."
    },
    footer = {
      "  kvsweep data fetch fashion-mnist",
      "  kvsweep data fetch cifar-10 cifar-100 --data /shared/data",
      "  kvsweep data fetch mnist --mirror http://intranet/datasets"
    })
final class DataFetchCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final DataCatalog catalog;
  private final Clock clock;

  @Spec private CommandSpec spec;
  @Mixin private DataFolderOption folder;
  @Mixin private DatasetNames names;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description =
          "Your own mirror, tried first: it has the files as URL/DATASET/FILE with the published"
              + " names.")
  private URI mirror;

  DataFetchCommand(Map<String, String> environment, DataCatalog catalog, Clock clock) {
    this.environment = environment;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<String> expected = Optional.ofNullable(mirror).flatMap(HttpAddress::expected);
    OptionChecks.require(spec, expected.isEmpty(), "--mirror", expected.orElse(""), mirror);
    Path data = folder.path(environment);
    PrintWriter err = spec.commandLine().getErr();
    boolean trouble = false;
    for (Dataset published : names.of(catalog)) {
      Dataset dataset = mirror == null ? published : published.withMirror(mirror);
      try (FetchProgress progress =
          new FetchProgress(err, OutputTerminal.ofErrors(spec, environment).terminal(), clock)) {
        int downloads = new Fetcher(data, catalog.published(), progress).fetch(dataset);
        progress.say(
            downloads == 0
                ? dataset.name() + ": complete"
                : "%s: fetched into %s".formatted(dataset.name(), data.resolve(dataset.name())));
      } catch (IOException e) {
        // A data set that can't be downloaded does not keep the others from it.
        trouble = true;
        err.println(
            UsageError.colours(spec.commandLine())
                .errorText("%s: %s".formatted(dataset.name(), UnexpectedError.line(e))));
      }
    }
    return trouble ? ExitCode.TROUBLE : ExitCode.OK;
  }
}
