package org.kvsweep.export.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;
import org.tensorflow.framework.Summary;

/**
 * An event file as TensorBoard reads it: records of TFRecord, each a message {@code Event}.
 *
 * <p>A record is its length (8 bytes, little endian), the masked CRC-32C of these, the message, and
 * its masked CRC-32C. ND4J brings TensorFlow's {@code Summary}, but not the {@code Event} around
 * it, whose few fields are written here by number (tensorflow/core/util/event.proto).
 */
final class EventFile {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;

  /** The first event of every file says it; readers refuse others. */
  private static final String VERSION = "brain.Event:2";

  /**
   * The constant of TFRecord's masked checksums, which make a checksum over data that hold
   * checksums harmless.
   */
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  EventFile(OutputStream out, Instant started) throws IOException {
    this.out = out;
    addEvent(started, event -> event.writeString(FILE_VERSION, VERSION));
  }

  /** Adds the value of each metric after a step. */
  void addScalars(long step, Instant at, Map<String, Double> values) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (name, value) -> summary.addValueBuilder().setTag(name).setSimpleValue(value.floatValue()));
    addSummary(step, at, summary.build());
  }

  /** Adds what another plugin than that for scalars reads. */
  void addSummary(long step, Instant at, Summary summary) throws IOException {
    byte[] bytes = summary.toByteArray();
    addEvent(
        at,
        event -> {
          event.writeInt64(STEP, step);
          event.writeByteArray(SUMMARY, bytes);
        });
  }

  /** Adds an event with these fields after its time. */
  private void addEvent(Instant at, ProtoFields fields) throws IOException {
    addRecord(
        ProtoFields.message(
            event -> {
              event.writeDouble(WALL_TIME, at.toEpochMilli() / 1e3);
              fields.writeTo(event);
            }));
  }

  private void addRecord(byte[] message) throws IOException {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(message.length)
            .array();
    out.write(length);
    out.write(maskedChecksum(length));
    out.write(message);
    out.write(maskedChecksum(message));
  }

  private static byte[] maskedChecksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    int masked = Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
