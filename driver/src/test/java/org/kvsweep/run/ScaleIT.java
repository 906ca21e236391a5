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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.results.ResultsFolder;

/** Large sweeps, simulated; their figures are printed to files in {@code target}. */
@Tag("nightly")
class ScaleIT {
  private static final int HOURS = 3;
  private static final double MOST_REPORT_MEGABYTES = 40;

  @TempDir private Path folder;

  @Test
  @Timeout(value = HOURS, unit = TimeUnit.HOURS)
  void aMillionTrialsAreRecordedOnceAndMakeAReportThatABrowserShows() throws Exception {
    String figures = figures("scale.md", "-Xmx8g", "1000000");

    assertThat(figure(figures, "recorded once")).isEqualTo(1_000_000);
    assertThat(figure(figures, "open at the end")).isZero();
    assertThat(figure(figures, "report.html, MB")).isBetween(1.0, MOST_REPORT_MEGABYTES);
  }

  @Test
  @Timeout(value = HOURS, unit = TimeUnit.HOURS)
  void tenThousandTrialsAreRecordedOnceOnHdfs() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    try {
      String results = "hdfs://127.0.0.1:" + hdfs.getNameNodePort() + "/results";

      String figures = figures("scale-hdfs.md", "-Xmx1g", "10000", results);

      assertThat(figure(figures, "recorded once")).isEqualTo(10_000);
      assertThat(figure(figures, "open at the end")).isZero();
      assertThat(ResultsFolder.at(results, new Configuration()).ended().trials()).hasSize(10_000);
    } finally {
      hdfs.shutdown();
    }
  }

  /** Runs a simulated sweep in a process of its own, and returns what it prints. */
  private static String figures(String file, String heap, String... arguments) throws Exception {
    Path figures = Path.of("target", file);
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java"), heap));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ScaleFigures.class.getName());
    command.addAll(List.of(arguments));
    try (ChildProcess driver = ChildProcess.start(new ProcessBuilder(command), figures)) {
      assertThat(driver.endsWithin(Duration.ofHours(HOURS).toMillis())).isTrue();
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }
    return Files.readString(figures);
  }

  private static double figure(String text, String name) {
    Matcher line =
        Pattern.compile("\\| " + Pattern.quote(name) + " \\| ([0-9.,]+) \\|").matcher(text);
    assertThat(line.find()).as(name + " in " + text).isTrue();
    return Double.parseDouble(line.group(1).replace(",", ""));
  }
}
