package org.kvsweep.sweep.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * Reads sweep files.
 *
 * <p>A list is an axis, a scalar is fixed; {@code seeds} is a number of seeds or a list of them.
 * The keys of {@code task}, {@code model} and {@code training} are those of the tasks that the file
 * lists. A key is accepted if at least one of them accepts it. It applies only to those that do,
 * and its values have to be valid for each of those.
 */
public final class SweepFile {
  /** The largest file: larger ones are not written by hand. */
  private static final int MAX_BYTES = 1 << 20;

  private SweepFile() {}

  /**
   * Reads the sweep of a file, in UTF-8.
   *
   * @throws SweepFileException with everything that is wrong; also if it can't be read at all
   */
  public static SweepSpec read(Path path, TaskCatalog catalog) {
    return read(path, catalog, Optional.empty());
  }

  /**
   * The sweep of that file as if it named that engine, which its source then does.
   *
   * @param engine one of the catalog; empty for what the file says
   * @throws SweepFileException with everything that is wrong; also if the file names another engine
   */
  public static SweepSpec read(Path path, TaskCatalog catalog, Optional<String> engine) {
    Problems problems = new Problems(path.toString());
    Optional<String> text = text(path, problems);
    problems.throwIfAny();
    String given = text.orElseThrow();
    String whole = engine.map(name -> naming(name, given, problems)).orElse(given);
    problems.throwIfAny();
    return parse(whole, path.toString(), catalog);
  }

  /** The text with a line that names the engine, unless it has one that says the same. */
  private static String naming(String engine, String text, Problems problems) {
    // What is wrong with the text is reported when it is parsed.
    Optional<YamlNode.Mapping> root =
        YamlReader.read(text, new Problems("")).flatMap(YamlNode::mapping);
    if (root.isEmpty()) {
      return text;
    }
    Optional<YamlNode> named = root.get().value(TrialSpec.ENGINE);
    if (named.isEmpty()) {
      return "%s\n%s: %s\n".formatted(text, TrialSpec.ENGINE, engine);
    }
    if (named.flatMap(YamlNode::scalar).filter(name -> name.text().equals(engine)).isEmpty()) {
      problems.add(
          named.get().position(),
          TrialSpec.ENGINE,
          "expected %s, which --engine names, got %s".formatted(engine, named.get().description()));
    }
    return text;
  }

  /**
   * Reads the sweep of a text.
   *
   * @param file what problems call it
   * @throws SweepFileException with everything that is wrong
   */
  public static SweepSpec parse(String text, String file, TaskCatalog catalog) {
    Problems problems = new Problems(file);
    if (text.length() > MAX_BYTES) {
      tooLarge(problems);
      problems.throwIfAny();
    }
    Optional<YamlNode> root = YamlReader.read(text, problems);
    if (root.isEmpty()) {
      problems.throwIfAny();
    }
    return SweepReader.read(root.orElseThrow(), text, catalog, problems);
  }

  private static Optional<String> text(Path path, Problems problems) {
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        tooLarge(problems);
        return Optional.empty();
      }
      return decode(bytes, problems);
    } catch (NoSuchFileException missing) {
      problems.add(Position.WHOLE_FILE, "", "no such file");
    } catch (IOException unreadable) {
      problems.add(Position.WHOLE_FILE, "", "cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<String> decode(byte[] bytes, Problems problems) {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(input).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException malformed) {
      String before = new String(bytes, 0, input.position(), StandardCharsets.UTF_8);
      int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      problems.add(new Position(line, 1), "", "not UTF-8 text");
      return Optional.empty();
    }
  }

  private static void tooLarge(Problems problems) {
    problems.add(Position.WHOLE_FILE, "", "too large for a sweep file, expected at most 1 MiB");
  }
}
