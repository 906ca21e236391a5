package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.task.language.TextWriter;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes text with the model of a trial. */
@Command(
    name = "generate",
    description = {
      "Writes text with the model of a trial that learned characters or numbers. " + SavedTrial.KEPT
    },
    footer = {
      "  kvsweep generate results/characters/3fa2",
      "  kvsweep generate results/characters/3fa2 --prompt 'ROMEO:' --length 500",
      "  kvsweep generate results/numbers/81 --prompt 'one thousand .' --temperature 0"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS/TRIAL", description = SavedTrial.PLACE)
  private String trial;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Beginning of the text (default: a new line, or a new number).")
  private String prompt;

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "500",
      description = "Characters or words to write (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description =
          "1 samples from the model's probabilities, less prefers likely characters or words, 0"
              + " always takes the likeliest (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Random seed; equal seeds give equal texts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    OptionChecks.require(spec, length >= 1 && length <= MOST, "--length", "1 to " + MOST, length);
    OptionChecks.require(
        spec,
        temperature >= 0 && Double.isFinite(temperature),
        "--temperature",
        "0 or more",
        temperature);
    OptionChecks.require(spec, seed >= 0, "--seed", "0 or more", seed);
    PrintWriter out = spec.commandLine().getOut();
    try (SavedTrial saved = SavedTrial.open(trial, TextWriter.TASKS, new Configuration())) {
      TextWriter.of(saved.model())
          .write(
              prompt,
              length,
              temperature,
              seed,
              piece -> {
                out.print(PlainText.prose(piece));
                return !out.checkError();
              });
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
    out.println();
    return ExitCode.OK;
  }
}
