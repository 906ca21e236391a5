package org.kvsweep.task;

import java.util.List;
import java.util.stream.IntStream;
import org.kvsweep.random.RandomStream;

/**
 * The example on which a trained model is looked at.
 *
 * @param name which one it is, in words such as {@code first test example}
 * @param batch of this example alone
 * @param tokens what the tokens of each input of the network are called; an input that has no list
 *     here has its tokens numbered
 */
public record ShownExample(String name, Batch batch, List<List<String>> tokens) {
  public ShownExample {
    tokens = tokens.stream().map(List::copyOf).toList();
  }

  /** An example whose tokens have no names. */
  public static ShownExample of(String name, Examples examples, int index) {
    return new ShownExample(name, read(examples, index), List.of());
  }

  /** One of the examples, alone in a batch. */
  public static Batch read(Examples examples, int index) {
    int[] order = {index};
    Batch batch = examples.fitting(order, 0, 1, null);
    examples.read(order, 0, batch, RandomStream.of(0, "evaluation", 0));
    return batch;
  }

  /** The token numbers of an input of the batch, in their order. */
  public static IntStream ids(Batch batch, int input) {
    return IntStream.of(batch.features()[input].ravel().toIntVector());
  }
}
