package org.kvsweep.results;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.TrialId;

/**
 * The checkpoints of one trial as files: {@code kvsweep-checkpoint-1} and a line feed, the 16
 * characters of the trial's id, the state, and the CRC-32C of all that in four bytes, big-endian.
 *
 * <p>A file is read once for its checksum before anything of it is used.
 */
final class FolderCheckpoints implements Checkpoints {
  private static final byte[] MARK = "kvsweep-checkpoint-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 16;
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int OVERHEAD_BYTES = MARK.length + ID_BYTES + CHECKSUM_BYTES;
  private static final int KEPT = 2;
  private static final int BUFFER_BYTES = 1 << 16;

  private final FolderFiles files;
  private final String folder;
  private final TrialId trial;
  private final CheckpointPolicy policy;

  /**
   * The checkpoints of that trial.
   *
   * @param folder of them among the files
   */
  FolderCheckpoints(FolderFiles files, String folder, TrialId trial, CheckpointPolicy policy) {
    this.files = files;
    this.folder = folder;
    this.trial = trial;
    this.policy = policy;
  }

  @Override
  public CheckpointPolicy policy() {
    return policy;
  }

  @Override
  public void save(long step, Writer state) throws IOException {
    ResultsFolder.requireThere(files);
    files.write(
        name(step),
        to -> {
          CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32C());
          checked.write(MARK);
          checked.write(id());
          state.write(checked);
          new DataOutputStream(to).writeInt((int) checked.getChecksum().getValue());
        });
    List<Long> others = steps().stream().filter(other -> other != step).toList();
    List<Long> older = others.stream().filter(other -> other < step).limit(KEPT - 1L).toList();
    for (long other : others) {
      if (!older.contains(other)) {
        files.delete(name(other));
      }
    }
  }

  @Override
  public List<Long> steps() throws IOException {
    return files.sizes(folder).keySet().stream()
        .filter(name -> ResultsLayout.checkpointOf(name).filter(trial::equals).isPresent())
        .map(ResultsLayout::checkpointStep)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  @Override
  public <T> T load(long step, Reader<T> reader) throws IOException {
    String name = name(step);
    long stateBytes = files.size(name) - OVERHEAD_BYTES;
    if (stateBytes < 0) {
      throw damaged("it is torn, got %d bytes".formatted(files.size(name)));
    }
    check(name, stateBytes);
    try (InputStream in = open(name)) {
      in.skipNBytes(MARK.length + ID_BYTES);
      return reader.read(
          BoundedInputStream.builder().setInputStream(in).setMaxCount(stateBytes).get());
    }
  }

  private void check(String name, long stateBytes) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(open(name), new CRC32C())) {
      if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) {
        throw damaged("it does not begin as one");
      }
      byte[] id = in.readNBytes(ID_BYTES);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (long left = stateBytes; left > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw damaged("it is torn");
        }
        left -= count;
      }
      int expected = (int) in.getChecksum().getValue();
      int written = new DataInputStream(in).readInt();
      if (expected != written) {
        throw damaged("its checksum does not fit, got %08x".formatted(written));
      }
      if (!Arrays.equals(id, id())) {
        throw damaged("it is of another trial, got " + new String(id, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private InputStream open(String name) throws IOException {
    return files.open(name).orElseThrow(() -> new FileNotFoundException(name));
  }

  private String name(long step) {
    return folder + "/" + ResultsLayout.checkpointFileName(trial, step);
  }

  private byte[] id() {
    return trial.value().getBytes(StandardCharsets.US_ASCII);
  }

  private IllegalArgumentException damaged(String why) {
    return new IllegalArgumentException(
        "Cannot use a checkpoint of trial %s: %s".formatted(trial, why));
  }
}
