package org.kvsweep.speed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialJson;

/**
 * The speeds measured on machines with one model of CPU, in a file of the user's cache folder.
 * Anyone may have written it: what is not understood counts as not measured.
 */
public final class SpeedFile {
  private static final int FORMAT = 1;

  /** The most shapes in a file, more than any sweep has; older ones make room for newer ones. */
  private static final int MOST_SHAPES = 1000;

  private static final long MOST_BYTES = 10_000_000;

  private final Path file;
  private final String cpu;
  private final String build;
  private final Supplier<String> kernels;

  /**
   * The file for this machine.
   *
   * @param folder the cache folder of kvsweep
   * @param kernels names them, which takes the time of loading native code, so it is only asked
   *     where there is something to compare
   */
  public SpeedFile(Path folder, String cpu, String build, Supplier<String> kernels) {
    CRC32 sum = new CRC32();
    sum.update(cpu.getBytes(StandardCharsets.UTF_8));
    this.file = folder.resolve("speed-%08x.json".formatted(sum.getValue()));
    this.cpu = cpu;
    this.build = build;
    this.kernels = kernels;
  }

  public Path path() {
    return file;
  }

  /** The speeds that were measured with this build and these kernels; none where that fails. */
  public MeasuredSpeeds read() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return MeasuredSpeeds.NONE;
      }
      return read(Files.readString(file));
    } catch (IOException | IllegalArgumentException | DateTimeException notOurs) {
      return MeasuredSpeeds.NONE;
    }
  }

  private MeasuredSpeeds read(String text) {
    StrictObject root = StrictObject.of(TrialJson.parse(text), "speeds");
    if (root.count("format") != FORMAT
        || !root.text("cpu").equals(cpu)
        || !root.text("build").equals(build)
        || !root.text("kernels").equals(kernels.get())) {
      return MeasuredSpeeds.NONE;
    }
    Map<StepShape, StepSpeed> steps = new LinkedHashMap<>();
    root.list("steps", SpeedFile::entry).stream()
        .limit(MOST_SHAPES)
        .forEach(entry -> steps.put(entry.getKey(), entry.getValue()));
    return new MeasuredSpeeds(steps);
  }

  private static Map.Entry<StepShape, StepSpeed> entry(StrictObject step) {
    OptionalDouble sideBySide =
        step.has("sideBySideSeconds")
            ? OptionalDouble.of(step.number("sideBySideSeconds"))
            : OptionalDouble.empty();
    return Map.entry(
        new StepShape(step.text("shape")),
        new StepSpeed(step.number("seconds"), sideBySide, Instant.parse(step.text("measured"))));
  }

  /** Adds speeds to those that the file has, or replaces a file of another build. */
  public void add(MeasuredSpeeds measured) throws IOException {
    String text = TrialJson.text(tree(read().and(measured))) + "\n";
    Files.createDirectories(file.getParent());
    Path aside = Files.createTempFile(file.getParent(), "speed-", ".part");
    try {
      Files.writeString(aside, text);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private ObjectNode tree(MeasuredSpeeds speeds) {
    ObjectNode root = TrialJson.object();
    root.put("format", FORMAT);
    root.put("cpu", cpu);
    root.put("build", build);
    root.put("kernels", kernels.get());
    ArrayNode steps = root.putArray("steps");
    speeds.steps().entrySet().stream()
        .sorted(newestFirst())
        .limit(MOST_SHAPES)
        .forEach(step -> describe(step.getKey(), step.getValue(), steps.addObject()));
    return root;
  }

  private static Comparator<Map.Entry<StepShape, StepSpeed>> newestFirst() {
    return Comparator.<Map.Entry<StepShape, StepSpeed>, Instant>comparing(
            step -> step.getValue().measured())
        .reversed()
        .thenComparing(step -> step.getKey().text());
  }

  private static void describe(StepShape shape, StepSpeed speed, ObjectNode node) {
    node.put("shape", shape.text());
    node.put("seconds", speed.seconds());
    speed.sideBySideSeconds().ifPresent(seconds -> node.put("sideBySideSeconds", seconds));
    node.put("measured", speed.measured().toString());
  }
}
