package org.kvsweep.task.language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.kvsweep.settings.Settings;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialSpec;

/** Translates sentences with a saved model. For one thread. */
public final class SentenceTranslator {
  /** The tasks whose models translate. */
  public static final Set<String> TASKS = TranslationTasks.NAMES;

  /** Beyond this a line is not a sentence, and its attention would take gigabytes. */
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
   * The translator with the model of that folder.
   *
   * @throws IOException if there is none or it can't be read
   * @throws IllegalArgumentException if its task is not one of {@link #TASKS}
   */
  public static SentenceTranslator of(Path folder) throws IOException {
    TrialSpec spec = SavedModel.spec(folder);
    if (!TASKS.contains(spec.taskName())) {
      throw new IllegalArgumentException(
          "Cannot translate: expected a model of %s, got one of %s"
              .formatted(String.join(" or ", TASKS), spec.taskName()));
    }
    Settings task = spec.task();
    Translation translation =
        new Translation(
            SavedModel.network(folder),
            WordVocabulary.of(SavedModel.attachment(folder, TranslationTask.SOURCE_VOCABULARY)),
            WordVocabulary.of(SavedModel.attachment(folder, TranslationTask.TARGET_VOCABULARY)),
            task.integer(TranslationTasks.LONGEST_OUTPUT));
    return new SentenceTranslator(
        translation,
        Tokenizer.of(task.word(TranslationTasks.SOURCE)),
        Tokenizer.of(task.word(TranslationTasks.TARGET)));
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
        translation.translate(words.stream().filter(own -> !own.isEmpty()).toList()).iterator();
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
