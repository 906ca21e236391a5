package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A Python with the tools that read our exports; tests that need one are skipped without. */
public final class Python {
  private final String executable;

  private Python(String executable) {
    this.executable = executable;
  }

  /**
   * The one that {@code KVSWEEP_PYTHON} names, else {@code python3}.
   *
   * @param module that it has to have
   */
  public static Python with(String module) throws Exception {
    Python python = new Python(System.getenv().getOrDefault("KVSWEEP_PYTHON", "python3"));
    assumeTrue(
        python.has(module),
        () ->
            "needs a Python with %s: pip install mlflow tensorboard, and its path in KVSWEEP_PYTHON"
                .formatted(module));
    return python;
  }

  private boolean has(String module) throws InterruptedException {
    try {
      String probe =
          "import importlib.util, sys; sys.exit(importlib.util.find_spec('%s') is None)"
              .formatted(module);
      Process process =
          new ProcessBuilder(executable, "-c", probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException noPython) {
      return false;
    }
  }

  /** What the script prints. */
  public String run(String script, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(words(List.of("-c", script), arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }

  /** A module as a process in that folder that goes on; its output goes to the file {@code log}. */
  public ChildProcess start(Path folder, List<String> module, String... arguments)
      throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(words(module, arguments)).directory(folder.toFile());
    // Else MLflow starts seven more processes, for jobs that nobody sends.
    process.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
    return ChildProcess.start(process, folder.resolve("log"));
  }

  private List<String> words(List<String> first, String... more) {
    return java.util.stream.Stream.of(List.of(executable), first, List.of(more))
        .flatMap(List::stream)
        .toList();
  }
}
