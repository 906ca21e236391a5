package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Results on HDFS: a name node and a data node in this process. */
class HdfsResultsIT extends RemoteStoreContract {
  @TempDir private static Path folder;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void startHdfs() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    hadoop.setInt("dfs.replication", 1);
    hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
  }

  @AfterAll
  static void stopHdfs() {
    hdfs.shutdown();
  }

  @Override
  String root() {
    return "hdfs://127.0.0.1:" + hdfs.getNameNodePort() + "/results/";
  }

  @Override
  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.setInt("dfs.replication", 1);
    return hadoop;
  }
}
