package org.kvsweep.kernel.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The code of each shape that was asked for, generated once. */
  static final class ByShape {
    private final Function<int[], DnnlCode> generator;
    private final List<int[]> shapes = new ArrayList<>();
    private final List<DnnlCode> codes = new ArrayList<>();

    ByShape(Function<int[], DnnlCode> generator) {
      this.generator = generator;
    }

    /** Returns the code of that shape, which the caller may change afterwards. */
    DnnlCode of(int[] shape) {
      for (int i = 0; i < shapes.size(); i++) {
        if (Arrays.equals(shapes.get(i), shape)) {
          return codes.get(i);
        }
      }
      int[] kept = shape.clone();
      DnnlCode code = generator.apply(kept);
      shapes.add(kept);
      codes.add(code);
      return code;
    }
  }
}
