package org.kvsweep.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.kvsweep.kernel.ArrayMemory;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.Schedule;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialJson;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A training between two steps as bytes: the length of a head (4 bytes) and the head, a JSON
 * object; then, big-endian, the nanoseconds of each step as longs and, as floats, the parameters,
 * the moments of the optimizer and the parameters of the best evaluation, if they are kept.
 *
 * <p>A training goes on only where its numbers would have been the same to the last bit, so the
 * head says what they depend on, and a checkpoint from elsewhere is refused.
 */
final class TrainingCheckpoint {
  private static final long FORMAT = 1;

  /** The longest head: far above the metrics of a hundred thousand evaluations. */
  private static final int LONGEST_HEAD_BYTES = 64 << 20;

  private final Learner learner;
  private final SortedMap<String, String> environment;
  private final long steps;
  private final Schedule schedule;

  /**
   * Checkpoints of one training.
   *
   * @param environment what its numbers depend on beside the trial's spec
   * @param steps in its budget; 0 if that is in time
   * @param schedule says whether the state of a training with fewer steps will do
   */
  TrainingCheckpoint(
      Learner learner, SortedMap<String, String> environment, long steps, Schedule schedule) {
    this.learner = learner;
    this.environment = environment;
    this.steps = steps;
    this.schedule = schedule;
  }

  /**
   * Writes the training.
   *
   * @param seconds since the trial began, earlier attempts included
   */
  void write(TrainingState state, double seconds, OutputStream to) throws IOException {
    byte[] head = TrialJson.text(head(state, seconds)).getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(head.length);
    out.write(head);
    for (long nanos : state.times.nanos()) {
      out.writeLong(nanos);
    }
    for (INDArray array : learner.arrays()) {
      FloatArrays.write(array, out);
    }
    if (state.bestParameters != null) {
      FloatArrays.write(state.bestParameters, out);
    }
    out.flush();
  }

  private ObjectNode head(TrainingState state, double seconds) {
    ObjectNode head =
        TrialJson.object()
            .put("format", FORMAT)
            .put("step", state.step)
            .put("steps", steps)
            .put("parameters", parameters())
            .put("moments", moments())
            .put("bestParameters", state.bestParameters != null)
            .put("evaluated", state.best != null);
    environment.forEach(head.putObject("environment")::put);
    TrialJson.put(head, "seconds", seconds);
    head.set("sinceEvaluation", tree(state.sinceEvaluation));
    if (state.best != null) {
      ObjectNode best = head.putObject("best").put("step", state.best.step());
      best.set("validation", tree(state.best.validation()));
      best.set("test", tree(state.best.test().score()));
      if (!state.best.test().more().isEmpty()) {
        ObjectNode more = best.putObject("more");
        state.best.test().more().forEach((name, value) -> TrialJson.put(more, name, value));
      }
    }
    ArrayNode metrics = head.putArray("metrics");
    state.metrics.forEach(point -> metrics.add(TrialJson.tree(point)));
    return head;
  }

  /**
   * Reads a training into the network, and returns the rest of it. Nothing has changed if this
   * throws.
   *
   * @throws IllegalArgumentException if it is not this training, or was not made here
   */
  TrainingState read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    StrictObject head = head(in);
    TrainingState state = state(head);
    for (long i = 0; i < state.step; i++) {
      state.times.add(in.readLong());
    }
    List<INDArray> read = new ArrayList<>();
    for (INDArray array : learner.arrays()) {
      read.add(FloatArrays.read(in, array.length()));
    }
    if (head.flag("bestParameters")) {
      state.bestParameters = FloatArrays.read(in, parameters());
    }
    if (in.read() >= 0) {
      throw new IllegalArgumentException("Cannot use the checkpoint: it goes on after its end");
    }
    for (int i = 0; i < read.size(); i++) {
      FloatArrays.copy(read.get(i), learner.arrays().get(i));
      ArrayMemory.free(read.get(i));
    }
    learner.changed();
    return state;
  }

  private static StrictObject head(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST_HEAD_BYTES) {
      throw new IllegalArgumentException(
          "Cannot use the checkpoint: expected a head of at most %d bytes, got %d"
              .formatted(LONGEST_HEAD_BYTES, length));
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return StrictObject.of(TrialJson.parse(text), "checkpoint");
  }

  private TrainingState state(StrictObject head) {
    expect("format", FORMAT, head.whole("format"));
    long planned = head.whole("steps");
    if (schedule.dependsOnLength() || planned > steps) {
      expect("steps", steps, planned);
    }
    expect("parameters", parameters(), head.whole("parameters"));
    expect("moments", moments(), head.whole("moments"));
    expect(
        "environment",
        Environment.comparable(environment),
        Environment.comparable(head.object("environment").texts()));
    long step = head.whole("step");
    long last = steps == 0 ? Integer.MAX_VALUE : steps - 1;
    if (step < 1 || step > last) {
      throw new IllegalArgumentException(
          "Cannot use the checkpoint: expected a step from 1 to %d, got %d".formatted(last, step));
    }
    TrainingState state = new TrainingState();
    state.step = step;
    state.earlierSeconds = head.number("seconds");
    state.sinceEvaluation = score(head.object("sinceEvaluation"));
    if (head.flag("evaluated")) {
      StrictObject best = head.object("best");
      Map<String, Double> more = best.has("more") ? best.object("more").numbers() : Map.of();
      state.best =
          new TrainingState.Best(
              best.whole("step"),
              score(best.object("validation")),
              new Measurement(score(best.object("test")), more));
    }
    state.metrics.addAll(head.list("metrics", TrialJson::metrics));
    return state;
  }

  private static void expect(String what, Object expected, Object got) {
    if (!expected.equals(got)) {
      throw new IllegalArgumentException(
          "Cannot use the checkpoint: it was made elsewhere, expected %s %s, got %s"
              .formatted(what, expected, got));
    }
  }

  private long parameters() {
    return learner.network().numParams();
  }

  /** The numbers of the optimizer's state. */
  private long moments() {
    return learner.arrays().stream().mapToLong(INDArray::length).sum() - parameters();
  }

  private static ObjectNode tree(Score score) {
    ObjectNode node =
        TrialJson.object()
            .put("rows", score.rows())
            .put("correct", score.correct())
            .put("counted", score.counted());
    TrialJson.put(node, "lossSum", score.lossSum());
    TrialJson.put(node, "surpriseSum", score.surpriseSum());
    return node;
  }

  private static Score score(StrictObject json) {
    return new Score(
        json.number("lossSum"),
        json.whole("rows"),
        json.number("surpriseSum"),
        json.whole("correct"),
        json.whole("counted"));
  }
}
