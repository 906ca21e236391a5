package org.kvsweep.results;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.Progressable;

/** An object store on this machine's disk: an object is there when its stream is closed. */
class ObjectsOnDisk extends RawLocalFileSystem {
  private final Path bucket;
  private final boolean abortable;

  /**
   * A store.
   *
   * @param abortable whether its streams can be aborted
   */
  ObjectsOnDisk(Path bucket, boolean abortable) throws IOException {
    this.bucket = bucket;
    this.abortable = abortable;
    initialize(URI.create("s3a://bucket/"), new Configuration());
  }

  @Override
  protected void checkPath(org.apache.hadoop.fs.Path path) {
    // Any scheme will do.
  }

  @Override
  public File pathToFile(org.apache.hadoop.fs.Path path) {
    return bucket.resolve(path.toUri().getPath().substring(1)).toFile();
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(new Upload(pathToFile(file).toPath()), null);
  }

  private final class Upload extends ByteArrayOutputStream
      implements StreamCapabilities, Abortable {
    private final Path object;
    private boolean ended;

    Upload(Path object) {
      this.object = object;
    }

    @Override
    public boolean hasCapability(String capability) {
      return abortable && capability.equals(StreamCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public AbortableResult abort() {
      if (!abortable) {
        throw new UnsupportedOperationException("Cannot abort: this store can't");
      }
      ended = true;
      return null;
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        Files.createDirectories(object.getParent());
        Files.write(object, toByteArray());
      }
    }
  }
}
