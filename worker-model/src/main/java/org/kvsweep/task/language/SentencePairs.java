package org.kvsweep.task.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sentences and their translations as numbers of words, from {@link WordVocabulary#BEGIN} to {@link
 * WordVocabulary#END}, shortest first. Features are the source [B, S] and the target without its
 * end [B, T], labels the target without its begin [B, T], filled up with padding to the longest of
 * the batch. For one thread.
 */
final class SentencePairs implements Examples {
  /**
   * Batches that are sorted by length together: more make less padding, but a less random order.
   */
  private static final int BATCHES_SORTED = 100;

  /** Batches of the paper's size. */
  static final int SCORED_TOGETHER = 50;

  private final List<Pair> pairs;
  private final Map<Shape, Batch> batches = new HashMap<>();
  private final Map<Integer, Lengths> usualLengths = new HashMap<>();

  /** A sentence and its translation. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Pair(int[] source, int[] target) {
    private int sourceLength() {
      return source.length;
    }

    /** Returns the tokens without the begin or the end. */
    private int targetLength() {
      return target.length - 1;
    }
  }

  private record Shape(int count, int source, int target) {}

  /** Tokens of each source and each target of a batch, padding included. */
  record Lengths(int source, int target) {}

  SentencePairs(List<Pair> pairs) {
    this.pairs = new ArrayList<>(pairs);
    this.pairs.sort(
        Comparator.comparingInt(Pair::sourceLength).thenComparingInt(Pair::targetLength));
  }

  @Override
  public int size() {
    return pairs.size();
  }

  /** Tokens of the longest sentence; 0 if there are none. */
  int longest() {
    return pairs.stream()
        .mapToInt(pair -> Math.max(pair.sourceLength(), pair.targetLength()))
        .max()
        .orElse(0);
  }

  /**
   * Returns the mean lengths of the batches of an epoch, as they are filled up; those of all pairs
   * together if they are fewer than a batch, and 0 if there are none.
   */
  Lengths usualLengths(int batchSize) {
    return pairs.isEmpty()
        ? new Lengths(0, 0)
        : usualLengths.computeIfAbsent(Math.min(batchSize, size()), this::meanLengths);
  }

  private Lengths meanLengths(int batchSize) {
    int[] order = order(RandomStream.of(0, "lengths", 0), batchSize);
    int batchCount = size() / batchSize;
    List<Shape> shapes =
        IntStream.range(0, batchCount)
            .mapToObj(batch -> shape(order, batch * batchSize, batchSize))
            .toList();
    return new Lengths(
        mean(shapes.stream().mapToInt(Shape::source)),
        mean(shapes.stream().mapToInt(Shape::target)));
  }

  private static int mean(IntStream lengths) {
    return Math.toIntExact(Math.round(lengths.average().orElseThrow()));
  }

  /**
   * Batches of sentences of similar length, in random order: a permutation is cut into runs of some
   * batches, and each of these is sorted by length. Sentences that are left over at the end of the
   * permutation stay there, so that each sentence has the same chance to be read.
   */
  @Override
  public int[] order(RandomGenerator random, int batchSize) {
    int[] order = RandomStream.permutation(random, size());
    int batchCount = size() / batchSize;
    int[] sorted = order.clone();
    for (int from = 0; from < batchCount * batchSize; from += BATCHES_SORTED * batchSize) {
      int to = Math.min(from + BATCHES_SORTED * batchSize, batchCount * batchSize);
      // Pairs are numbered by length.
      Arrays.sort(sorted, from, to);
    }
    int[] batchOrder = RandomStream.permutation(random, batchCount);
    for (int i = 0; i < batchCount; i++) {
      System.arraycopy(sorted, batchOrder[i] * batchSize, order, i * batchSize, batchSize);
    }
    return order;
  }

  /**
   * Returns the same whatever trains: the mean loss counts padding, which larger batches have more
   * of.
   */
  @Override
  public int scoredTogether(int batchSize) {
    return SCORED_TOGETHER;
  }

  @Override
  public Batch allocate(int count) {
    return fitting(allInOrder(), 0, count, null);
  }

  private int[] allInOrder() {
    int[] order = new int[size()];
    Arrays.setAll(order, i -> i);
    return order;
  }

  @Override
  public Batch fitting(int[] order, int from, int count, Batch last) {
    return batches.computeIfAbsent(shape(order, from, count), SentencePairs::batch);
  }

  private Shape shape(int[] order, int from, int count) {
    int source = 0;
    int target = 0;
    for (int i = from; i < from + count; i++) {
      source = Math.max(source, pairs.get(order[i]).sourceLength());
      target = Math.max(target, pairs.get(order[i]).targetLength());
    }
    return new Shape(count, source, target);
  }

  @Override
  public void close() {
    batches.values().forEach(Batch::close);
    batches.clear();
  }

  private static Batch batch(Shape shape) {
    INDArray[] features = {ids(shape.count, shape.source), ids(shape.count, shape.target)};
    return new Batch(features, ids(shape.count, shape.target));
  }

  private static INDArray ids(int count, int length) {
    return Nd4j.create(DataType.FLOAT, count, length);
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    int count = into.size();
    int sourceLength = (int) into.features()[0].size(1);
    int targetLength = (int) into.labels().size(1);
    float[] source = padding(count * sourceLength);
    float[] target = padding(count * targetLength);
    float[] labels = padding(count * targetLength);
    for (int row = 0; row < count; row++) {
      Pair pair = pairs.get(order[from + row]);
      for (int i = 0; i < pair.sourceLength(); i++) {
        source[row * sourceLength + i] = pair.source[i];
      }
      for (int i = 0; i < pair.targetLength(); i++) {
        target[row * targetLength + i] = pair.target[i];
        labels[row * targetLength + i] = pair.target[i + 1];
      }
    }
    Matrix.of(into.features()[0]).copyFrom(source);
    Matrix.of(into.features()[1]).copyFrom(target);
    Matrix.of(into.labels()).copyFrom(labels);
  }

  private static float[] padding(int count) {
    float[] values = new float[count];
    Arrays.fill(values, WordVocabulary.PADDING);
    return values;
  }
}
