package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;

class WindowsTest {
  private static final int[] TOKENS = IntStream.range(0, 14).toArray();

  private static float[] read(Windows windows, int... order) {
    Batch batch = windows.allocate(order.length);
    windows.read(order, 0, batch, RandomStream.of(1, "test", 0));
    return batch.features()[0].ravel().toFloatVector();
  }

  @Test
  void lieBehindEachOtherAndEachTokensLabelFollowsIt() {
    Windows windows = Windows.of(TOKENS, 4, Windows.Start.FIXED, "a text");
    assertThat(windows.size()).isEqualTo(3);
    Batch batch = windows.allocate(2);
    windows.read(new int[] {2, 0, 1}, 0, batch, RandomStream.of(1, "test", 0));
    assertThat(batch.features()[0].ravel().toFloatVector())
        .containsExactly(8, 9, 10, 11, 0, 1, 2, 3);
    assertThat(batch.labels().ravel().toFloatVector()).containsExactly(9, 10, 11, 12, 1, 2, 3, 4);
  }

  @Test
  void theLastWindowEndsOneBeforeTheEnd() {
    assertThat(Windows.of(TOKENS, 13, Windows.Start.FIXED, "a text").size()).isEqualTo(1);
    assertThatThrownBy(() -> Windows.of(TOKENS, 14, Windows.Start.FIXED, "a text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot cut windows of 14 out of a text: expected at least 15 tokens, got 14");
  }

  @Test
  void shiftedWindowsBeginAnywhereInTheirRange() {
    Windows windows = Windows.of(TOKENS, 4, Windows.Start.SHIFTED, "a text");
    Batch batch = windows.allocate(3);
    Set<Float> first = new HashSet<>();
    Set<Float> last = new HashSet<>();
    for (int epoch = 0; epoch < 200; epoch++) {
      windows.read(new int[] {0, 1, 2}, 0, batch, RandomStream.of(1, "shift", epoch));
      first.add(batch.features()[0].getFloat(0, 0));
      last.add(batch.features()[0].getFloat(2, 0));
    }
    assertThat(first).containsExactlyInAnyOrder(0f, 1f, 2f, 3f);
    assertThat(last).containsExactlyInAnyOrder(8f, 9f); // a label has to follow
  }

  @Test
  void aPartKeepsItsWindows() {
    Windows windows = Windows.of(TOKENS, 4, Windows.Start.FIXED, "a text").part(1, 3);
    assertThat(windows.size()).isEqualTo(2);
    assertThat(read(windows, 0)).containsExactly(4, 5, 6, 7);
  }

  @Test
  void fewerWindowsAreSpreadEvenly() {
    Windows windows =
        Windows.of(IntStream.range(0, 101).toArray(), 10, Windows.Start.FIXED, "a text");
    assertThat(windows.size()).isEqualTo(10);
    Windows some = windows.spread(3);
    assertThat(some.size()).isEqualTo(3);
    assertThat(read(some, 0)[0]).isEqualTo(0);
    assertThat(read(some, 1)[0]).isEqualTo(30);
    assertThat(read(some, 2)[0]).isEqualTo(60);
    assertThat(windows.spread(11)).isSameAs(windows);
  }
}
