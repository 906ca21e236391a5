package org.kvsweep.kernel.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Gemm.Cursor;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/** oneDNN's batched products, whose code is generated once for a shape. For one thread. */
final class DnnlProducts {
  private final DnnlLibrary library = DnnlLibrary.of(this);
  private final List<Product> products = new ArrayList<>();
  private final int[] wanted = new int[Product.NUMBERS];
  private final int operandType;

  /**
   * @param precision of the operands; results are float
   */
  DnnlProducts(Precision precision) {
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
    product(wanted).run(a, b, c);
  }

  private Product product(int[] shape) {
    for (int i = 0; i < products.size(); i++) {
      if (Arrays.equals(products.get(i).shape, shape)) {
        return products.get(i);
      }
    }
    Product product = new Product(library, operandType, shape.clone());
    products.add(product);
    return product;
  }

  /** All that the code of a product depends on, in the order in which {@link Product} reads it. */
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
    shape[Product.EXAMPLES] = examples;
    shape[Product.HEADS] = heads;
    shape[Product.M] = m;
    shape[Product.N] = n;
    shape[Product.K] = k;
    shape[Product.ADDED] = result == Result.ADDED ? 1 : 0;
    describe(shape, Product.A, layoutA, a);
    describe(shape, Product.B, layoutB, b);
    describe(shape, Product.C, Layout.PLAIN, c);
  }

  private static void describe(int[] shape, int at, Layout layout, View view) {
    boolean plain = layout == Layout.PLAIN;
    shape[at] = view.betweenExamples;
    shape[at + 1] = view.betweenHeads;
    shape[at + 2] = plain ? view.betweenRows : 1;
    shape[at + 3] = plain ? 1 : view.betweenRows;
  }

  /** The product of one shape. */
  private static final class Product {
    // Places in a shape; of each operand there are four distances, in elements: from one example,
    // head, row and column to the next.
    static final int EXAMPLES = 0;
    static final int HEADS = 1;
    static final int M = 2;
    static final int N = 3;
    static final int K = 4;
    static final int ADDED = 5;
    static final int A = 6;
    static final int B = 10;
    static final int C = 14;
    static final int NUMBERS = 18;

    private final DnnlLibrary library;
    private final int[] shape;
    private final dnnl_primitive primitive;
    private final dnnl_memory memoryA;
    private final dnnl_memory memoryB;
    private final dnnl_memory memoryC;
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(3);
    private final Cursor cursor = new Cursor();

    Product(DnnlLibrary library, int type, int[] shape) {
      this.library = library;
      this.shape = shape;
      dnnl_memory_desc describedA = operand(type, shape[M], shape[K], A);
      dnnl_memory_desc describedB = operand(type, shape[K], shape[N], B);
      dnnl_memory_desc describedC = operand(dnnl.dnnl_f32, shape[M], shape[N], C);
      Result result = shape[ADDED] == 1 ? Result.ADDED : Result.SET;
      primitive = library.product(describedA, describedB, describedC, result);
      memoryA = argument(0, dnnl.DNNL_ARG_SRC, describedA);
      memoryB = argument(1, dnnl.DNNL_ARG_WEIGHTS, describedB);
      memoryC = argument(2, dnnl.DNNL_ARG_DST, describedC);
      arguments.position(0);
    }

    private dnnl_memory_desc operand(int type, int rows, int columns, int at) {
      long[] dimensions = {shape[EXAMPLES], shape[HEADS], rows, columns};
      long[] strides = {shape[at], shape[at + 1], shape[at + 2], shape[at + 3]};
      return DnnlLibrary.described(type, dimensions, strides);
    }

    private dnnl_memory argument(int place, int meaning, dnnl_memory_desc described) {
      dnnl_memory memory = library.memory(described);
      arguments.position(place).arg(meaning).memory(memory);
      dnnl.dnnl_memory_desc_destroy(described);
      return memory;
    }

    void run(View a, View b, View c) {
      DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(memoryA, cursor.at(a.address)));
      DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(memoryB, cursor.at(b.address)));
      DnnlLibrary.check(dnnl.dnnl_memory_set_data_handle(memoryC, cursor.at(c.address)));
      library.execute(primitive, 3, arguments);
    }
  }
}
