package org.kvsweep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.task.data.Utf8Lines;
import org.kvsweep.task.language.SentenceTranslator;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates sentences with the model of a trial. */
@Command(
    name = "translate",
    description = {
      "Translates sentences with the model of a trial that learned translation. " + SavedTrial.KEPT
    },
    footer = {
      "  kvsweep translate results/translation/3fa2 'Ein Hund läuft durch den Schnee.'",
      "  kvsweep translate results/translation/3fa2 <german.txt >english.txt"
    })
final class TranslateCommand implements Callable<Integer> {
  /** Lines that are translated together when they are there already. */
  private static final int BATCH = 100;

  private final InputStream input;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS/TRIAL", description = SavedTrial.PLACE)
  private String trial;

  @Parameters(
      index = "1..*",
      paramLabel = "SENTENCE",
      description = "Sentences to translate (default: the lines of standard input, in UTF-8).")
  private List<String> sentences = new ArrayList<>();

  /** The command, which reads sentences from that stream if none is given. */
  TranslateCommand(InputStream input) {
    this.input = input;
  }

  @Override
  public Integer call() throws IOException {
    try (SavedTrial saved = SavedTrial.open(trial, SentenceTranslator.TASKS, new Configuration())) {
      SentenceTranslator translator = SentenceTranslator.of(saved.model());
      if (sentences.isEmpty()) {
        translateLines(translator);
      } else {
        print(translator.translate(sentences));
      }
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
    return ExitCode.OK;
  }

  /**
   * Translates lines as they come: typed lines one by one, those of a file in batches. Ends with
   * the input, or once nobody reads the output any more.
   */
  private void translateLines(SentenceTranslator translator) throws IOException {
    Utf8Lines lines = new Utf8Lines(input, "standard input");
    List<String> batch = new ArrayList<>();
    boolean more = true;
    while (more) {
      Optional<String> line = lines.next();
      line.ifPresent(batch::add);
      if (line.isEmpty() || batch.size() == BATCH || !lines.ready()) {
        more = print(translator.translate(batch)) && line.isPresent();
        batch.clear();
      }
    }
  }

  /** Returns whether anybody reads it. */
  private boolean print(List<String> translations) {
    PrintWriter out = spec.commandLine().getOut();
    translations.stream().map(PlainText::prose).forEach(out::println);
    return !out.checkError();
  }
}
