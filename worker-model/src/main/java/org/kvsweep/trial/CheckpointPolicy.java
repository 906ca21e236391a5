package org.kvsweep.trial;

import java.time.Duration;
import java.util.Objects;

/**
 * Says when a running trial saves its state, from which it can continue: after some epochs, after
 * some time, or never.
 *
 * @param epochs between two checkpoints; 0 where time decides
 * @param pause between two checkpoints; zero where epochs decide
 * @param last what becomes of the state at the end of a training
 */
public record CheckpointPolicy(int epochs, Duration pause, LastState last) {
  /** No checkpoints at all, not even when a sweep is interrupted. */
  public static final CheckpointPolicy NEVER =
      new CheckpointPolicy(0, Duration.ZERO, LastState.DROPPED);

  /** The default: at most this much is lost, at some milliseconds for each checkpoint. */
  public static final CheckpointPolicy STANDARD = every(Duration.ofSeconds(60));

  /** Says what becomes of the state at the end of a training. */
  public enum LastState {
    /** Nothing is kept. */
    DROPPED,
    /** The last state is kept, so that a longer training can go on from it. */
    KEPT
  }

  public CheckpointPolicy {
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(pause, "pause");
    if (epochs < 0 || pause.isNegative() || (epochs > 0 && !pause.isZero())) {
      throw new IllegalArgumentException(
          "Cannot keep checkpoints: expected so many epochs or so much time between two, got %d and %s"
              .formatted(epochs, pause));
    }
  }

  public static CheckpointPolicy every(Duration pause) {
    return new CheckpointPolicy(0, pause, LastState.DROPPED);
  }

  public static CheckpointPolicy everyEpochs(int epochs) {
    return new CheckpointPolicy(epochs, Duration.ZERO, LastState.DROPPED);
  }

  /** Returns the policy that also keeps the state at the end of a training. */
  public CheckpointPolicy keepingLast() {
    return new CheckpointPolicy(epochs, pause, LastState.KEPT);
  }

  /** Returns whether a running trial saves no state. */
  public boolean never() {
    return epochs == 0 && pause.isZero();
  }

  /**
   * Returns whether it is time for a checkpoint.
   *
   * @param epochsDone full epochs since the last one
   * @param nanos since the last one
   */
  public boolean due(long epochsDone, long nanos) {
    return epochs > 0 ? epochsDone >= epochs : !pause.isZero() && nanos >= pause.toNanos();
  }
}
