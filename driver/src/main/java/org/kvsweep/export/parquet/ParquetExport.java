package org.kvsweep.export.parquet;

import java.io.IOException;
import java.util.List;
import org.kvsweep.export.ExportRequest;
import org.kvsweep.export.TrialExport;
import org.kvsweep.settings.Count;

/** Exports to Parquet. Apart from the tables, so that listing exports does not load Spark. */
public final class ParquetExport implements TrialExport {
  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String about() {
    return "Parquet tables";
  }

  @Override
  public List<String> examples() {
    return List.of("kvsweep export results/quickstart --to parquet");
  }

  @Override
  public String write(ExportRequest request) throws IOException {
    ParquetTables.write(request.results(), request.folder());
    return "%s in %s/trials.parquet and metrics.parquet"
        .formatted(Count.of(request.results().ended().size(), "trial"), request.folder());
  }
}
