package org.kvsweep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextColumnsTest {
  private static List<String> column(String... cells) {
    TextColumns table = new TextColumns(List.of("a long header"));
    for (String cell : cells) {
      table.row(List.of(cell));
    }
    return table.lines().subList(1, cells.length + 1);
  }

  @Test
  void numbersGoToTheRightWithTheirUnits() {
    assertThat(column("1,234", "", "-0.5", "3.0e-05"))
        .containsExactly("        1,234", "", "         -0.5", "      3.0e-05");
    assertThat(column("3 min 05 s", "5/12", "37 %", "about 1.23 GB"))
        .containsExactly("   3 min 05 s", "         5/12", "         37 %", "about 1.23 GB");
  }

  @Test
  void namesThatBeginWithDigitsGoToTheLeft() {
    assertThat(column("2026-11-29", "10")).containsExactly("2026-11-29", "10");
    assertThat(column("2layers")).containsExactly("2layers");
    assertThat(column("5/12", "-")).containsExactly("5/12", "-");
  }
}
