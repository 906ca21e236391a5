package org.kvsweep.task.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.cpu.BatchWriter;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets of vectors of one class with one of another among them: [B, T, F], and where that one is:
 * [B, 1]. Every vector is the odd one of one set. For one thread.
 *
 * <p>The odd one is anywhere in its set: an attention that knows positions could learn a fixed
 * place.
 */
final class SetExamples implements Examples {
  private final Features features;
  private final int[] members;
  private final int setSize;
  private final OptionalLong fixed;
  private final int[][] byClass;
  private final int[] classOf; // by label; -1 where a class is too small to fill a set
  private float[] places = new float[0];

  /**
   * Sets of these vectors.
   *
   * @param members the numbers of the vectors there are
   * @param setSize T, the odd one counted
   * @param fixed the seed of sets that are the same every time; empty for fresh ones every time
   * @param name what the vectors are, for messages
   * @throws IllegalArgumentException if they don't make sets
   */
  SetExamples(Features features, int[] members, int setSize, OptionalLong fixed, String name) {
    this.features = features;
    this.members = members;
    this.setSize = setSize;
    this.fixed = fixed;
    Map<Integer, List<Integer>> labelled = new TreeMap<>();
    for (int member : members) {
      labelled.computeIfAbsent(features.label(member), label -> new ArrayList<>()).add(member);
    }
    labelled.values().removeIf(vectors -> vectors.size() < setSize - 1);
    if (labelled.size() < 2) {
      throw new IllegalArgumentException(
          "Cannot form sets of %s: expected 2 classes or more with %d vectors each, got %d such"
                  .formatted(name, setSize - 1, labelled.size())
              + " among its %d labels".formatted(members.length));
    }
    this.byClass =
        labelled.values().stream()
            .map(vectors -> vectors.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    this.classOf = classNumbers(labelled);
  }

  private static int[] classNumbers(Map<Integer, List<Integer>> labelled) {
    int[] numbers = new int[FeatureFile.MOST_CLASSES];
    Arrays.fill(numbers, -1);
    int next = 0;
    for (int label : labelled.keySet()) {
      numbers[label] = next++;
    }
    return numbers;
  }

  @Override
  public int size() {
    return members.length;
  }

  @Override
  public Batch allocate(int count) {
    INDArray sets = Nd4j.create(DataType.FLOAT, count, setSize, features.width());
    return new Batch(new INDArray[] {sets}, Nd4j.create(DataType.FLOAT, count, 1));
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    int count = into.size();
    if (places.length != count) {
      places = new float[count];
    }
    BatchWriter numbers = BatchWriter.of(Matrix.of(into.features()[0]));
    for (int row = 0; row < count; row++) {
      int member = order[from + row];
      RandomGenerator own =
          fixed.isPresent() ? RandomStream.of(fixed.getAsLong(), "sets", member) : random;
      places[row] = fill(members[member], own, numbers, row * setSize * features.width());
    }
    numbers.finish();
    Matrix.of(into.labels()).copyFrom(places);
  }

  /** Writes a set with that odd one, and returns where it is. */
  private int fill(int odd, RandomGenerator random, BatchWriter numbers, int at) {
    int[] vectors = byClass[otherClass(classOf[features.label(odd)], random)];
    int[] chosen = distinct(vectors.length, setSize - 1, random);
    int place = random.nextInt(setSize);
    int next = 0;
    for (int i = 0; i < setSize; i++) {
      int vector = i == place ? odd : vectors[chosen[next++]];
      features.copy(vector, numbers, at + i * features.width());
    }
    return place;
  }

  private int otherClass(int own, RandomGenerator random) {
    if (own < 0) {
      return random.nextInt(byClass.length);
    }
    int other = random.nextInt(byClass.length - 1);
    return other < own ? other : other + 1;
  }

  /**
   * Draws that many different numbers below {@code bound}: Floyd's way, which draws no number
   * twice.
   */
  private static int[] distinct(int bound, int count, RandomGenerator random) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      int top = bound - count + i;
      int candidate = random.nextInt(top + 1);
      for (int before = 0; before < i; before++) {
        candidate = chosen[before] == candidate ? top : candidate;
      }
      chosen[i] = candidate;
    }
    return chosen;
  }
}
