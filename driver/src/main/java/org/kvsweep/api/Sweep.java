package org.kvsweep.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepChanges;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.sweep.file.SweepFileException;
import org.kvsweep.task.TaskCatalog;

/**
 * A sweep as a sweep file describes it, with changes. It is read and checked anew where it is used,
 * so a problem of a change is reported there.
 */
public final class Sweep {
  /** What problems call a text that is no file. */
  private static final String TEXT = "the sweep";

  private final Optional<Path> file;
  private final String text;
  private final List<SweepChanges.Setting> changes;

  private Sweep(Optional<Path> file, String text, List<SweepChanges.Setting> changes) {
    this.file = file;
    this.text = text;
    this.changes = List.copyOf(changes);
  }

  /** The sweep of a file; the files that it names are looked for beside it first. */
  public static Sweep of(Path file) {
    return new Sweep(Optional.of(file), "", List.of());
  }

  /** The sweep of a text with the contents of a sweep file. */
  public static Sweep parse(String yaml) {
    return new Sweep(Optional.empty(), Objects.requireNonNull(yaml, "yaml"), List.of());
  }

  /**
   * The same sweep with another value of a key, or with one more key.
   *
   * @param key such as {@code training.epochs}
   * @param value in YAML: {@code 1}, {@code [1, 2]} or {@code {from: 1e-4, to: 1e-2, scale: log}}
   */
  public Sweep set(String key, String value) {
    return with(SweepChanges.set(key + "=" + value));
  }

  /** The same sweep with another name. */
  public Sweep named(String name) {
    return with(SweepChanges.name(name));
  }

  /** The same sweep with the seeds from 0 on, so many. */
  public Sweep seeds(int count) {
    return with(SweepChanges.seeds(Integer.toString(count)));
  }

  private Sweep with(SweepChanges.Setting change) {
    List<SweepChanges.Setting> more = new ArrayList<>(changes);
    more.add(change);
    return new Sweep(file, text, more);
  }

  /**
   * Returns the name of the sweep.
   *
   * @throws IllegalArgumentException with every problem of the sweep
   */
  public String name() {
    return spec(TaskCatalog.load()).name();
  }

  /**
   * Returns the number of trials that are planned before any has ended.
   *
   * @throws IllegalArgumentException with every problem of the sweep
   */
  public int trials() {
    return spec(TaskCatalog.load()).trials().size();
  }

  SweepSpec spec(TaskCatalog tasks) {
    SweepChanges all = new SweepChanges(changes, Optional.empty());
    try {
      return file.map(path -> SweepFile.read(path, tasks, all))
          .orElseGet(() -> SweepFile.parse(text, TEXT, tasks, all));
    } catch (SweepFileException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  /** The folder in which the files that the sweep names are looked for first. */
  Path place() {
    return file.orElseGet(() -> Path.of(TEXT));
  }
}
