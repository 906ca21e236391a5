package org.kvsweep.kernel.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.cpu.Gemm.Cursor;

/** Copies an operand into bfloat16 by oneDNN, whose code for that is generated once for a shape. */
final class Bfloat16Operand extends Operand {
  private static final int BYTES = 2;

  private final DnnlLibrary library = DnnlLibrary.of(this);
  private final List<Conversion> conversions = new ArrayList<>();
  private final int[] wanted = new int[Conversion.NUMBERS];
  private final View copy = new View();
  private FloatMemory memory = FloatMemory.allocate(1);

  @Override
  View read(View view, int examples, int heads, int rows, int columns) {
    memory = memory.atLeast((examples * heads * rows * columns + 1) / 2);
    copy.ofCopy(view, memory.address(), BYTES, heads, rows, columns);
    wanted[Conversion.EXAMPLES] = examples;
    wanted[Conversion.HEADS] = heads;
    wanted[Conversion.ROWS] = rows;
    wanted[Conversion.COLUMNS] = columns;
    describe(view, Conversion.FROM);
    describe(copy, Conversion.TO);
    conversion(wanted).run(view, copy);
    return copy;
  }

  private void describe(View view, int at) {
    wanted[at] = view.betweenExamples;
    wanted[at + 1] = view.betweenHeads;
    wanted[at + 2] = view.betweenRows;
  }

  private Conversion conversion(int[] shape) {
    for (int i = 0; i < conversions.size(); i++) {
      if (Arrays.equals(conversions.get(i).shape, shape)) {
        return conversions.get(i);
      }
    }
    Conversion conversion = new Conversion(library, shape.clone());
    conversions.add(conversion);
    return conversion;
  }

  /** The conversion of operands of one shape. */
  private static final class Conversion {
    // Places in a shape; of each view there are three distances: from one example, head and row to
    // the next.
    static final int EXAMPLES = 0;
    static final int HEADS = 1;
    static final int ROWS = 2;
    static final int COLUMNS = 3;
    static final int FROM = 4;
    static final int TO = 7;
    static final int NUMBERS = 10;

    private final DnnlLibrary library;
    private final int[] shape;
    private final dnnl_primitive primitive;
    private final dnnl_memory from;
    private final dnnl_memory to;
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2);
    private final Cursor cursor = new Cursor();

    Conversion(DnnlLibrary library, int[] shape) {
      this.library = library;
      this.shape = shape;
      dnnl_memory_desc describedFrom = view(dnnl.dnnl_f32, FROM);
      dnnl_memory_desc describedTo = view(dnnl.dnnl_bf16, TO);
      primitive = library.reorder(describedFrom, describedTo);
      from = argument(0, dnnl.DNNL_ARG_FROM, describedFrom);
      to = argument(1, dnnl.DNNL_ARG_TO, describedTo);
      arguments.position(0);
    }

    private dnnl_memory_desc view(int type, int at) {
      long[] dimensions = {shape[EXAMPLES], shape[HEADS], shape[ROWS], shape[COLUMNS]};
      long[] strides = {shape[at], shape[at + 1], shape[at + 2], 1};
      return DnnlLibrary.described(type, dimensions, strides);
    }

    private dnnl_memory argument(int place, int meaning, dnnl_memory_desc described) {
      dnnl_memory memory = library.memory(described);
      arguments.position(place).arg(meaning).memory(memory);
      dnnl.dnnl_memory_desc_destroy(described);
      return memory;
    }

    void run(View source, View target) {
      DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(from, cursor.at(source.address)));
      DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(to, cursor.at(target.address)));
      library.execute(primitive, 2, arguments);
    }
  }
}
