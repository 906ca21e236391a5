package org.kvsweep.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The kind of CPU, which decides the code that products run on, and so their last digits. */
public final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Processor() {}

  /** The name of the CPU as the operating system has it; where it has none, the instruction set. */
  public static String name() {
    try (Stream<String> lines = Files.lines(DESCRIPTION, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(Processor::instructionSet);
    } catch (IOException e) {
      return instructionSet();
    }
  }

  private static String instructionSet() {
    return System.getProperty("os.arch");
  }
}
