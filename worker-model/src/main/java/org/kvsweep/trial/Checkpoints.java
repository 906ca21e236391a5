package org.kvsweep.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The saved states of one running trial. What is in a state is the engine's affair; that it comes
 * back as it was written, or not at all, is the affair of whoever keeps it.
 */
public interface Checkpoints {

  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public CheckpointPolicy policy() {
          return CheckpointPolicy.NEVER;
        }

        @Override
        public void save(long step, Writer state) {}

        @Override
        public List<Long> steps() {
          return List.of();
        }

        @Override
        public <T> T load(long step, Reader<T> reader) throws IOException {
          throw new IOException("Cannot load a checkpoint: none are kept");
        }
      };

  /** Writes a state. */
  interface Writer {
    void write(OutputStream to) throws IOException;
  }

  /** Reads a state that a {@link Writer} wrote. */
  interface Reader<T> {
    /**
     * Reads the state.
     *
     * @throws IllegalArgumentException if it is not one that can be gone on from here
     */
    T read(InputStream from) throws IOException;
  }

  CheckpointPolicy policy();

  /**
   * Keeps a state: whole or not at all, also if the process dies in the middle. Only the newest two
   * are kept.
   *
   * @param step optimizer steps done, its name
   * @throws IOException with nothing lost of what was kept before
   */
  void save(long step, Writer state) throws IOException;

  /**
   * Keeps the state after the last step, before anything that is done only at the end of a
   * training, so that a longer training can go on from it; only where the policy says so.
   *
   * @throws IOException if it can't be kept
   */
  default void saveLast(long step, Writer state) throws IOException {}

  /** Returns the saved states, the newest first. */
  List<Long> steps() throws IOException;

  /**
   * Reads a state after it has been checked.
   *
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is damaged, is not of this trial, or the reader says so
   */
  <T> T load(long step, Reader<T> reader) throws IOException;
}
