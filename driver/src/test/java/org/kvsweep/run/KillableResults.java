package org.kvsweep.run;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.StopRequests;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.TrialId;

/**
 * The results as one driver writes them, until it is killed. What code does after that to clean up
 * writes nothing: a driver that is killed does not get to it.
 */
final class KillableResults implements ResultsStore {
  private final ResultsStore results;
  private boolean killed;
  private final Set<TrialId> reopened = new HashSet<>();
  private int ends;
  private int endsAgain;

  KillableResults(ResultsStore results) {
    this.results = results;
  }

  void kill() {
    killed = true;
  }

  /** Returns how many trials this driver has recorded that had no record. */
  int ends() {
    return ends;
  }

  /** Returns how many trials this driver has recorded again. */
  int endsAgain() {
    return endsAgain;
  }

  @Override
  public Map<TrialId, TrialRecord> ended() throws IOException {
    return results.ended();
  }

  @Override
  public boolean record(TrialRecord record, TrainedModel model, Keep keep) throws IOException {
    boolean created = !killed && results.record(record, model, keep);
    if (created && reopened.contains(record.id())) {
      endsAgain++;
    } else if (created) {
      ends++;
    }
    return created;
  }

  @Override
  public void reopen(Collection<TrialRecord> trials) throws IOException {
    trials.forEach(trial -> reopened.add(trial.id()));
    results.reopen(trials);
  }

  @Override
  public void checkHeld() throws IOException {
    results.checkHeld();
  }

  @Override
  public Optional<String> checkpointAddress() {
    return results.checkpointAddress();
  }

  @Override
  public void setAside(Set<TrialId> trials) throws IOException {
    if (!killed) {
      results.setAside(trials);
    }
  }

  @Override
  public StopRequests stopRequests() throws IOException {
    return results.stopRequests();
  }

  @Override
  public void running(RunningTrials trials) throws IOException {
    if (!killed) {
      results.running(trials);
    }
  }
}
