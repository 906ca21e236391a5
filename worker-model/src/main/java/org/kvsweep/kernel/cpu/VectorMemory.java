package org.kvsweep.kernel.cpu;

import static java.lang.invoke.MethodHandles.insertArguments;
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

  private VectorMemory() {}

  /** The vector at that byte of a buffer. */
  static FloatVector load(ByteBuffer buffer, int at) {
    if (TAKES_BUFFERS) {
      return FloatVector.fromByteBuffer(F, buffer, at, ORDER);
    }
    try {
      return (FloatVector) Segments.READ.invokeExact(place(buffer, at));
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
      Segments.WRITE.invokeExact(vector, place(buffer, at));
    } catch (Throwable e) {
      throw unchecked(e);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  private static long place(ByteBuffer buffer, int at) throws Throwable {
    return (long) Segments.ADDRESS.invokeExact(buffer)
        + Objects.checkIndex(at, buffer.limit() - BYTES + 1);
  }

  /** The methods that Java has only where the API takes segments; else never loaded. */
  private static final class Segments {
    /** Takes a buffer and returns its address. */
    static final MethodHandle ADDRESS;

    /** Takes an address and returns the vector there. */
    static final MethodHandle READ;

    /** Takes a vector and an address, and writes the vector there. */
    static final MethodHandle WRITE;

    static {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      try {
        ADDRESS =
            lookup
                .findVirtual(
                    Class.forName("sun.nio.ch.DirectBuffer"), "address", methodType(long.class))
                .asType(methodType(long.class, ByteBuffer.class));
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Object memory = all(segment, lookup);
        MethodHandle read =
            lookup.findStatic(
                FloatVector.class,
                "fromMemorySegment",
                methodType(
                    FloatVector.class, VectorSpecies.class, segment, long.class, ByteOrder.class));
        READ = insertArguments(insertArguments(read, 3, ORDER), 0, F, memory);
        MethodHandle write =
            lookup.findVirtual(
                FloatVector.class,
                "intoMemorySegment",
                methodType(void.class, segment, long.class, ByteOrder.class));
        WRITE = insertArguments(insertArguments(write, 3, ORDER), 1, memory);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "Cannot compute with vectors: expected the Vector API of Java 17 or 21, got Java "
                + Runtime.version(),
            e);
      }
    }

    private static Object all(Class<?> segment, MethodHandles.Lookup lookup)
        throws ReflectiveOperationException {
      Object none = segment.getField("NULL").get(null);
      MethodHandle reinterpret =
          lookup.findVirtual(segment, "reinterpret", methodType(segment, long.class));
      try {
        return reinterpret.invoke(none, Long.MAX_VALUE);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }
  }

  private static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
