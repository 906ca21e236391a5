package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text output held to files under {@code src/test/resources/golden/report}. */
final class GoldenFile {
  private GoldenFile() {}

  /**
   * Compares; what was written stands in {@code target/golden/report} to be looked at and copied.
   */
  static void assertMatches(String name, String written) throws IOException {
    Path actual = Path.of("target/golden/report", name);
    Files.createDirectories(actual.getParent());
    Files.writeString(actual, written);
    try (InputStream golden = GoldenFile.class.getResourceAsStream("/golden/report/" + name)) {
      String expected =
          golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(written).as("%s, written to %s", name, actual).isEqualTo(expected);
    }
  }
}
