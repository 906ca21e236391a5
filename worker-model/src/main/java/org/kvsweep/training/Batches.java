package org.kvsweep.training;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;

/** All examples of a part of the data in batches to score, in their order, the last one smaller. */
public final class Batches implements AutoCloseable {
  private final Examples examples;
  private final int[] order;
  private final int batchSize;
  private Batch full;
  private Batch rest;

  /**
   * The examples of a part of the data, which may be none.
   *
   * @param batchSize of batches, unless {@link Examples#scoredTogether} says otherwise
   */
  public Batches(Examples examples, int batchSize) {
    this.examples = examples;
    this.order = IntStream.range(0, examples.size()).toArray();
    this.batchSize = examples.scoredTogether(batchSize);
  }

  /** Hands over one batch after the other, in arrays that are used again. */
  public void forEach(Consumer<Batch> consumer) {
    for (int from = 0; from < order.length; from += batchSize) {
      Batch batch = batch(from);
      examples.read(order, from, batch, RandomStream.of(0, "evaluation", 0));
      consumer.accept(batch);
    }
  }

  private Batch batch(int from) {
    int count = Math.min(batchSize, order.length - from);
    if (count == batchSize) {
      full = examples.fitting(order, from, count, full);
      return full;
    }
    rest = examples.fitting(order, from, count, rest);
    return rest;
  }

  /** Frees the memory of the arrays. */
  @Override
  public void close() {
    for (Batch batch : new Batch[] {full, rest}) {
      if (batch != null) {
        batch.close();
      }
    }
    examples.close();
  }
}
