package org.kvsweep.task.language;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialSpec;

/** Translates sentences with a saved model. For one thread. */
public final class SentenceTranslator {
  /** The tasks whose models translate. */
  public static final Set<String> TASKS = TranslationTasks.NAMES;

  /**
   * The most words of a line: a longer line is no sentence, and its attention would take gigabytes.
   */
  private static final int MOST_WORDS = 1000;

  private final Translation translation;
  private final Tokenizer source;
  private final Tokenizer target;

  private SentenceTranslator(Translation translation, Tokenizer source, Tokenizer target) {
    this.translation = translation;
    this.source = source;
    this.target = target;
  }

  /**
   * The translator with that model.
   *
   * @throws IOException if it can't be used
   * @throws IllegalArgumentException if its task is not one of {@link #TASKS}
   */
  public static SentenceTranslator of(SavedModel model) throws IOException {
    TrialSpec spec = model.spec();
    if (!TASKS.contains(spec.taskName())) {
      throw new IllegalArgumentException(
          "Cannot translate: expected a model of %s, got one of %s"
              .formatted(String.join(" or ", TASKS), spec.taskName()));
    }
    byte[] source = model.attachment(TranslationTask.SOURCE_VOCABULARY);
    byte[] target = model.attachment(TranslationTask.TARGET_VOCABULARY);
    ComputationGraph network = model.network();
    try {
      Settings task = spec.task();
      Translation translation =
          new Translation(
              network,
              WordVocabulary.of(source),
              WordVocabulary.of(target),
              TaskCatalog.load().integer(spec, TranslationTasks.LONGEST_OUTPUT));
      translation.checkSizes();
      return new SentenceTranslator(
          translation,
          Tokenizer.of(task.word(TranslationTasks.SOURCE)),
          Tokenizer.of(task.word(TranslationTasks.TARGET)));
    } catch (RuntimeException | OutOfMemoryError e) {
      // A file can hold any vocabularies beside any network.
      throw model.unfit(e);
    }
  }

  /**
   * The translations, in the order of the sentences. Words that the model does not know come out as
   * {@code <unknown>}; a line without words stays empty.
   *
   * @throws IllegalArgumentException if a line is too long for a sentence
   */
  public List<String> translate(List<String> sentences) {
    List<List<String>> words = sentences.stream().map(this::words).toList();
    Iterator<List<String>> translated =
        translation
            .translate(words.stream().filter(own -> !own.isEmpty()).toList(), () -> {})
            .iterator();
    return words.stream()
        .map(own -> own.isEmpty() ? "" : target.sentence(translated.next()))
        .toList();
  }

  private List<String> words(String sentence) {
    List<String> words = source.words(sentence);
    if (words.size() > MOST_WORDS) {
      throw new IllegalArgumentException(
          "Cannot translate a line: expected at most %d words, got %d"
              .formatted(MOST_WORDS, words.size()));
    }
    return words;
  }
}
