package org.kvsweep.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.CheckpointPolicy.LastState;
import org.kvsweep.trial.Checkpoints;

/**
 * The checkpoints of a trial that may begin where a shorter one has ended, and may leave its own
 * last state to a longer one.
 *
 * @param own while the trial runs
 * @param lastStates of this trial
 * @param shorter the last states of the shorter trial; empty if there is none
 */
record ContinuedCheckpoints(Checkpoints own, Checkpoints lastStates, Optional<Checkpoints> shorter)
    implements Checkpoints {

  @Override
  public CheckpointPolicy policy() {
    return own.policy();
  }

  @Override
  public void save(long step, Writer state) throws IOException {
    own.save(step, state);
  }

  @Override
  public void saveLast(long step, Writer state) throws IOException {
    if (policy().last() == LastState.KEPT) {
      lastStates.save(step, state);
    }
  }

  /**
   * Returns the steps of all states. Own states come first: they are later ones than any of the
   * shorter trial.
   */
  @Override
  public List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>(own.steps());
    if (shorter.isPresent()) {
      shorter.get().steps().stream().filter(step -> !steps.contains(step)).forEach(steps::add);
    }
    return steps;
  }

  @Override
  public <T> T load(long step, Reader<T> reader) throws IOException {
    return shorter.isPresent() && !own.steps().contains(step)
        ? shorter.get().load(step, reader)
        : own.load(step, reader);
  }
}
