package org.kvsweep.task.language;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.data.Utf8Text;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes text with a saved model of characters or numbers, a token at a time: each is drawn from
 * what the model expects behind those before it, as many of them as it can see. For one thread.
 *
 * <p>Keys and values are not kept from token to token: once the text is longer than what the model
 * sees, every token gets another position with every step.
 */
public final class TextWriter {
  /** The tasks whose models write. */
  public static final Set<String> TASKS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of(CharacterTasks.NAME, NumberTasks.NAME)));

  private final ComputationGraph network;
  private final Alphabet alphabet;
  private final int context;
  private final INDArray window; // [1, context]

  private TextWriter(ComputationGraph network, Alphabet alphabet, int context) {
    this.network = network;
    this.alphabet = alphabet;
    this.context = context;
    this.window = Nd4j.zeros(network.getConfiguration().getDataType(), 1, context);
  }

  /**
   * The writer with that model.
   *
   * @throws IOException if it can't be used
   * @throws IllegalArgumentException if its task is not one of {@link #TASKS}
   */
  public static TextWriter of(SavedModel model) throws IOException {
    TrialSpec spec = model.spec();
    if (!TASKS.contains(spec.taskName())) {
      throw new IllegalArgumentException(
          "Cannot write text: expected a model of %s, got one of %s"
              .formatted(String.join(" or ", TASKS), spec.taskName()));
    }
    boolean characters = spec.taskName().equals(CharacterTasks.NAME);
    byte[] known = characters ? model.attachment(CharacterTask.VOCABULARY) : new byte[0];
    ComputationGraph network = model.network();
    try {
      String length = characters ? CharacterTasks.CONTEXT : NumberTasks.LENGTH;
      TextWriter writer =
          new TextWriter(
              network,
              characters
                  ? new Alphabet.Characters(CharacterVocabulary.of(known))
                  : new Alphabet.Words(NumberWords.vocabulary()),
              TaskCatalog.load().integer(spec, length));
      writer.checkSizes();
      return writer;
    } catch (RuntimeException | OutOfMemoryError e) {
      // A file can hold any vocabulary beside any network.
      throw model.unfit(e);
    }
  }

  /** Lets the network see its last token, and say what it expects. */
  private void checkSizes() {
    int expected = logits(new int[] {alphabet.size() - 1}, 1).length;
    if (expected != alphabet.size()) {
      throw new IllegalArgumentException(
          "expected a vocabulary of %d tokens, got %d".formatted(expected, alphabet.size()));
    }
  }

  /**
   * Writes a text.
   *
   * @param prompt its beginning, which comes first in what is written; may be empty
   * @param length characters or words to write behind it
   * @param temperature what logits are divided by: 1 writes as the model expects, less more
   *     cautiously, 0 always the likeliest
   * @param seed equal seeds give equal texts
   * @param reader takes the text in pieces; once it says false, nothing more is written
   * @throws IllegalArgumentException if there is anything in the prompt that the model has not
   *     learned
   */
  public void write(
      String prompt, int length, double temperature, long seed, Predicate<String> reader) {
    String given = Utf8Text.withLineFeeds(prompt);
    int[] beginning = alphabet.tokens(given);
    boolean wanted = true;
    if (beginning.length == 0) {
      beginning = alphabet.tokens(alphabet.beginning());
    } else {
      wanted = reader.test(given);
    }
    int[] text = new int[beginning.length + length];
    System.arraycopy(beginning, 0, text, 0, beginning.length);
    RandomGenerator random = RandomStream.of(seed, "writing", 0);
    for (int end = beginning.length; wanted && end < text.length; end++) {
      text[end] = draw(logits(text, end), temperature, random);
      wanted = reader.test(alphabet.text(text[end]));
    }
  }

  /** Returns the model's prediction after the tokens before {@code end}. */
  private double[] logits(int[] text, int end) {
    int from = Math.max(0, end - context);
    float[] seen = new float[context];
    for (int i = from; i < end; i++) {
      seen[i - from] = text[i];
    }
    // What fills up the window lies behind the text, where a causal model does not look.
    Matrix.of(window).copyFrom(seen);
    network.feedForward(new INDArray[] {window}, network.getVertices().length - 2, false, false);
    Matrix logits = ((ClassifierRuntime) network.getOutputLayer(0)).logits(); // [context, tokens]
    return logits.rows(end - from - 1, 1).view().toDoubleVector();
  }

  private static int draw(double[] logits, double temperature, RandomGenerator random) {
    int likeliest = 0;
    for (int i = 1; i < logits.length; i++) {
      likeliest = logits[i] > logits[likeliest] ? i : likeliest;
    }
    if (temperature == 0) {
      return likeliest;
    }
    double sum = 0;
    double[] shares = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp((logits[i] - logits[likeliest]) / temperature);
      sum += shares[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < logits.length; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return likeliest;
  }
}
