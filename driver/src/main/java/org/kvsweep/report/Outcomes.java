package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialJson;

/**
 * The number of trials by how they ended.
 *
 * @param completed trained to the end; the only ones that enter a mean
 * @param stopped before the end of their budget: censored
 * @param diverged with a loss that is not a finite number
 * @param failed for another reason
 * @param missing not ended yet
 * @param failedOutside those of the failed that any run trains again, since the reason was outside
 *     of the trial, such as a lost executor
 */
public record Outcomes(
    int completed, int stopped, int diverged, int failed, int missing, int failedOutside) {

  /** Counts trials; one without a record is missing. */
  static Outcomes of(Collection<Optional<TrialRecord>> records) {
    int completed = 0;
    int stopped = 0;
    int diverged = 0;
    int failed = 0;
    int missing = 0;
    int failedOutside = 0;
    for (Optional<TrialRecord> record : records) {
      if (record.isEmpty()) {
        missing++;
        continue;
      }
      switch (record.get().outcome().status()) {
        case COMPLETED -> completed++;
        case STOPPED -> stopped++;
        case DIVERGED -> diverged++;
        case FAILED -> {
          failed++;
          failedOutside += record.get().retrial() == Retrial.BY_ITSELF ? 1 : 0;
        }
      }
    }
    return new Outcomes(completed, stopped, diverged, failed, missing, failedOutside);
  }

  /** The same with so many more that have not ended. */
  Outcomes withMissing(int more) {
    return new Outcomes(completed, stopped, diverged, failed, missing + more, failedOutside);
  }

  /**
   * Returns how many have lost their result: they failed, diverged or completed without a number. A
   * mean is of the others, and may be too good. What failed for a reason outside of the trial says
   * nothing of its settings: it is still to come, as what is missing.
   *
   * @param numbers of the completed trials
   */
  int lost(int numbers) {
    return failed - failedOutside + diverged + completed - numbers;
  }

  /** Returns the counts as JSON. */
  public ObjectNode json() {
    return TrialJson.object()
        .put("completed", completed)
        .put("stopped", stopped)
        .put("diverged", diverged)
        .put("failed", failed)
        .put("missing", missing);
  }

  public int trials() {
    return completed + stopped + diverged + failed + missing;
  }

  /** All trials in words: {@code 3 completed, 2 failed, 1 missing}. */
  public String summary() {
    String others = exceptions();
    return completed + " completed" + (others.isEmpty() ? "" : ", " + others);
  }

  /** The trials that did not complete, in words: {@code 2 failed, 1 missing}; empty if all did. */
  public String exceptions() {
    StringBuilder words = new StringBuilder();
    append(words, stopped, "stopped");
    append(words, diverged, "diverged");
    append(words, failed, "failed");
    append(words, missing, "missing");
    return words.toString();
  }

  private static void append(StringBuilder words, int count, String word) {
    if (count > 0) {
      words.append(words.isEmpty() ? "" : ", ").append(count).append(' ').append(word);
    }
  }
}
