package org.kvsweep.kernel.cpu;

import java.nio.IntBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.cpu.Gemm.Cursor;

/** Code that oneDNN has generated for operands of one shape. For one thread. */
final class DnnlCode {
  private final DnnlLibrary library;
  private final dnnl_primitive primitive;
  private final dnnl_memory[] operands;
  private final dnnl_exec_arg_t arguments;
  private final Cursor cursor = new Cursor();

  /** An operand: what it means to oneDNN, and its description, which is freed here. */
  record Operand(int meaning, dnnl_memory_desc description) {}

  DnnlCode(DnnlLibrary library, dnnl_primitive primitive, Operand... described) {
    this.library = library;
    this.primitive = primitive;
    this.operands = new dnnl_memory[described.length];
    this.arguments = new dnnl_exec_arg_t(described.length);
    for (int i = 0; i < described.length; i++) {
      operands[i] = library.memory(described[i].description());
      arguments.position(i).arg(described[i].meaning()).memory(operands[i]);
      dnnl.dnnl_memory_desc_destroy(described[i].description());
    }
    arguments.position(0);
  }

  /** Sets the address of that operand, from 0, for the next run. */
  void set(int operand, long address) {
    DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(operands[operand], cursor.at(address)));
  }

  void run() {
    library.execute(primitive, operands.length, arguments);
  }

  private void free() {
    library.free(primitive, operands);
  }

  /**
   * The code of the shapes that were asked for last, each generated once. The code of a product
   * takes up to a megabyte.
   */
  static final class ByShape {
    /**
     * More than a layer of a translator needs: six products for each of the 350 pairs of lengths
     * that Multi30k has in batches of 16, and twelve for each length.
     */
    static final int MOST = 3000;

    private final Function<int[], DnnlCode> generator;
    private final int most;
    private final Map<IntBuffer, DnnlCode> codes = new LinkedHashMap<>(16, 0.75f, true);
    private IntBuffer wanted = IntBuffer.allocate(0);

    ByShape(Function<int[], DnnlCode> generator) {
      this(generator, MOST);
    }

    ByShape(Function<int[], DnnlCode> generator, int most) {
      this.generator = generator;
      this.most = most;
    }

    /** Returns the code of that shape, which the caller may change afterwards. */
    DnnlCode of(int[] shape) {
      if (wanted.array() != shape) {
        wanted = IntBuffer.wrap(shape);
      }
      DnnlCode known = codes.get(wanted);
      if (known != null) {
        return known;
      }
      if (codes.size() >= most) {
        Iterator<DnnlCode> leastUsed = codes.values().iterator();
        leastUsed.next().free();
        leastUsed.remove();
      }
      int[] kept = shape.clone();
      DnnlCode code = generator.apply(kept);
      codes.put(IntBuffer.wrap(kept), code);
      return code;
    }

    /** How many shapes have code now. */
    int size() {
      return codes.size();
    }
  }
}
