package org.kvsweep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelledTest {
  private static final Settings DAWN = new Settings(Map.of("when", "at-dawn"));

  private enum Time implements Labelled {
    NOON("at-noon"),
    DAWN("at-dawn");

    private final String label;

    Time(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  @Test
  void isFoundByItsWordAndByNoOther() {
    assertThat(Labelled.of(Time.class, "at-dawn")).contains(Time.DAWN);
    assertThat(Labelled.of(Time.class, "DAWN")).isEmpty();
    assertThat(Labelled.of(Time.class, "at-dawn ")).isEmpty();
  }

  @Test
  void itsWordsAreInTheOrderOfTheSet() {
    assertThat(Labelled.labels(Time.class)).containsExactly("at-noon", "at-dawn");
    assertThat(Labelled.words(Time.class)).isEqualTo("at-noon or at-dawn");
  }

  @Test
  void aKeyTakesTheWordsOfItsSetAndSettingsReadThem() {
    Key key = Key.choice("when", Time.NOON, "the time");

    assertThat(key.fallback()).contains("at-noon");
    assertThat(key.choices()).containsExactly("at-noon", "at-dawn");
    assertThat(DAWN.choice("when", Time.class)).isSameAs(Time.DAWN);
  }

  @Test
  void settingsRefuseAWordThatIsNotInTheSet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Settings(Map.of("when", "NOON")).choice("when", Time.class))
        .withMessage("Cannot read setting when: expected one of at-noon, at-dawn, got NOON");
  }
}
