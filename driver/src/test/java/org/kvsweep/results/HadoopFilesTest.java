package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWriteThatFailsInTheMiddleLeavesTheOldObject(boolean abortable) throws IOException {
    FolderFiles files =
        new HadoopFiles(
            new ObjectsOnDisk(temporary, abortable),
            new Path("s3a://bucket/results"),
            new Configuration());
    files.replace("segments/1", "as it was");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                files.write(
                    "segments/1",
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .withMessage("Cannot write s3a://bucket/results/segments/1: No space left on device");

    assertThat(files.read("segments/1")).contains("as it was");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anObjectThatTheStoreRefusesToReplaceIsThereAlready(boolean there) throws IOException {
    ObjectsOnDisk refusing =
        new ObjectsOnDisk(temporary, true) {
          @Override
          public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
            if (there) { // another one's, since it was looked for
              Files.createDirectories(temporary.resolve("results"));
              Files.writeString(temporary.resolve("results/1"), "another's");
            }
            throw new PathIOException(file.toString(), "412: precondition failed");
          }
        };
    FolderFiles files =
        new HadoopFiles(refusing, new Path("s3a://bucket/results"), new Configuration());

    if (there) {
      assertThat(files.create("1", "ours")).isFalse();
      assertThat(files.read("1")).contains("another's");
    } else {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> files.create("1", "ours"))
          .withMessageContaining("412: precondition failed");
    }
  }

  @Test
  void whatIsForcedIsOnTheDiskBeforeItHasItsName() throws IOException {
    List<Boolean> named = new ArrayList<>();
    RawLocalFileSystem fileSystem =
        new RawLocalFileSystem() {
          @Override
          public FSDataOutputStream create(
              Path file,
              boolean overwrite,
              int bufferSize,
              short replication,
              long blockSize,
              Progressable progress)
              throws IOException {
            return new FSDataOutputStream(
                super.create(file, overwrite, bufferSize, replication, blockSize, progress), null) {
              @Override
              public void hsync() throws IOException {
                named.add(Files.exists(temporary.resolve("segments/1")));
                super.hsync();
              }
            };
          }
        };
    Path folder = new Path(temporary.toUri());
    fileSystem.initialize(folder.toUri(), new Configuration());
    FolderFiles files = new HadoopFiles(fileSystem, folder, new Configuration());
    files.replace("running.json", "not worth the time");
    assertThat(named).isEmpty();

    files.writeForced("segments/1", out -> out.write('x'));

    assertThat(named).containsExactly(false);
    assertThat(files.read("segments/1")).contains("x");
  }
}
