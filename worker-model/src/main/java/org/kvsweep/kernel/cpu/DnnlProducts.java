package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/** oneDNN's batched products, whose code is generated once for a shape. For one thread. */
final class DnnlProducts {
  // Places in a shape; of each operand there are four distances, in elements: from one example,
  // head, row and column to the next.
  private static final int EXAMPLES = 0;
  private static final int HEADS = 1;
  private static final int M = 2;
  private static final int N = 3;
  private static final int K = 4;
  private static final int ADDED = 5;
  private static final int A = 6;
  private static final int B = 10;
  private static final int C = 14;
  private static final int NUMBERS = 18;

  private final DnnlLibrary library = DnnlLibrary.of(this);
  private final DnnlCode.ByShape products;
  private final int[] wanted = new int[NUMBERS];
  private final int operandType;

  /**
   * @param precision of the operands; results are float
   */
  DnnlProducts(Precision precision) {
    this(precision, DnnlCode.ByShape.MOST);
  }

  /**
   * @param most shapes whose code is kept
   */
  DnnlProducts(Precision precision, int most) {
    products = new DnnlCode.ByShape(this::generate, most);
    operandType =
        switch (precision) {
          case FLOAT -> dnnl.dnnl_f32;
          case BFLOAT16 -> dnnl.dnnl_bf16;
        };
  }

  /** Does what {@link HeadProducts#multiply} says, where oneDNN does it right. */
  void multiply(
      int examples,
      int heads,
      int m,
      int n,
      int k,
      Layout layoutA,
      View a,
      Layout layoutB,
      View b,
      Result result,
      View c) {
    describe(wanted, examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
    DnnlCode product = products.of(wanted);
    product.set(0, a.address);
    product.set(1, b.address);
    product.set(2, c.address);
    product.run();
  }

  /** How many shapes have code now. */
  int shapes() {
    return products.size();
  }

  /** All that the code of a product depends on, in places of a shape. */
  private static void describe(
      int[] shape,
      int examples,
      int heads,
      int m,
      int n,
      int k,
      Layout layoutA,
      View a,
      Layout layoutB,
      View b,
      Result result,
      View c) {
    shape[EXAMPLES] = examples;
    shape[HEADS] = heads;
    shape[M] = m;
    shape[N] = n;
    shape[K] = k;
    shape[ADDED] = result == Result.ADDED ? 1 : 0;
    describe(shape, A, layoutA, a);
    describe(shape, B, layoutB, b);
    describe(shape, C, Layout.PLAIN, c);
  }

  private static void describe(int[] shape, int at, Layout layout, View view) {
    boolean plain = layout == Layout.PLAIN;
    shape[at] = view.betweenExamples;
    shape[at + 1] = view.betweenHeads;
    shape[at + 2] = plain ? view.betweenRows : 1;
    shape[at + 3] = plain ? 1 : view.betweenRows;
  }

  private DnnlCode generate(int[] shape) {
    dnnl_memory_desc a = operand(operandType, shape, shape[M], shape[K], A);
    dnnl_memory_desc b = operand(operandType, shape, shape[K], shape[N], B);
    dnnl_memory_desc c = operand(dnnl.dnnl_f32, shape, shape[M], shape[N], C);
    Result result = shape[ADDED] == 1 ? Result.ADDED : Result.SET;
    return new DnnlCode(
        library,
        library.product(a, b, c, result),
        new DnnlCode.Operand(dnnl.DNNL_ARG_SRC, a),
        new DnnlCode.Operand(dnnl.DNNL_ARG_WEIGHTS, b),
        new DnnlCode.Operand(dnnl.DNNL_ARG_DST, c));
  }

  private static dnnl_memory_desc operand(int type, int[] shape, int rows, int columns, int at) {
    long[] dimensions = {shape[EXAMPLES], shape[HEADS], rows, columns};
    long[] strides = {shape[at], shape[at + 1], shape[at + 2], shape[at + 3]};
    return DnnlLibrary.described(type, dimensions, strides);
  }
}
