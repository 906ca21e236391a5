package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.cpu.Gemm.Layout;

/**
 * Copies a matrix of floats with rows and columns exchanged, by oneDNN, whose code for that is
 * generated once for a shape. {@code dnnl_sgemm} would gather the columns of the matrix in every
 * call.
 */
final class TransposedOperand extends Operand {
  private final DnnlLibrary library = DnnlLibrary.of(this);
  private final DnnlCode.ByShape copies = new DnnlCode.ByShape(this::generate);
  private final int[] wanted = new int[3]; // rows, columns, elements from row to row
  private final View copy = new View();
  private FloatMemory memory = FloatMemory.allocate(1);

  @Override
  Layout transposed() {
    return Layout.PLAIN;
  }

  @Override
  View read(View view, int examples, int heads, int rows, int columns) {
    memory = memory.atLeast(rows * columns);
    copy.address = memory.address();
    copy.betweenRows = rows;
    wanted[0] = rows;
    wanted[1] = columns;
    wanted[2] = view.betweenRows;
    DnnlCode code = copies.of(wanted);
    code.set(0, view.address);
    code.set(1, copy.address);
    code.run();
    return copy;
  }

  private DnnlCode generate(int[] shape) {
    long rows = shape[0];
    long[] dimensions = {rows, shape[1]};
    dnnl_memory_desc from =
        DnnlLibrary.described(dnnl.dnnl_f32, dimensions, new long[] {shape[2], 1});
    dnnl_memory_desc to = DnnlLibrary.described(dnnl.dnnl_f32, dimensions, new long[] {1, rows});
    return new DnnlCode(
        library,
        library.reorder(from, to),
        new DnnlCode.Operand(dnnl.DNNL_ARG_FROM, from),
        new DnnlCode.Operand(dnnl.DNNL_ARG_TO, to));
  }
}
