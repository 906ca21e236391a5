package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.run.wire.Place;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

class FailureDiagnosisTest {
  private static final String FAILED =
      "Job aborted due to stage failure: Task 0 in stage 6.0 failed 1 times, most recent failure:"
          + " Lost task 0.0 in stage 6.0 (TID 6) (node7 executor 2): ";
  private static final String LOST =
      FAILED
          + "ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: ";

  private static TrialOutcome.Failed failed(String message) {
    return (TrialOutcome.Failed)
        FailureDiagnosis.of(new SparkException(message + "\nDriver stacktrace:"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Command exited with code 134                                      | NATIVE_CRASH",
        "Command exited with code 139                                      | NATIVE_CRASH",
        "Command exited with code 137                                      | LOST_EXECUTOR",
        "Command exited with code 52                                       | OUT_OF_MEMORY",
        "Remote RPC client disassociated. Likely due to network issues.    | LOST_EXECUTOR",
        "Executor heartbeat timed out after 130000 ms                      | LOST_EXECUTOR",
        "worker lost: Not receiving heartbeat for 60 seconds               | LOST_EXECUTOR",
        "Container killed by YARN for exceeding physical memory limits.    | OUT_OF_MEMORY",
        "Container from a bad node: c_1 on host: h. Exit status: 134. Diag | NATIVE_CRASH",
        "The executor with id 2 was deleted by a user or the framework.    | LOST_EXECUTOR"
      })
  void theReasonOfALostExecutorDecidesTheKind(String reason, FailureKind kind) {
    assertThat(failed(LOST + reason).kind()).isEqualTo(kind);
    assertThat(failed(LOST + reason).message()).isEqualTo("node7 executor 2 was lost: " + reason);
  }

  @Test
  void theReasonOfARemovedExecutorDecidesTheKindToo() {
    TrialOutcome.Failed killed =
        FailureDiagnosis.ofRemoval(
            "2",
            "\nContainer killed by YARN for exceeding physical memory limits. 1.5 GB used.\nMore.");

    assertThat(killed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(killed.message())
        .isEqualTo(
            "executor 2 was lost: Container killed by YARN for exceeding physical memory limits."
                + " 1.5 GB used.");
    assertThat(FailureDiagnosis.ofRemoval("2", "Command exited with code 143").kind())
        .isEqualTo(FailureKind.LOST_EXECUTOR);
  }

  /** As Spark words it for a pod: the first line is empty, and the container's state comes last. */
  @ParameterizedTest
  @CsvSource({
    "137, '(SIGKILL, possible container OOM)', OOMKilled, OUT_OF_MEMORY",
    "137, '(SIGKILL, possible container OOM)', Error, LOST_EXECUTOR",
    "139, '(SIGSEGV: that''s unexpected)', Error, NATIVE_CRASH",
    "52, '(JVM OOM)', Error, OUT_OF_MEMORY",
    "143, '(unexpected)', Error, LOST_EXECUTOR"
  })
  void theStateOfItsContainerDecidesTheKindOfALostPod(
      int code, String meaning, String termination, FailureKind kind) {
    String first = "The executor with id 2 exited with exit code %d%s.".formatted(code, meaning);
    String reason =
        """

        %s
        The API gave the following brief reason: Evicted


        The API gave the following container statuses:


        \t container name: spark-kubernetes-executor
        \t container state: terminated
        \t exit code: %d
        \t termination reason: %s

        """
            .formatted(first, code, termination);

    assertThat(failed(LOST + reason).kind()).isEqualTo(kind);
    assertThat(failed(LOST + reason).message()).isEqualTo("node7 executor 2 was lost: " + first);
  }

  @Test
  void anExceptionInATaskIsAnInternalError() {
    TrialOutcome.Failed failed =
        failed(FAILED + "java.lang.IllegalStateException: Cannot run a trial: no plugin");

    assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(failed.message())
        .isEqualTo("java.lang.IllegalStateException: Cannot run a trial: no plugin");
    assertThat(failed.details()).contains("Job aborted due to stage failure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Job 3 cancelled because SparkContext was shut down",
        "Job aborted due to stage failure: Task serialization failed:"
            + " java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.",
        "Job aborted due to stage failure: Task serialization failed: java.lang.InterruptedException",
        "Job aborted due to stage failure: Master removed our application: KILLED"
      })
  void whereNoTaskFailedTheTrialHasNotEnded(String message) {
    assertThat(FailureDiagnosis.of(new SparkException(message + "\nDriver stacktrace:")))
        .isInstanceOf(TrialOutcome.Stopped.class);
    assertThat(FailureDiagnosis.of(new IllegalStateException("stopped")))
        .isInstanceOfSatisfying(
            TrialOutcome.Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo("Spark gave it up: stopped"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Job 3 cancelled ",
        "Job 3 cancelled because Stage 3 was cancelled because killed via the Web UI"
      })
  void aTrialCancelledInTheUiIsStopped(String message) {
    assertThat(FailureDiagnosis.of(new SparkException(message)))
        .isInstanceOfSatisfying(
            TrialOutcome.Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo("cancelled in Spark, as its UI can"));
  }

  /** As Spark says it of one of several workers that train a trial together. */
  @Test
  void aLostExecutorOfSeveralIsFoundInWhatSparkSaysOfAllOfThem() {
    String barrier =
        "Job aborted due to stage failure: ResultStage 6 (submitJob at TrialJobs.java:81) has failed"
            + " the maximum allowable number of times: 1. Most recent failure reason: Stage failed"
            + " because barrier task ResultTask(6, 0) finished unsuccessfully.\n";
    TrialOutcome.Failed lost =
        failed(
            barrier
                + "ExecutorLostFailure (executor 0 exited caused by one of the running tasks)"
                + " Reason: Command exited with code 134");
    TrialOutcome.Failed thrown = failed(barrier + "java.lang.IllegalStateException: no order");

    assertThat(lost.kind()).isEqualTo(FailureKind.NATIVE_CRASH);
    assertThat(lost.message()).isEqualTo("executor 0 was lost: Command exited with code 134");
    assertThat(thrown.kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(thrown.message()).isEqualTo("java.lang.IllegalStateException: no order");
  }

  @Test
  void theExecutorOfTheLastTaskIsThePlace() {
    String message =
        "Job aborted due to stage failure: Task 0 in stage 6.0 failed 1 times, most recent failure:"
            + " Lost task 0.0 in stage 6.0 (TID 6) (10.0.0.7 executor 2): ExecutorLostFailure"
            + " (executor 2 exited caused by one of the running tasks) Reason: Command exited with"
            + " code 134";

    assertThat(FailureDiagnosis.placeIn(new SparkException(message)))
        .contains(new Place("2", "10.0.0.7"));
    assertThat(
            FailureDiagnosis.placeIn(
                new SparkException(
                    "Job aborted due to stage failure: Task 0 in stage 5.0 failed 1 times, most"
                        + " recent failure: Lost task 0.0 in stage 5.0 (TID 7) (node-3 executor 1):"
                        + " java.lang.IllegalStateException: unread block data")))
        .contains(new Place("1", "node-3"));
    assertThat(FailureDiagnosis.placeIn(new SparkException("Job 3 cancelled"))).isEmpty();
  }
}
