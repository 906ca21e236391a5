package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.attention.AttentionMap;
import org.kvsweep.report.AttentionText.Numbers;
import org.kvsweep.training.AttentionMaps;

class AttentionTextTest {
  private static final TextStyle WIDE = TextStyle.plain(80, StandardCharsets.UTF_8);

  private static AttentionMaps maps(List<String> tokens, double[][] scores, double[][] weights) {
    AttentionMap map =
        new AttentionMap(
            false,
            List.of(
                new AttentionMap.Head(
                    scores, weights, new AttentionMap.Position(1, new double[0]))),
            1,
            tokens.size(),
            tokens.size());
    return new AttentionMaps(
        "one", List.of(tokens), List.of(new AttentionMaps.Look("block 1", 0, 0, map)), 1);
  }

  private static AttentionMaps three() {
    double[][] scores = {{-2, 0, 2}, {0, 1, 1}, {2, 1, -2}};
    double[][] weights = {{0, 0.25, 0.75}, {0, 0.5, 0.5}, {1, 0, 0}};
    return maps(List.of("7", "1", "=4"), scores, weights);
  }

  @Test
  void theDarkerTheMore() {
    assertThat(AttentionText.picture(three(), 0, 0, Numbers.WEIGHTS, WIDE))
        .isEqualTo(
            """
                7 1 =4
             7    ░░▓▓
             1    ▒▒▒▒
            =4  ██

            From 0.000 to 1.000: [ ][░][▒][▓][█]
            """);
    assertThat(
            AttentionText.picture(
                three(), 0, 0, Numbers.SCORES, TextStyle.plain(80, StandardCharsets.US_ASCII)))
        .isEqualTo(
            """
                7 1 =4
             7    ::##
             1  ::++++
            =4  ##++

            From -2.000 to 2.000: [ ][.][:][+][#]
            """);
  }

  @Test
  void aNarrowTerminalShowsWhatFits() {
    List<String> tokens =
        IntStream.range(0, 40).mapToObj(i -> i == 3 ? "line\n\u202e" : "word" + i).toList();
    double[][] zeros = new double[40][40];

    String picture =
        AttentionText.picture(
            maps(tokens, zeros, zeros),
            0,
            0,
            Numbers.WEIGHTS,
            TextStyle.plain(30, StandardCharsets.UTF_8));

    assertThat(picture.lines()).allMatch(line -> line.length() <= 66).hasSizeLessThan(50);
    assertThat(picture)
        .startsWith("                  111111111122\n         123456789012345678901\n")
        .contains("line\\n\uFFFD")
        .contains("The first 21 of 40 columns")
        .doesNotContain("\u202e");
  }

  @Test
  void asCsvEveryNumberHasALineAndNoTokenIsAFormula() {
    assertThat(AttentionText.csv(three()).lines())
        .hasSize(10)
        .contains("block 1,1,3,'=4,1,7,2.0,1.0", "block 1,1,1,7,3,'=4,2.0,0.75");
  }
}
