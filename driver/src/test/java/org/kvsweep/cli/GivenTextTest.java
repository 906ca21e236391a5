package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenTextTest {

  @Test
  void whatJavaCouldNotDecodeIsRefused() {
    assertThat(
            new GivenText(StandardCharsets.US_ASCII, List.of("run", "gr\uFFFD\uFFFDsse"), "/a")
                .refusal())
        .contains(
            "Cannot read the command line: Java reads it as ASCII in this locale, set"
                + " LC_ALL=C.UTF-8 in the environment for UTF-8, got gr\uFFFD\uFFFDsse");
    assertThat(new GivenText(StandardCharsets.UTF_8, List.of("l\uFFFDuft"), "/a").refusal())
        .contains("Cannot read the command line: expected UTF-8, got l\uFFFDuft");
    assertThat(new GivenText(StandardCharsets.UTF_8, List.of("plan"), "/gr\uFFFDn").refusal())
        .contains("Cannot read the name of the current folder: expected UTF-8, got /gr\uFFFDn");
  }

  @Test
  void whatArrivedWholeIsNot() {
    assertThat(new GivenText(StandardCharsets.UTF_8, List.of("hund läuft?"), "/größe").refusal())
        .isEmpty();
    assertThat(new GivenText(StandardCharsets.US_ASCII, List.of("why?"), "/a").refusal()).isEmpty();
  }
}
