package org.kvsweep.run.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;

/**
 * The driver's answer to a {@link TrialMessage}. It crosses the wire as bytes of this class's own
 * making: executors read Spark's answers with a class loader that may not have our classes.
 */
public sealed interface DriverAnswer {

  /** The attempt goes on: with training, or from the rung where it is. */
  DriverAnswer GO_ON = new GoOn();

  /** The attempt ends here, or its task, or nobody else comes to the meeting. */
  DriverAnswer STOP = new Stop();

  /** The answer is not decided, or not all workers have come: ask again. */
  DriverAnswer NOT_YET = new NotYet();

  /** See {@link #GO_ON}. */
  record GoOn() implements DriverAnswer {
    @Override
    public byte[] bytes() {
      return new byte[] {'g'};
    }
  }

  /** See {@link #STOP}. */
  record Stop() implements DriverAnswer {
    @Override
    public byte[] bytes() {
      return new byte[] {'s'};
    }
  }

  /** See {@link #NOT_YET}. */
  record NotYet() implements DriverAnswer {
    @Override
    public byte[] bytes() {
      return new byte[] {'n'};
    }
  }

  /** The result of a meeting of workers. */
  record Met(State state) implements DriverAnswer {
    public Met {
      Objects.requireNonNull(state, "state");
    }

    @Override
    public byte[] bytes() {
      byte[] wish = state.wish().name().getBytes(UTF_8);
      byte[] bytes =
          new byte[1 + Long.BYTES + 1 + wish.length + state.values().length * Float.BYTES];
      ByteBuffer into = ByteBuffer.wrap(bytes).put((byte) 'm').putLong(state.step());
      into.put((byte) wish.length).put(wish).asFloatBuffer().put(state.values());
      return bytes;
    }

    private static Met of(ByteBuffer bytes) {
      long step = bytes.getLong();
      byte[] wish = new byte[bytes.get()];
      bytes.get(wish);
      FloatBuffer rest = bytes.asFloatBuffer();
      float[] values = new float[rest.remaining()];
      rest.get(values);
      return new Met(new State(step, Wish.valueOf(new String(wish, UTF_8)), values));
    }
  }

  /**
   * The task goes on with another attempt.
   *
   * @param order a {@link TrialOrder} as bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  record Next(byte[] order) implements DriverAnswer {
    public Next {
      Objects.requireNonNull(order, "order");
    }

    @Override
    public byte[] bytes() {
      byte[] bytes = new byte[1 + order.length];
      ByteBuffer.wrap(bytes).put((byte) 'o').put(order);
      return bytes;
    }

    private static Next of(ByteBuffer bytes) {
      byte[] order = new byte[bytes.remaining()];
      bytes.get(order);
      return new Next(order);
    }
  }

  /** Returns this answer as bytes: a letter for its kind, then its content. */
  byte[] bytes();

  /**
   * The answer that was written as these bytes.
   *
   * @throws IllegalArgumentException if they are no answer
   */
  static DriverAnswer of(byte[] written) {
    ByteBuffer bytes = ByteBuffer.wrap(written);
    byte kind = bytes.get();
    return switch (kind) {
      case 'g' -> GO_ON;
      case 's' -> STOP;
      case 'n' -> NOT_YET;
      case 'm' -> Met.of(bytes);
      case 'o' -> Next.of(bytes);
      default ->
          throw new IllegalArgumentException(
              "Cannot read an answer of the driver: expected one of g, s, n, m, o, got " + kind);
    };
  }
}
