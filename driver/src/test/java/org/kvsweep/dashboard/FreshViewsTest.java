package org.kvsweep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.trial.TrialJson;

class FreshViewsTest {
  private final MovableClock clock = new MovableClock();
  private final FreshViews views = new FreshViews(clock);
  private final AtomicInteger made = new AtomicInteger();
  private String version = "1";
  private Duration takes = Duration.ZERO;

  private ObjectNode make() {
    made.incrementAndGet();
    clock.advance(takes);
    return TrialJson.object();
  }

  private String shown() throws IOException {
    return views.get("key", () -> version, this::make).version();
  }

  @Test
  void areMadeAgainOnlyWhenSomethingHasChanged() throws IOException {
    shown();
    clock.advance(Duration.ofMinutes(1));
    shown();
    assertThat(made).hasValue(1);

    version = "2";
    clock.advance(Duration.ofMinutes(1));

    assertThat(shown()).isEqualTo("2");
    assertThat(made).hasValue(2);
  }

  @Test
  void areMadeAgainWhereTheClockIsSetBack() throws IOException {
    shown();
    version = "2";

    clock.advance(Duration.ofHours(-1));

    assertThat(shown()).isEqualTo("2");
  }

  @Test
  void takeNoMoreThanATenthOfTheTime() throws IOException {
    takes = Duration.ofSeconds(2);
    shown();
    version = "2";

    clock.advance(Duration.ofSeconds(19));
    assertThat(shown()).isEqualTo("1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(shown()).isEqualTo("2");
  }

  @Test
  void areNoOlderThanHalfAMinuteThoughTheyTakeLong() throws IOException {
    takes = Duration.ofSeconds(18);
    shown();
    version = "2";

    clock.advance(Duration.ofSeconds(29));
    assertThat(shown()).isEqualTo("1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(shown()).isEqualTo("2");
  }
}
