package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {

  @ParameterizedTest
  @CsvSource({
    "1, one",
    "10, ten",
    "13, thirteen",
    "20, twenty",
    "21, twenty one",
    "90, ninety",
    "100, one hundred",
    "101, one hundred one",
    "719, seven hundred nineteen",
    "1000, one thousand",
    "7999, seven thousand nine hundred ninety nine",
    "8001, eight thousand one",
    "9999, nine thousand nine hundred ninety nine"
  })
  void areSpelledWithoutAnd(int number, String words) {
    assertThat(String.join(" ", NumberWords.words(number))).isEqualTo(words);
  }

  @Test
  void allOfThemHaveTheCountsOfThePaper() {
    List<String> all = NumberWords.all();
    assertThat(all).hasSize(63_095).hasSize(NumberTasks.TOKENS);
    assertThat(all.stream().distinct()).hasSize(30).hasSize(NumberTasks.VOCABULARY);
    assertThat(all.subList(0, 5)).containsExactly("one", ".", "two", ".", "three");
    assertThat(String.join(" ", all)).doesNotContain(". eight thousand . ");
  }

  @Test
  void areNumberedAsTheyComeUp() {
    int[] ids = NumberWords.ids(List.of("one", ".", "two", ".", "one"));
    assertThat(ids).containsExactly(0, 1, 2, 1, 0);
    assertThat(Arrays.stream(NumberWords.ids(NumberWords.all())).max()).hasValue(29);
  }
}
