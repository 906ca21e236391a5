package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  private record Point(double cost, double quality) {}

  private static List<Point> front(List<Point> points) {
    return ParetoFront.of(points, Point::cost, Point::quality);
  }

  @Test
  void keepsWhatNothingBeats() {
    Point cheap = new Point(1, 0.5);
    Point good = new Point(3, 0.9);
    Point dear = new Point(4, 0.8);
    Point poor = new Point(1, 0.4);

    assertThat(front(List.of(dear, good, poor, cheap))).containsExactly(cheap, good);
  }

  @Test
  void keepsEqualsAndLeavesOutWhatIsUnknown() {
    Point one = new Point(1, 0.5);
    Point same = new Point(1, 0.5);

    assertThat(front(List.of(one, same, new Point(Double.NaN, 1), new Point(0, Double.NaN))))
        .containsExactly(one, same);
    assertThat(front(List.of())).isEmpty();
  }

  @Property
  void nothingOnTheFrontIsBeatenAndEverythingElseIs(
      @ForAll @Size(max = 12) List<@IntRange(max = 99) Integer> codes) {
    List<Point> points = codes.stream().map(code -> new Point(code / 10, code % 10)).toList();
    List<Point> front = front(points);

    for (Point point : points) {
      boolean beaten = points.stream().anyMatch(other -> beats(other, point));
      assertThat(front.contains(point)).isEqualTo(!beaten);
    }
  }

  private static boolean beats(Point one, Point other) {
    return one.cost() <= other.cost() && one.quality() >= other.quality() && !one.equals(other);
  }
}
