package org.kvsweep.spark.executor;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Records as bytes, by Spark's serializer, for messages between executors and driver: Spark itself
 * writes those with Java's, and reads them with a class loader that may not have our classes.
 */
public final class Wire {
  private Wire() {}

  public static byte[] bytes(Record value) {
    ClassTag<Record> type = ClassTag$.MODULE$.apply(value.getClass());
    ByteBuffer written = SparkEnv.get().serializer().newInstance().serialize(value, type);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  public static <T extends Record> T read(byte[] bytes, Class<T> type) {
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    return type.cast(
        SparkEnv.get().serializer().newInstance().<T>deserialize(ByteBuffer.wrap(bytes), tag));
  }
}
