package org.kvsweep.export.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.nd4j.shade.protobuf.CodedOutputStream;

/** Writes the fields of a protobuf message of which there is no class here. */
@FunctionalInterface
interface ProtoFields {
  void writeTo(CodedOutputStream message) throws IOException;

  /** The bytes of the message with these fields. */
  static byte[] message(ProtoFields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream message = CodedOutputStream.newInstance(bytes);
    fields.writeTo(message);
    message.flush();
    return bytes.toByteArray();
  }
}
