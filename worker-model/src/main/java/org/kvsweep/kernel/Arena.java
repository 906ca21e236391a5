package org.kvsweep.kernel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Hands out the buffers of a layer from one piece of memory, which is kept from step to step: a
 * fresh array costs page faults every time.
 *
 * <p>Two passes: a measuring arena adds up what is asked for, then one of that size gives it.
 */
public final class Arena implements AutoCloseable {
  /** Buffers start at multiples of 64 bytes of the memory, a cache line. */
  private static final int ALIGNMENT_BYTES = 64;

  private final INDArray memory;
  private final DataType type;
  private final int alignment;
  private final long start;
  private final List<INDArray> constantArrays = new ArrayList<>();
  private long used;
  private long constants;
  private long largest;

  private Arena(INDArray memory, DataType type) {
    this.memory = memory;
    this.type = type;
    this.alignment = ALIGNMENT_BYTES / type.width();
    this.start = memory == null ? 0 : firstAligned(memory);
  }

  /** An arena that only adds up. Its matrices have no memory. */
  public static Arena measuring(DataType type) {
    return new Arena(null, type);
  }

  /** An arena with room for that many elements, all 0. */
  @SuppressWarnings("try") // the scope matters, not the object
  public static Arena of(DataType type, long elements) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      long room = Math.max(1, elements) + ALIGNMENT_BYTES / type.width();
      return new Arena(Nd4j.create(type, room), type);
    }
  }

  private static long firstAligned(INDArray memory) {
    long past = memory.data().address() % ALIGNMENT_BYTES;
    return past == 0 ? 0 : (ALIGNMENT_BYTES - past) / memory.dataType().width();
  }

  public DataType type() {
    return type;
  }

  /** Elements there is room for. */
  public long capacity() {
    return memory == null ? Long.MAX_VALUE : memory.length() - alignment;
  }

  /** Hands out the same memory anew: for buffers of which only one set is in use at a time. */
  public void reset() {
    used = 0;
  }

  /** Elements handed out so far, gaps for alignment included. */
  public long used() {
    return used;
  }

  /** Elements of the largest matrix handed out. */
  public long largest() {
    return largest;
  }

  /** Elements of constants, which lie elsewhere and survive {@link #reset}. */
  public long constants() {
    return constants;
  }

  /** A dense matrix with these rows, to be read only. */
  @SuppressWarnings("try") // the scope matters, not the object
  public Matrix constant(double[][] rows) {
    constants += (long) rows.length * rows[0].length;
    if (memory == null) {
      return Matrix.measured(rows.length, rows[0].length);
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray exact = Nd4j.createFromArray(rows);
      INDArray array = exact.castTo(type);
      constantArrays.add(array);
      if (array != exact) {
        ArrayMemory.free(exact);
      }
      return Matrix.of(array);
    }
  }

  /** A dense matrix; its content is undefined, 0 in a new arena. */
  public Matrix matrix(int rows, int columns) {
    long size = (long) rows * columns;
    long from = used;
    largest = Math.max(largest, size);
    used += (size + alignment - 1) / alignment * alignment;
    if (memory == null) {
      return Matrix.measured(rows, columns);
    }
    long[] shape = {rows, columns};
    return Matrix.of(
        Nd4j.create(memory.data(), shape, new long[] {columns, 1}, start + from, 'c'), columns);
  }

  /** Frees the memory of all matrices that were handed out; they may not be used any more. */
  @Override
  public void close() {
    ArrayMemory.free(memory);
    constantArrays.forEach(ArrayMemory::free);
    constantArrays.clear();
  }
}
