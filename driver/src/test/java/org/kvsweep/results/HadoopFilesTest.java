package org.kvsweep.results;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Hadoop's interface over this machine's disk, which renames in one step as HDFS does. */
class HadoopFilesTest extends FolderFilesContract {
  @Override
  FolderFiles files(java.nio.file.Path local) throws IOException {
    Configuration hadoop = new Configuration();
    RawLocalFileSystem fileSystem = new RawLocalFileSystem();
    Path folder = new Path(local.toUri());
    fileSystem.initialize(folder.toUri(), hadoop);
    return new HadoopFiles(fileSystem, folder, hadoop);
  }
}
