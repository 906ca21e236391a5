package org.kvsweep.trial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Checkpoints of one trial, all of them. */
public final class KeptInMemory implements Checkpoints {
  public final TreeMap<Long, byte[]> kept = new TreeMap<>();
  public final List<Long> loaded = new ArrayList<>();
  private final CheckpointPolicy policy;

  /** Steps whose states have been damaged. */
  public final Set<Long> damaged = new HashSet<>();

  public boolean full;

  public KeptInMemory(CheckpointPolicy policy) {
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
  public void saveLast(long step, Writer state) throws IOException {
    if (policy.last() == CheckpointPolicy.LastState.KEPT) {
      save(step, state);
    }
  }

  @Override
  public List<Long> steps() {
    return List.copyOf(kept.descendingKeySet());
  }

  @Override
  public <T> T load(long step, Reader<T> reader) throws IOException {
    if (damaged.contains(step)) {
      throw new IllegalArgumentException("Cannot load a checkpoint: it is damaged");
    }
    T read = reader.read(new ByteArrayInputStream(kept.get(step)));
    loaded.add(step);
    return read;
  }
}
