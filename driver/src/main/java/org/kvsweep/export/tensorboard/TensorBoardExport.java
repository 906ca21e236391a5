package org.kvsweep.export.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.kvsweep.export.ExportRequest;
import org.kvsweep.export.SweptSettings;
import org.kvsweep.export.TrialExport;
import org.kvsweep.export.TrialFields;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.ShellWords;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.HadoopPath;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.EpochMetrics;

/**
 * Writes the metrics of trials as TensorBoard event files: a run for each ended trial, in {@code
 * task/cell/side/seed-N-ID}, a scalar for each metric, and what the HParams plugin shows. A trial
 * that is there already is left as it is, so a TensorBoard that watches the folder sees only what
 * is new.
 */
public final class TensorBoardExport implements TrialExport {
  /** Folder names on file systems are at most 255 bytes long. */
  private static final int LONGEST_NAME = 120;

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public String about() {
    return "TensorBoard event files";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "kvsweep export results/quickstart --to tensorboard --out runs",
        "tensorboard --logdir runs");
  }

  @Override
  public String write(ExportRequest request) throws IOException {
    int written = write(request.results(), request.folder(), new Configuration());
    return "%d of %s were new; look with: tensorboard --logdir %s"
        .formatted(
            written,
            Count.of(request.results().ended().size(), "trial"),
            ShellWords.quoted(request.folder()));
  }

  /**
   * Exports what has ended.
   *
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   * @return how many trials were written
   */
  static int write(SweepResults results, String folder, Configuration hadoop) throws IOException {
    Path root = HadoopPath.of(folder, hadoop);
    int written = 0;
    try (RunFiles files = RunFiles.below(root, hadoop)) {
      CellAxes axes = CellAxes.of(results);
      SweptSettings swept = SweptSettings.of(results);
      for (TrialRecord record : results.ended().values()) {
        Path run = new Path(root, run(record, axes, results.compared()));
        if (files.put(new Path(run, fileName(record)), events(record, results, swept))) {
          written++;
        }
      }
    }
    return written;
  }

  /** The folder of a run; the trial's id makes it one of its own whatever the names are. */
  static String run(TrialRecord record, CellAxes axes, Optional<ComparedKey> compared) {
    Map<String, String> values = axes.values(record.spec());
    StringBuilder cell = new StringBuilder();
    values.forEach(
        (path, value) -> {
          cell.append(cell.isEmpty() ? "" : ",");
          cell.append(SettingPath.of(path).key()).append('=').append(value);
        });
    return String.format(
        Locale.ROOT,
        "%s/%s%sseed-%d-%s",
        name(record.spec().taskName()),
        cell.isEmpty() ? "" : name(cell.toString()) + "/",
        compared.map(key -> name(key.words(record.spec())) + "/").orElse(""),
        record.spec().seed(),
        record.id());
  }

  /** A folder name that is safe everywhere: no separators, no dots to climb up by. */
  private static String name(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._,=-]", "_").replaceAll("^\\.+", "_");
    return safe.isEmpty() ? "_" : safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
  }

  private static String fileName(TrialRecord record) {
    return RunFiles.name(record.started());
  }

  private static byte[] events(TrialRecord record, SweepResults results, SweptSettings swept)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventFile file = new EventFile(bytes, record.started());
    String group = results.name() + ": " + swept.nameWithoutSeed(record.spec());
    Map<String, Object> settings = new LinkedHashMap<>(swept.values(record.spec()));
    if (results.tuning().isPresent()) {
      // Else what was confirmed would share a row with the sample that it confirms.
      String purpose = results.purpose(record.id()).label();
      group += ", " + purpose;
      settings.put("purpose", purpose);
    }
    file.addSummary(0, record.started(), HyperParameters.start(record, group, settings));
    for (EpochMetrics measured : record.outcome().run().metrics()) {
      file.addScalars(measured.step(), TrialFields.measuredAt(record, measured), measured.values());
    }
    file.addSummary(record.outcome().run().steps(), record.ended(), HyperParameters.end(record));
    return bytes.toByteArray();
  }
}
