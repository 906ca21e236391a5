package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.AttentionText;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.training.AttentionMaps;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the attention of a trial does with an example. */
@Command(
    name = "attention",
    description = {
      "Shows which tokens of an example attend to which, in the model of a trial. The report shows"
          + " the same in colour. "
          + SavedTrial.KEPT
    },
    footer = {
      "  kvsweep attention results/quickstart/3fa2",
      "  kvsweep attention results/numbers/81 --layer 2 --head 4 --show scores",
      "  kvsweep attention results/quickstart/3fa2 --csv >maps.csv"
    })
final class AttentionCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS/TRIAL", description = SavedTrial.PLACE)
  private String trial;

  @Option(
      names = "--layer",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of the attention layer, from 1 (default: ${DEFAULT-VALUE}).")
  private int layer;

  @Option(
      names = "--head",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of the head, from 1 (default: ${DEFAULT-VALUE}).")
  private int head;

  @Option(
      names = "--show",
      paramLabel = "NUMBERS",
      defaultValue = "weights",
      description =
          "weights (after the softmax) or scores (before it) (default: ${DEFAULT-VALUE}).")
  private AttentionText.Numbers numbers;

  @Option(names = "--csv", description = "Print the numbers of all layers and heads as CSV.")
  private boolean csv;

  AttentionCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    try (SavedTrial saved = SavedTrial.open(trial, new Configuration())) {
      AttentionMaps maps = maps(saved);
      PrintWriter out = spec.commandLine().getOut();
      if (csv) {
        out.print(AttentionText.csv(maps));
      } else {
        show(maps, saved.model().spec(), out);
      }
      out.flush();
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
    return ExitCode.OK;
  }

  private AttentionMaps maps(SavedTrial saved) throws IOException {
    return saved
        .model()
        .attentionMaps()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot show the attention of %s: %s"
                        .formatted(trial, withoutMaps(saved.model().spec()))));
  }

  private static String withoutMaps(TrialSpec of) {
    return of.model().values().containsKey(ModelKeys.ATTENTION)
        ? "its model was saved without attention maps; run the sweep into another folder (--out)"
        : "its model has none";
  }

  private void show(AttentionMaps maps, TrialSpec of, PrintWriter out) {
    int layers = maps.layers().size();
    OptionChecks.require(spec, layer >= 1 && layer <= layers, "--layer", "1 to " + layers, layer);
    AttentionMaps.Look look = maps.layers().get(layer - 1);
    int heads = look.map().heads().size();
    OptionChecks.require(spec, head >= 1 && head <= heads, "--head", "1 to " + heads, head);
    out.println(
        "%s: %s of %d, head %d of %d, %s"
            .formatted(
                PlainText.oneLine(TrialLabel.ofTrial(of)),
                PlainText.oneLine(look.name()),
                maps.allLayers(),
                head,
                look.map().allHeads(),
                words()));
    String example = PlainText.oneLine(maps.example());
    out.println("Example: " + example + "; each row attends to the columns");
    out.println();
    out.print(
        AttentionText.picture(
            maps, layer - 1, head - 1, numbers, OutputTerminal.of(spec, environment).style()));
  }

  private String words() {
    return switch (numbers) {
      case WEIGHTS -> "weights after the softmax";
      case SCORES -> "scores before the softmax";
    };
  }
}
