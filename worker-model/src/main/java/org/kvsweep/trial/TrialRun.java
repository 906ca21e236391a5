package org.kvsweep.trial;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The measurements of a trial and the resources that it used, however it ended.
 *
 * @param parameters of the model
 * @param forwardFlops floating-point operations of one forward pass of one example
 * @param stepFlops floating-point operations of one training step (a whole batch, forward and
 *     backward)
 * @param steps optimizer steps done
 * @param medianStepSeconds the median time of a training step; 0 before the first
 * @param trainingSeconds time in training steps and their input
 * @param totalSeconds time from the start of the trial to its end
 * @param offHeapBytes the memory outside the Java heap that model, gradients, optimizer and
 *     activations take
 * @param environment what the numbers may depend on: engine, kernels, BLAS and its core type, CPU,
 *     JVM, versions
 * @param metrics in the order in which they were measured
 */
public record TrialRun(
    long parameters,
    long forwardFlops,
    long stepFlops,
    long steps,
    double medianStepSeconds,
    double trainingSeconds,
    double totalSeconds,
    long offHeapBytes,
    SortedMap<String, String> environment,
    List<EpochMetrics> metrics) {

  public TrialRun {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    metrics = List.copyOf(metrics);
  }

  /** A trial that never got as far as building its model. */
  public static TrialRun none() {
    return new TrialRun(0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>(), List.of());
  }

  /** The same with another environment. */
  public TrialRun withEnvironment(SortedMap<String, String> other) {
    return with(steps, other, metrics);
  }

  /** The same after that many steps, in which that was measured. */
  public TrialRun withMetrics(long done, List<EpochMetrics> measured) {
    return with(done, environment, measured);
  }

  private TrialRun with(long done, SortedMap<String, String> other, List<EpochMetrics> measured) {
    return new TrialRun(
        parameters,
        forwardFlops,
        stepFlops,
        done,
        medianStepSeconds,
        trainingSeconds,
        totalSeconds,
        offHeapBytes,
        other,
        measured);
  }

  /** The same run where one more thing is known about the place it had. */
  public TrialRun withEnvironment(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(environment);
    more.put(key, value);
    return new TrialRun(
        parameters,
        forwardFlops,
        stepFlops,
        steps,
        medianStepSeconds,
        trainingSeconds,
        totalSeconds,
        offHeapBytes,
        more,
        metrics);
  }

  /** The metrics that were measured last; empty if there are none. */
  public Map<String, Double> last() {
    return metrics.isEmpty() ? Map.of() : metrics.get(metrics.size() - 1).values();
  }
}
