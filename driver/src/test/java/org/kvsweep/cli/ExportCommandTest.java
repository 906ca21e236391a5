package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FilenameUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.results.TrainedModel;

class ExportCommandTest {
  @TempDir private Path folder;

  private Path results(int ended) throws IOException {
    Path results = folder.resolve("sample");
    try (SampleFolder sample = SampleFolder.open(results, "sample", 1)) {
      sample.complete(ended);
    }
    return results;
  }

  @Test
  void filesStandInTheResultsFolderUnlessAnotherIsGiven() throws IOException {
    Path results = results(4);

    Cli.Result first = Cli.run("export", results.toString(), "--to", "tensorboard");
    Cli.Result again = Cli.run("export", results.toString(), "--to", "tensorboard");

    assertThat(first.code()).isZero();
    assertThat(first.out()).startsWith("tensorboard: 4 of 4 trials were new; look with: ");
    assertThat(again.out()).startsWith("tensorboard: 0 of 4 trials were new");
    assertThat(results.resolve("export-tensorboard/toy-echo")).isDirectory();
    Path other = folder.resolve("runs");
    assertThat(
            Cli.run("export", results.toString(), "--to", "tensorboard", "--out", other.toString())
                .code())
        .isZero();
    assertThat(other.resolve("toy-echo")).isDirectory();
  }

  @Test
  void followingEndsWithTheSweep() throws IOException {
    Path results = results(2);

    Cli.Result followed = Cli.run("export", results.toString(), "--to", "tensorboard", "--follow");

    assertThat(followed.code()).isZero();
    assertThat(followed.out()).hasLineCount(1);
  }

  @Test
  void aModelThatIsALinkOutOfTheFolderIsNotExported() throws IOException {
    Path results = folder.resolve("sample");
    Path secret = Files.writeString(folder.resolve("private"), "secret");
    try (SampleFolder sample = SampleFolder.open(results, "sample", 1)) {
      sample.complete(2, spec -> new TrainedModel("a model".getBytes(StandardCharsets.UTF_8)));
    }
    Path link;
    try (Stream<Path> models = Files.list(results.resolve("models"))) {
      link = models.sorted().findFirst().orElseThrow();
    }
    Files.delete(link);
    Files.createSymbolicLink(link, secret);

    try (FakeMlflow mlflow = FakeMlflow.start()) {
      Cli.Result export =
          Cli.run("export", results.toString(), "--to", "mlflow", "--uri", mlflow.uri());

      assertThat(export.code()).isZero();
      assertThat(export.err())
          .isEqualTo(
              "The model of trial %s is left out: Cannot read %s: it is a link that leads out of its folder\n"
                  .formatted(FilenameUtils.getBaseName(link.toString()), link));
      assertThat(mlflow.models()).containsExactly("a model");
    }
  }

  @Test
  void whatIsMissingIsSaidBeforeAnythingIsRead() throws IOException {
    Cli.Result noServer = Cli.run("export", folder.toString(), "--to", "mlflow");
    assertThat(noServer.code()).isEqualTo(2);
    assertThat(noServer.err())
        .startsWith("Cannot export to MLflow: expected the address of a tracking server")
        .contains(", got none; give it by --uri or MLFLOW_TRACKING_URI\n");
    Cli.Result alias =
        Cli.run(
            "export", folder.toString(), "--to", "mlflow", "--uri", "http://mlflow_server:5000");
    assertThat(alias.code()).isEqualTo(2);
    assertThat(alias.err()).startsWith("Cannot export to MLflow: expected the name of a host, of");
    Cli.Result noTool = Cli.run("export", folder.toString(), "--to", "excel");
    assertThat(noTool.code()).isEqualTo(2);
    assertThat(noTool.err()).contains("parquet", "mlflow", "tensorboard");
    assertThat(Cli.run("export", folder.toString(), "--to", "mlfow").err())
        .contains("Cannot export to mlfow: ", " (did you mean mlflow?)\n");
    Cli.Result noResults = Cli.run("export", folder.toString(), "--to", "parquet");
    assertThat(noResults.code()).isEqualTo(2);
    assertThat(noResults.err()).startsWith("Cannot read results from " + folder);
    assertThat(folder).isEmptyDirectory();
  }
}
