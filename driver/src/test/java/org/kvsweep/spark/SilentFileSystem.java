package org.kvsweep.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that is gone, and answers nobody until it is back. */
public final class SilentFileSystem extends RawLocalFileSystem {
  static final CountDownLatch BACK = new CountDownLatch(1);

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    try {
      BACK.await();
    } catch (InterruptedException interrupted) {
      throw new InterruptedIOException("interrupted");
    }
    throw new IOException("the server has started again");
  }
}
