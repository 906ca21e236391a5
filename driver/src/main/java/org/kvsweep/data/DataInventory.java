package org.kvsweep.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kvsweep.task.data.PublishedFiles;

/** Lists the files of the known data sets in a data folder. */
public final class DataInventory {
  private final Path dataFolder;
  private final PublishedFiles published;

  public DataInventory(Path dataFolder, PublishedFiles published) {
    this.dataFolder = dataFolder;
    this.published = published;
  }

  /** Lists which files of a data set are there, without reading any. */
  public List<FileState> look(Dataset dataset) {
    return folder(dataset).look();
  }

  /** Reads every file of a data set and compares it with what was published. */
  public List<FileState> verify(Dataset dataset) throws IOException {
    return folder(dataset).verify();
  }

  private DatasetFolder folder(Dataset dataset) {
    return new DatasetFolder(dataFolder, dataset.name(), published);
  }
}
