package org.kvsweep.training;

import java.util.random.RandomGenerator;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.trial.LifeSign;

/** Examples with a sign of life for each batch of them that is read. */
record LivingExamples(Examples examples, LifeSign sign) implements Examples {
  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public Batch allocate(int count) {
    return examples.allocate(count);
  }

  @Override
  public int[] order(RandomGenerator random, int batchSize) {
    return examples.order(random, batchSize);
  }

  @Override
  public Batch fitting(int[] order, int from, int count, Batch last) {
    return examples.fitting(order, from, count, last);
  }

  @Override
  public int scoredTogether(int batchSize) {
    return examples.scoredTogether(batchSize);
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    sign.give();
    examples.read(order, from, into, random);
  }

  @Override
  public void close() {
    examples.close();
  }
}
