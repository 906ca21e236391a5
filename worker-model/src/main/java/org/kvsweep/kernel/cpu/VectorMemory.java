package org.kvsweep.kernel.cpu;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reads and writes vectors in direct buffers. The incubating Vector API takes the buffers in Java
 * 17, and memory segments since Java 20.
 *
 * <p>A build with Java 17 has no memory segments, so methods of theirs are called by handles. C2
 * inlines those that are constant. A segment for each buffer would double the time of a step; one
 * segment of all memory, at the address of the buffer, costs nothing (decision 064).
 */
final class VectorMemory {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int BYTES = F.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final boolean TAKES_BUFFERS = UnusedVectors.apiTakesBuffers();
  private static final MethodHandle ADDRESS = TAKES_BUFFERS ? null : address();
  private static final MethodHandle READ = TAKES_BUFFERS ? null : read();
  private static final MethodHandle WRITE = TAKES_BUFFERS ? null : write();

  private VectorMemory() {}

  /** The vector at that byte of a buffer. */
  static FloatVector load(ByteBuffer buffer, int at) {
    if (TAKES_BUFFERS) {
      return FloatVector.fromByteBuffer(F, buffer, at, ORDER);
    }
    try {
      return (FloatVector) READ.invokeExact(place(buffer, at));
    } catch (Throwable e) {
      throw unchecked(e);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /** Writes a vector to that byte of a buffer. */
  static void store(FloatVector vector, ByteBuffer buffer, int at) {
    if (TAKES_BUFFERS) {
      vector.intoByteBuffer(buffer, at, ORDER);
      return;
    }
    try {
      WRITE.invokeExact(vector, place(buffer, at));
    } catch (Throwable e) {
      throw unchecked(e);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  private static long place(ByteBuffer buffer, int at) throws Throwable {
    return (long) ADDRESS.invokeExact(buffer) + Objects.checkIndex(at, buffer.limit() - BYTES + 1);
  }

  /** Takes a buffer and returns its address. */
  private static MethodHandle address() {
    try {
      return MethodHandles.lookup()
          .findVirtual(Class.forName("sun.nio.ch.DirectBuffer"), "address", methodType(long.class))
          .asType(methodType(long.class, ByteBuffer.class));
    } catch (ReflectiveOperationException e) {
      throw unknownApi(e);
    }
  }

  /** Takes an address and returns the vector there. */
  private static MethodHandle read() {
    try {
      Class<?> segment = segment();
      MethodHandle read =
          MethodHandles.lookup()
              .findStatic(
                  FloatVector.class,
                  "fromMemorySegment",
                  methodType(
                      FloatVector.class,
                      VectorSpecies.class,
                      segment,
                      long.class,
                      ByteOrder.class));
      MethodHandle ordered = MethodHandles.insertArguments(read, 3, ORDER);
      return MethodHandles.insertArguments(ordered, 0, F, allMemory(segment));
    } catch (ReflectiveOperationException e) {
      throw unknownApi(e);
    }
  }

  /** Takes a vector and an address, and writes the vector there. */
  private static MethodHandle write() {
    try {
      Class<?> segment = segment();
      MethodHandle write =
          MethodHandles.lookup()
              .findVirtual(
                  FloatVector.class,
                  "intoMemorySegment",
                  methodType(void.class, segment, long.class, ByteOrder.class));
      MethodHandle ordered = MethodHandles.insertArguments(write, 3, ORDER);
      return MethodHandles.insertArguments(ordered, 1, allMemory(segment));
    } catch (ReflectiveOperationException e) {
      throw unknownApi(e);
    }
  }

  private static Class<?> segment() throws ClassNotFoundException {
    return Class.forName("java.lang.foreign.MemorySegment");
  }

  private static Object allMemory(Class<?> segment) throws ReflectiveOperationException {
    Object none = segment.getField("NULL").get(null);
    MethodHandle reinterpret =
        MethodHandles.lookup().findVirtual(segment, "reinterpret", methodType(segment, long.class));
    try {
      return reinterpret.invoke(none, Long.MAX_VALUE);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static IllegalStateException unknownApi(ReflectiveOperationException e) {
    return new IllegalStateException(
        "Cannot compute with vectors: expected the Vector API of Java 17 or 21, got Java "
            + Runtime.version(),
        e);
  }

  private static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
