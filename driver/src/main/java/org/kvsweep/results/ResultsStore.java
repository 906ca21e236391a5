package org.kvsweep.results;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.TrialId;

/**
 * The ended trials of one sweep. One writer, the driver; any number of readers.
 *
 * <p>An ended trial is there whole or not at all, and stays: what was recorded first is kept,
 * unless the trial was reopened.
 */
public interface ResultsStore {

  /**
   * Returns every ended trial by id, in the order in which they ended. One whose record is damaged
   * counts as not ended.
   *
   * @throws IOException if they can't be read
   */
  Map<TrialId, TrialRecord> ended() throws IOException;

  /**
   * Records an ended trial, and keeps its model first if the sweep wants that one. A store without
   * a place for models keeps none.
   *
   * @return false, with nothing changed, if that trial is recorded already and not reopened
   */
  boolean record(TrialRecord record, TrainedModel model, Keep keep) throws IOException;

  /** Records an ended trial without a model likewise. */
  default boolean record(TrialRecord record) throws IOException {
    return record(record, TrainedModel.NONE, Keep.NONE);
  }

  /**
   * Reopens trials that have ended: what is recorded next of each takes the place of its record,
   * once. Until then that stays. Called before a sweep begins, also if there are none: checkpoints
   * of all other trials that have ended are leftovers.
   *
   * @param trials as they are recorded
   */
  void reopen(Collection<TrialRecord> trials) throws IOException;

  /**
   * Finds out, without looking at the folder again, whether these results are still to be written
   * by this driver: nothing that it trains from then on would be recorded.
   *
   * @throws IOException if another driver has taken over
   */
  default void checkHeld() throws IOException {}

  /**
   * Returns where executors may save the state of running trials, see {@link CheckpointFolder};
   * empty if this store has no place for it.
   */
  default Optional<String> checkpointAddress() {
    return Optional.empty();
  }

  /**
   * Tells those who read which trials are set aside now; nothing else rests on it.
   *
   * @throws IOException if it can't be told
   */
  default void setAside(Set<TrialId> trials) throws IOException {}

  /**
   * Returns what other processes ask this driver to stop, since it opened the store.
   *
   * @throws IOException if it can't be found out
   */
  default StopRequests stopRequests() throws IOException {
    return StopRequests.NONE;
  }

  /**
   * Tells those who read which trials run now and how far they are; nothing else rests on it.
   *
   * @throws IOException if it can't be told
   */
  default void running(RunningTrials trials) throws IOException {}
}
