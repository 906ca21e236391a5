package org.kvsweep.results;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.TrialId;

/** A store for tests of whatever writes to one. */
public final class InMemoryResultsStore implements ResultsStore {
  private static final int MOST_TOLD = 100;

  private final List<RunningTrials> runningTold = new ArrayList<>();
  private final Map<TrialId, TrialRecord> trials = new LinkedHashMap<>();
  private final Set<TrialId> reopened = new HashSet<>();
  private final Map<TrialId, TrainedModel> models = new LinkedHashMap<>();
  private StopRequests requests = StopRequests.NONE;

  @Override
  public synchronized Map<TrialId, TrialRecord> ended() {
    Map<TrialId, TrialRecord> sorted = new LinkedHashMap<>();
    trials.values().stream()
        .sorted(Comparator.comparing(TrialRecord::ended).thenComparing(TrialRecord::id))
        .forEach(trial -> sorted.put(trial.id(), trial));
    return sorted;
  }

  /** Removes a trial, as {@code kvsweep rm} does. */
  public synchronized void remove(TrialId trial) {
    trials.remove(trial);
  }

  @Override
  public synchronized void reopen(Collection<TrialRecord> records) {
    records.forEach(record -> reopened.add(record.id()));
  }

  @Override
  public synchronized boolean record(TrialRecord record, TrainedModel model, Keep keep) {
    if (model.isThere()) {
      models.put(record.id(), model);
    }
    if (reopened.remove(record.id())) {
      trials.put(record.id(), record);
      return true;
    }
    return trials.putIfAbsent(record.id(), record) == null;
  }

  @Override
  public synchronized StopRequests stopRequests() {
    return requests;
  }

  /** Asks whoever writes to this store to stop. */
  public synchronized void askToStop(StopRequests asked) {
    requests = asked;
  }

  /** What came with the trials, whether the sweep wanted it or not. */
  public synchronized Map<TrialId, TrainedModel> models() {
    return Map.copyOf(models);
  }

  @Override
  public synchronized void running(RunningTrials trials) {
    runningTold.add(trials);
    if (runningTold.size() > MOST_TOLD) {
      runningTold.remove(0);
    }
  }

  /** Returns what it was told of running trials, the last times. */
  public synchronized List<RunningTrials> runningTold() {
    return List.copyOf(runningTold);
  }
}
