package org.kvsweep.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

  /** Nor may the numbers change silently: trials that were run would not be repeatable. */
  @Test
  void theNumbersOfAPurposeNeverChange() {
    // The keys were computed from the definition in Python, the rest is that of JDK 17.
    assertThat(RandomStream.key(1, "weights/block-0/up.W", 0)).isEqualTo(6736664611868223592L);
    assertThat(RandomStream.key(1, "order", 3)).isEqualTo(-8985594437596963012L);
    assertThat(RandomStream.key(0, "", 0)).isEqualTo(5197578548964807871L);
    RandomGenerator random = RandomStream.of(1, "weights/block-0/up.W", 0);
    assertThat(random.nextLong()).isEqualTo(2731584067625775735L);
    assertThat(random.nextDouble()).isEqualTo(0.36253231313061884);
    assertThat(random.nextInt(10)).isEqualTo(9);
    assertThat(RandomStream.permutation(RandomStream.of(1, "order", 1), 10))
        .containsExactly(9, 4, 5, 7, 1, 8, 2, 0, 3, 6);
  }

  @Test
  void onePurposeDoesNotDependOnWhatOthersHaveDrawn() {
    long alone = RandomStream.of(3, "order", 2).nextLong();
    RandomGenerator other = RandomStream.of(3, "data/train", 0);
    IntStream.range(0, 100).forEach(i -> other.nextLong());
    assertThat(RandomStream.of(3, "order", 2).nextLong()).isEqualTo(alone);
  }

  @Test
  void seedPurposeAndIndexAllMatter() {
    Set<Long> first = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (long index = 0; index < 20; index++) {
        for (String purpose : new String[] {"", "a", "b", "ab", "ba", "aa", "order", "order/"}) {
          first.add(RandomStream.of(seed, purpose, index).nextLong());
        }
      }
    }
    assertThat(first).hasSize(20 * 20 * 8);
  }

  @Property
  void aPermutationHasEveryNumberOnce(@ForAll long seed, @ForAll @IntRange(max = 300) int size) {
    int[] order = RandomStream.permutation(RandomStream.of(seed, "order", 0), size);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void everyNumberComesToEveryPlaceEquallyOften() {
    int[][] counts = new int[5][5];
    int draws = 20_000;
    for (int draw = 0; draw < draws; draw++) {
      int[] order = RandomStream.permutation(RandomStream.of(1, "order", draw), 5);
      for (int place = 0; place < 5; place++) {
        counts[place][order[place]]++;
      }
    }
    double sigma = Math.sqrt(0.2 * 0.8 / draws);
    for (int[] place : counts) {
      for (int count : place) {
        assertThat((double) count / draws).isCloseTo(0.2, within(5 * sigma));
      }
    }
  }
}
