package org.kvsweep.sweep.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;

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

  /** The most characters of the name of a sweep. */
  public static final int LONGEST_NAME = 100;

  private SweepFile() {}

  /**
   * Reads the sweep of a file, in UTF-8.
   *
   * @throws SweepFileException with everything that is wrong; also if it can't be read at all
   */
  public static SweepSpec read(Path path, TaskCatalog catalog) {
    return read(path, catalog, SweepChanges.NONE);
  }

  /**
   * The sweep of that file with what the command line changes, which its source then says too.
   *
   * @throws SweepFileException with everything that is wrong, in the file and in the options
   */
  public static SweepSpec read(Path path, TaskCatalog catalog, SweepChanges changes) {
    Problems problems = new Problems(path.toString());
    Optional<String> text = text(path, problems);
    problems.throwIfAny();
    return parse(text.orElseThrow(), path.toString(), catalog, changes);
  }

  /**
   * Reads the sweep of a text.
   *
   * @param file what problems call it
   * @throws SweepFileException with everything that is wrong
   */
  public static SweepSpec parse(String text, String file, TaskCatalog catalog) {
    return parse(text, file, catalog, SweepChanges.NONE);
  }

  /**
   * Reads the sweep that results are of, which may have been trained by engines that are not here.
   *
   * @param file what problems call it
   * @throws SweepFileException with everything that is wrong
   */
  public static SweepSpec readSaved(String text, String file, TaskCatalog catalog) {
    return parse(text, file, catalog.forReading());
  }

  /**
   * Reads the sweep of a text with what the command line changes, which its source then says too.
   *
   * @param file what problems call it
   * @throws SweepFileException with everything that is wrong, in the text and in the options
   */
  public static SweepSpec parse(
      String text, String file, TaskCatalog catalog, SweepChanges changes) {
    Problems problems = new Problems(file);
    if (text.length() > MAX_BYTES) {
      tooLarge(problems);
      problems.throwIfAny();
    }
    Optional<YamlNode> root = YamlReader.read(text, problems);
    Optional<YamlNode> changed = root.map(node -> changes.in(node, problems));
    if (root.isEmpty() || (!changes.settings().isEmpty() && !problems.none())) {
      problems.throwIfAny();
    }
    String source =
        changed.equals(root) || !problems.none()
            ? text
            : YamlText.comment(file + " with " + changes.described()) + YamlText.of(changed.get());
    return SweepReader.read(changed.orElseThrow(), source, catalog, problems);
  }

  /** The name of the sweep in a text, whatever else is wrong with it; empty if there is none. */
  public static Optional<String> name(String text) {
    return text.length() > MAX_BYTES
        ? Optional.empty()
        : YamlReader.read(text, new Problems(""))
            .flatMap(YamlNode::mapping)
            .flatMap(root -> root.value(SweepReader.NAME))
            .flatMap(YamlNode::scalar)
            .map(YamlNode.Scalar::text);
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
    } catch (AccessDeniedException denied) {
      problems.add(Position.WHOLE_FILE, "", "cannot be read: permission denied");
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
