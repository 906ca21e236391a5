package org.kvsweep.results;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The same on a file system of Hadoop. */
class HadoopSegmentedStoreTest extends SegmentedStoreTest {
  @Override
  FolderFiles files() throws IOException {
    Configuration hadoop = new Configuration();
    RawLocalFileSystem fileSystem = new RawLocalFileSystem();
    Path path = new Path(folder().toUri());
    fileSystem.initialize(path.toUri(), hadoop);
    return new HadoopFiles(fileSystem, path, hadoop);
  }
}
