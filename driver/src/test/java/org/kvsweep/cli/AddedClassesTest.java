package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.PageCode;
import org.kvsweep.report.SampleFolder;

/** The export and the engine of the pages on adding one: compiled as they stand there, and run. */
class AddedClassesTest {
  @TempDir private Path folder;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void forgetTheClasses() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private void add(PageCode page, String service, String provider) throws Exception {
    Path classes = page.compiled(folder, service, provider, System.getProperty("java.class.path"));
    URL[] places = {classes.toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(places, before));
  }

  @Test
  void anExportIsFoundByItsName() throws Exception {
    Path results = folder.resolve("sample");
    try (SampleFolder sample = SampleFolder.open(results, "sample", 1)) {
      sample.complete(2);
    }
    String[] command = {"export", results.toString(), "--to", "csv"};
    assertThat(Cli.run(command).err())
        .startsWith("Cannot export to csv: expected one of parquet, mlflow, tensorboard");

    add(
        PageCode.of("adding-an-export.md"),
        "org.kvsweep.export.TrialExport",
        "com.example.CsvExport");

    assertThat(Cli.run(command).out()).startsWith("csv: 2 trials in ");
    assertThat(Files.readAllLines(results.resolve("export-csv/trials.csv"))).hasSize(3);
    assertThat(Cli.run("export", "--help").out())
        .contains("a CSV file", "--csv-metric=NAME", "--to csv --csv-metric", "tensorboard, csv");
  }

  @Test
  void anEngineIsFoundByItsNameAndKeepsItsTrialsApart() throws Exception {
    PageCode page = PageCode.of("adding-an-engine.md");
    Path sweep = Files.writeString(folder.resolve("baseline.yaml"), page.block("yaml"));
    String out = folder.resolve("out").toString();
    assertThat(Cli.run("plan", sweep.toString()).err())
        .contains("baseline.yaml:2: training.engine: expected one of dl4j, ")
        .contains("got majority");

    add(page, "org.kvsweep.trial.EngineProvider", "com.example.Majority$Provider");

    Cli.Result run = run(sweep.toString(), out);
    assertThat(run.out()).as(run.err()).contains("baseline: 2 trials, 2 completed");
    assertThat(run.out()).contains("test-accuracy");
    Path compared = folder.resolve("compared.yaml");
    Files.writeString(
        compared, page.block("yaml").replace("engine: majority", "engine: [majority, toy]"));
    Cli.Result both = run(compared.toString(), out);
    assertThat(both.out()).as(both.err()).contains("baseline: 4 trials, 4 completed");
    assertThat(both.out()).contains("engine majority", "engine toy");
  }

  private Cli.Result run(String sweep, String out) {
    return Cli.run(
        "run",
        sweep,
        "--out",
        out,
        "--data",
        folder.toString(),
        "--slots",
        "1",
        "--conf",
        "spark.ui.enabled=false");
  }
}
