package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.FloatMemory;

/** Copies an operand into bfloat16 by oneDNN, whose code for that is generated once for a shape. */
final class Bfloat16Operand extends Operand {
  private static final int BYTES = 2;

  // Places in a shape; of each view there are three distances: from one example, head and row to
  // the next.
  private static final int EXAMPLES = 0;
  private static final int HEADS = 1;
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;
  private static final int FROM = 4;
  private static final int TO = 7;
  private static final int NUMBERS = 10;

  private final DnnlLibrary library = DnnlLibrary.of(this);
  private final DnnlCode.ByShape conversions = new DnnlCode.ByShape(this::generate);
  private final int[] wanted = new int[NUMBERS];
  private final View copy = new View();
  private FloatMemory memory = FloatMemory.allocate(1);

  @Override
  View read(View view, int examples, int heads, int rows, int columns) {
    memory = memory.atLeast((examples * heads * rows * columns + 1) / 2);
    copy.ofCopy(view, memory.address(), BYTES, heads, rows, columns);
    wanted[EXAMPLES] = examples;
    wanted[HEADS] = heads;
    wanted[ROWS] = rows;
    wanted[COLUMNS] = columns;
    describe(view, FROM);
    describe(copy, TO);
    DnnlCode conversion = conversions.of(wanted);
    conversion.set(0, view.address);
    conversion.set(1, copy.address);
    conversion.run();
    return copy;
  }

  private void describe(View view, int at) {
    wanted[at] = view.betweenExamples;
    wanted[at + 1] = view.betweenHeads;
    wanted[at + 2] = view.betweenRows;
  }

  private DnnlCode generate(int[] shape) {
    dnnl_memory_desc from = view(dnnl.dnnl_f32, shape, FROM);
    dnnl_memory_desc to = view(dnnl.dnnl_bf16, shape, TO);
    return new DnnlCode(
        library,
        library.reorder(from, to),
        new DnnlCode.Operand(dnnl.DNNL_ARG_FROM, from),
        new DnnlCode.Operand(dnnl.DNNL_ARG_TO, to));
  }

  private static dnnl_memory_desc view(int type, int[] shape, int at) {
    long[] dimensions = {shape[EXAMPLES], shape[HEADS], shape[ROWS], shape[COLUMNS]};
    long[] strides = {shape[at], shape[at + 1], shape[at + 2], 1};
    return DnnlLibrary.described(type, dimensions, strides);
  }
}
