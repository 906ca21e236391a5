package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvsweep.ChildProcess;

/** A million trials, simulated; their figures are printed to {@code target/scale.md}. */
@Tag("nightly")
class ScaleIT {
  private static final int HOURS = 3;
  private static final double MOST_REPORT_MEGABYTES = 40;

  @Test
  @Timeout(value = HOURS, unit = TimeUnit.HOURS)
  void aMillionTrialsAreRecordedOnceAndMakeAReportThatABrowserShows() throws Exception {
    Path figures = Path.of("target/scale.md");
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java"), "-Xmx8g"));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), ScaleFigures.class.getName(), "1000000"));

    try (ChildProcess driver = ChildProcess.start(new ProcessBuilder(command), figures)) {
      assertThat(driver.endsWithin(Duration.ofHours(HOURS).toMillis())).isTrue();
    }

    String text = Files.readString(figures);
    assertThat(figure(text, "recorded once")).isEqualTo(1_000_000);
    assertThat(figure(text, "open at the end")).isZero();
    assertThat(figure(text, "report.html, MB")).isBetween(1.0, MOST_REPORT_MEGABYTES);
  }

  private static double figure(String text, String name) {
    Matcher line =
        Pattern.compile("\\| " + Pattern.quote(name) + " \\| ([0-9.,]+) \\|").matcher(text);
    assertThat(line.find()).as(name + " in " + text).isTrue();
    return Double.parseDouble(line.group(1).replace(",", ""));
  }
}
