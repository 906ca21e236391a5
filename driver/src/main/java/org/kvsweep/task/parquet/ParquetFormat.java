package org.kvsweep.task.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.kvsweep.task.table.Problems;
import org.kvsweep.task.table.TableFormat;
import org.kvsweep.task.table.TableRows;
import org.kvsweep.trial.PlainText;

/**
 * Parquet files of flat columns: numbers, text, booleans and dates. Found by the service loader.
 */
public final class ParquetFormat implements TableFormat {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private static final int SHOWN_CAUSE = 200;

  @Override
  public String extension() {
    return ".parquet";
  }

  @Override
  public String rowPlace() {
    return ": row %d";
  }

  @Override
  public TableRows read(String file, byte[] content, Set<String> ignored, Problems problems) {
    if (!begins(content) || !ends(content)) {
      throw new IllegalArgumentException(
          "Cannot read %s: expected a whole Parquet file, which begins and ends with PAR1"
              .formatted(PlainText.oneLine(file)));
    }
    ParquetReadOptions options =
        ParquetReadOptions.builder().usePageChecksumVerification(true).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new ParquetBytes(content), options)) {
      return new FlatColumns(reader, ignored, problems).rows();
    } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
      // The library trusts a file: a wrong one can end in any of these. One that claims sizes
      // beyond
      // all memory fails as it asks for them, with nothing kept.
      throw new IllegalArgumentException(
          "Cannot read %s: it is damaged, or compressed or built in a way that is not known here: %s"
              .formatted(PlainText.oneLine(file), cause(e)),
          e);
    }
  }

  private static boolean begins(byte[] content) {
    return content.length >= 2 * MAGIC.length
        && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  private static boolean ends(byte[] content) {
    return Arrays.equals(
        content, content.length - MAGIC.length, content.length, MAGIC, 0, MAGIC.length);
  }

  private static String cause(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String said = PlainText.oneLine(message);
    return said.length() > SHOWN_CAUSE ? said.substring(0, SHOWN_CAUSE) + "…" : said;
  }
}
