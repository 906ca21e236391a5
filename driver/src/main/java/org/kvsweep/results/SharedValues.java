package org.kvsweep.results;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * Makes trials that are read one by one share what they have in common, as those of a sweep file
 * do: a million trials have some thousand different settings, and run in a few environments.
 */
final class SharedValues {
  private final Map<Object, Object> seen = new ConcurrentHashMap<>();

  /** The same spec. */
  TrialSpec of(TrialSpec spec) {
    return new TrialSpec(
        shared(spec.task()),
        shared(spec.model()),
        shared(spec.training()),
        shared(spec.resources()),
        spec.seed());
  }

  /** The same outcome. */
  TrialOutcome of(TrialOutcome outcome) {
    SortedMap<String, String> environment = new TreeMap<>();
    outcome
        .run()
        .environment()
        .forEach((key, value) -> environment.put(shared(key), shared(value)));
    return outcome.withRun(outcome.run().withEnvironment(environment));
  }

  /** The same text. */
  String of(String text) {
    return shared(text);
  }

  @SuppressWarnings("unchecked") // what equals a value here is of its class
  private <T> T shared(T value) {
    Object before = seen.putIfAbsent(value, value);
    return before == null ? value : (T) before;
  }
}
