package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code run}, which {@code submit} hands on to it. */
final class SweepOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The results folder, on any file system that Hadoop knows (a path, hdfs:, s3a:);"
              + " by default results/NAME.")
  private String out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The folder of data files on each executor; by default ${DEFAULT-VALUE}.")
  private String data;

  boolean choosesFolder() {
    return out != null;
  }

  /** The results folder of a sweep of that name. */
  String out(String sweep) {
    return out == null ? "results/" + sweep : out;
  }

  String data() {
    return data;
  }

  /** These options as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (out != null) {
      words.addAll(List.of("--out", out));
    }
    if (!data.equals("data")) {
      words.addAll(List.of("--data", data));
    }
    return words;
  }
}
