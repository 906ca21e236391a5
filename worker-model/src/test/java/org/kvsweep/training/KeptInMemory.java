package org.kvsweep.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;

/** Checkpoints of one trial, all of them. */
final class KeptInMemory implements Checkpoints {
  final TreeMap<Long, byte[]> kept = new TreeMap<>();
  final List<Long> loaded = new ArrayList<>();
  private final CheckpointPolicy policy;
  boolean full;

  KeptInMemory(CheckpointPolicy policy) {
    this.policy = policy;
  }

  @Override
  public CheckpointPolicy policy() {
    return policy;
  }

  @Override
  public void save(long step, Writer state) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(bytes);
    kept.put(step, bytes.toByteArray());
  }

  @Override
  public List<Long> steps() {
    return List.copyOf(kept.descendingKeySet());
  }

  @Override
  public <T> T load(long step, Reader<T> reader) throws IOException {
    T read = reader.read(new ByteArrayInputStream(kept.get(step)));
    loaded.add(step);
    return read;
  }
}
