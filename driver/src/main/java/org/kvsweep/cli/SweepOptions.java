package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run}, which {@code submit} hands on to it. */
final class SweepOptions {
  static final String DL4J = "dl4j";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The results folder, on any file system that Hadoop knows (a path, hdfs:, s3a:);"
              + " by default results/NAME.")
  private String out;

  @Mixin private DataFolderOption data;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = DL4J,
      description = "What trains the trials; by default ${DEFAULT-VALUE}.")
  private String engine;

  boolean choosesFolder() {
    return out != null;
  }

  /** The results folder of a sweep of that name. */
  String out(String sweep) {
    return out == null ? "results/" + sweep : out;
  }

  /** The folder of data files on each executor. */
  String data(Map<String, String> environment) {
    return data.path(environment).toString();
  }

  String engine() {
    return engine;
  }

  /** These options as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (out != null) {
      words.addAll(List.of("--out", out));
    }
    data.chosen().ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
    if (!engine.equals(DL4J)) {
      words.addAll(List.of("--engine", engine));
    }
    return words;
  }
}
