package org.kvsweep.trial;

import java.time.Duration;
import java.util.Objects;

/**
 * Says when a running trial saves its state, from which it can continue: after some epochs, after
 * some time, or never.
 *
 * @param epochs between two checkpoints; 0 where time decides
 * @param pause between two checkpoints; zero where epochs decide
 */
public record CheckpointPolicy(int epochs, Duration pause) {
  /** No checkpoints at all, not even when a sweep is interrupted. */
  public static final CheckpointPolicy NEVER = new CheckpointPolicy(0, Duration.ZERO);

  /** The default: at most this much is lost, at some milliseconds for each checkpoint. */
  public static final CheckpointPolicy STANDARD = every(Duration.ofSeconds(60));

  public CheckpointPolicy {
    Objects.requireNonNull(pause, "pause");
    if (epochs < 0 || pause.isNegative() || (epochs > 0 && !pause.isZero())) {
      throw new IllegalArgumentException(
          "Cannot keep checkpoints: expected so many epochs or so much time between two, got %d and %s"
              .formatted(epochs, pause));
    }
  }

  public static CheckpointPolicy every(Duration pause) {
    return new CheckpointPolicy(0, pause);
  }

  public static CheckpointPolicy everyEpochs(int epochs) {
    return new CheckpointPolicy(epochs, Duration.ZERO);
  }

  public boolean never() {
    return equals(NEVER);
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
