package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;

class SentencePairsTest {

  /** A sentence of so many words, all alike. */
  private static int[] sentence(int words, int word) {
    int[] ids = new int[words + 2];
    Arrays.fill(ids, word);
    ids[0] = WordVocabulary.BEGIN;
    ids[words + 1] = WordVocabulary.END;
    return ids;
  }

  private static SentencePairs random(int count) {
    RandomGenerator random = RandomStream.of(3, "pairs", 0);
    List<SentencePairs.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new SentencePairs.Pair(
              sentence(1 + random.nextInt(30), 5), sentence(1 + random.nextInt(30), 6)));
    }
    return new SentencePairs(pairs);
  }

  @Test
  void areFilledUpWithPadding() {
    SentencePairs pairs =
        new SentencePairs(
            List.of(
                new SentencePairs.Pair(sentence(3, 5), sentence(1, 6)),
                new SentencePairs.Pair(sentence(1, 7), sentence(2, 8))));
    Batch batch = pairs.fitting(new int[] {0, 1}, 0, 2, null);
    pairs.read(new int[] {0, 1}, 0, batch, RandomStream.of(1, "test", 0));
    // The shorter source comes first.
    assertThat(batch.features()[0].ravel().toFloatVector())
        .containsExactly(2, 7, 3, 1, 1, 2, 5, 5, 5, 3);
    assertThat(batch.features()[1].ravel().toFloatVector()).containsExactly(2, 8, 8, 2, 6, 1);
    assertThat(batch.labels().ravel().toFloatVector()).containsExactly(8, 8, 3, 6, 3, 1);
  }

  @Test
  void everyOrderIsAPermutation() {
    SentencePairs pairs = random(1234);
    int[] order = pairs.order(RandomStream.of(1, "order", 1), 50);
    assertThat(order).hasSize(1234);
    assertThat(Arrays.stream(order).sorted().toArray())
        .containsExactly(IntStream.range(0, 1234).toArray());
  }

  @Test
  void ordersAreAFunctionOfTheGenerator() {
    SentencePairs pairs = random(777);
    assertThat(pairs.order(RandomStream.of(1, "order", 1), 50))
        .containsExactly(random(777).order(RandomStream.of(1, "order", 1), 50));
    assertThat(pairs.order(RandomStream.of(1, "order", 1), 50))
        .isNotEqualTo(pairs.order(RandomStream.of(1, "order", 2), 50));
  }

  @Test
  void batchesAreOfSimilarLengthAndInRandomOrder() {
    SentencePairs pairs = random(2000);
    int[] order = pairs.order(RandomStream.of(1, "order", 1), 50);
    List<Long> lengths = new ArrayList<>();
    for (int from = 0; from < 2000; from += 50) {
      // Pairs are numbered by length.
      int[] batch = Arrays.copyOfRange(order, from, from + 50);
      assertThat(Arrays.stream(batch).max().getAsInt() - Arrays.stream(batch).min().getAsInt())
          .isEqualTo(49);
      lengths.add(pairs.fitting(order, from, 50, null).features()[0].size(1));
    }
    assertThat(lengths).isNotEqualTo(lengths.stream().sorted().toList());
  }

  @Test
  void usualLengthsAreThoseOfTheBatchesThatAreTrained() {
    SentencePairs pairs = random(2000);
    int[] order = pairs.order(RandomStream.of(1, "order", 1), 50);
    double source = 0;
    double target = 0;
    for (int from = 0; from < 2000; from += 50) {
      Batch batch = pairs.fitting(order, from, 50, null);
      source += batch.features()[0].size(1) / 40.0;
      target += batch.features()[1].size(1) / 40.0;
    }

    SentencePairs.Lengths usual = pairs.usualLengths(50);

    assertThat((double) usual.source()).isCloseTo(source, within(1.0));
    assertThat((double) usual.target()).isCloseTo(target, within(1.0));
    // Sorted by the source: the longest target of a batch is nearly the longest of all.
    assertThat(usual.target() - usual.source()).isGreaterThan(10);
  }

  @Test
  void usualLengthsOfLessThanABatchAreThoseOfAll() {
    SentencePairs pairs =
        new SentencePairs(
            List.of(
                new SentencePairs.Pair(sentence(3, 5), sentence(1, 6)),
                new SentencePairs.Pair(sentence(1, 7), sentence(8, 8))));

    assertThat(pairs.usualLengths(50)).isEqualTo(new SentencePairs.Lengths(5, 9));
    assertThat(new SentencePairs(List.of()).usualLengths(50))
        .isEqualTo(new SentencePairs.Lengths(0, 0));
  }

  @Test
  void whatIsLeftOverIsNotAlwaysTheSame() {
    SentencePairs pairs = random(107);
    int[] left = new int[20];
    for (int epoch = 0; epoch < 20; epoch++) {
      left[epoch] = pairs.order(RandomStream.of(1, "order", epoch), 50)[106];
    }
    assertThat(Arrays.stream(left).distinct().count()).isGreaterThan(10);
  }

  @Test
  void arraysOfTheSameShapeAreUsedAgain() {
    SentencePairs pairs = random(100);
    int[] order = IntStream.range(0, 100).toArray();
    Batch first = pairs.fitting(order, 0, 50, null);
    Batch other = pairs.fitting(order, 50, 50, first);
    assertThat(other).isNotSameAs(first);
    assertThat(pairs.fitting(order, 0, 50, other)).isSameAs(first);
  }
}
