package org.kvsweep.data;

import java.util.List;
import org.kvsweep.task.data.PublishedFiles;

/**
 * The data sets that there are.
 *
 * @param datasets where they are published
 * @param published what their files contain
 */
public record DataCatalog(List<Dataset> datasets, PublishedFiles published) {
  public DataCatalog {
    datasets = List.copyOf(datasets);
  }

  /** The data sets that kvsweep's tasks read. */
  public static DataCatalog known() {
    return new DataCatalog(KnownDatasets.all(), PublishedFiles.load());
  }
}
