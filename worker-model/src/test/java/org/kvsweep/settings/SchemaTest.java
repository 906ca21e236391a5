package org.kvsweep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final Schema schema =
      Schema.of(
              Key.integer("epochs", 2, 0, 100, "passes"),
              Key.integer("steps", 0, 0, 100, "steps"),
              Key.integer("other", 7, 0, 100, "something else"))
          .either("epochs", "steps");

  @Test
  void ofTwoAlternativesTheOneThatIsGivenHolds() {
    assertThat(schema.complete(Map.of()).values())
        .isEqualTo(Map.of("epochs", 2L, "steps", 0L, "other", 7L));
    assertThat(schema.complete(Map.of("steps", 5)).values())
        .isEqualTo(Map.of("epochs", 0L, "steps", 5L, "other", 7L));
    assertThat(schema.complete(Map.of("epochs", 5)).values())
        .isEqualTo(Map.of("epochs", 5L, "steps", 0L, "other", 7L));
  }

  @Test
  void bothAlternativesAreTakenAsGiven() {
    assertThat(schema.complete(Map.of("epochs", 3, "steps", 5)).values())
        .isEqualTo(Map.of("epochs", 3L, "steps", 5L, "other", 7L));
  }

  @Test
  void aKeyMayBeThereOnlyWhereItIsGiven() {
    Schema timed =
        Schema.of(
                Key.integer("epochs", 2, 0, 100, "passes"),
                Key.number("seconds", 1, 0, 100, "time").optional())
            .either("epochs", "seconds");
    assertThat(timed.complete(Map.of()).values()).isEqualTo(Map.of("epochs", 2L));
    assertThat(timed.complete(Map.of("seconds", 9)).values())
        .isEqualTo(Map.of("epochs", 0L, "seconds", 9.0));
  }

  @Test
  void freeTextMayLookLikeANumber() {
    Schema files = Schema.of(Key.text("file", "input.txt", "a file"));
    assertThat(files.complete(Map.of("file", 1984)).word("file")).isEqualTo("1984");
  }

  @Test
  void aKeyMayCountOnlyWhereAnotherHasAValue() {
    Schema switched =
        Schema.of(Key.choice("how", "plainly", List.of("plainly", "oddly"), "how").unlessFallback())
            .where("how", "oddly", Key.integer("oddness", 3, 1, 9, "how oddly"));

    assertThat(switched.complete(Map.of()).values()).isEmpty();
    assertThat(switched.complete(Map.of("how", "plainly", "oddness", 5)).values()).isEmpty();
    assertThat(switched.complete(Map.of("how", "oddly")).values())
        .isEqualTo(Map.of("how", "oddly", "oddness", 3L));
    assertThat(switched.complete(Map.of("how", "oddly", "oddness", 5)).values())
        .isEqualTo(Map.of("how", "oddly", "oddness", 5L));
  }
}
