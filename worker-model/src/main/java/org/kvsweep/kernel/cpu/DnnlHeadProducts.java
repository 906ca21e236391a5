package org.kvsweep.kernel.cpu;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.kvsweep.kernel.cpu.Gemm.Cursor;
import org.kvsweep.kernel.cpu.Gemm.Layout;

/**
 * {@link HeadProducts} by oneDNN's batched product, whose code is generated once for a shape: a
 * call for each head costs more than the product itself where heads are small.
 */
final class DnnlHeadProducts extends HeadProducts {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Library library = new Library();
  private final List<Product> products = new ArrayList<>();
  private final HeadProducts single;
  private final int[] wanted = new int[Product.NUMBERS];

  /**
   * @param single for what oneDNN cannot do batched
   */
  DnnlHeadProducts(HeadProducts single) {
    this.single = single;
    CLEANER.register(this, library);
  }

  @Override
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
    if (k == 1) {
      // oneDNN 3.11 gives wrong results: with one column it takes a's rows for its columns.
      single.multiply(examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      return;
    }
    if (misread(examples, heads, a) || misread(examples, heads, b) || misread(examples, heads, c)) {
      int half = examples / 2;
      multiply(half, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      a.move(half);
      b.move(half);
      c.move(half);
      multiply(examples - half, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      a.move(-half);
      b.move(-half);
      c.move(-half);
      return;
    }
    describe(wanted, examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
    product(wanted).run(a, b, c);
  }

  private Product product(int[] shape) {
    for (int i = 0; i < products.size(); i++) {
      if (Arrays.equals(products.get(i).shape, shape)) {
        return products.get(i);
      }
    }
    Product product = new Product(library, shape.clone());
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

  /**
   * True where oneDNN 3.11 gives wrong results: where it is as far from one example to the next as
   * the rows of all examples would be long if nothing lay between them, and something does. So it
   * is with K and V side by side when there are twice as many examples as tokens.
   */
  private static boolean misread(int examples, int heads, View view) {
    int row = heads * view.betweenHeads;
    return examples > 1 && view.betweenExamples == examples * row && view.betweenRows != row;
  }

  private static void check(int status) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("Cannot multiply: oneDNN gave the status " + status);
    }
  }

  /** oneDNN's objects, which are freed when the products that use them are unreachable. */
  private static final class Library implements Runnable {
    private final dnnl_engine engine = new dnnl_engine();
    private final dnnl_stream stream = new dnnl_stream();
    private final List<dnnl_memory> memories = new ArrayList<>();
    private final List<dnnl_primitive> primitives = new ArrayList<>();

    Library() {
      check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0));
      check(dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags));
    }

    @Override
    public void run() {
      primitives.forEach(dnnl::dnnl_primitive_destroy);
      memories.forEach(dnnl::dnnl_memory_destroy);
      dnnl.dnnl_stream_destroy(stream);
      dnnl.dnnl_engine_destroy(engine);
    }

    /** A place for an operand of that description; its address is set before each run. */
    dnnl_memory memory(dnnl_memory_desc described) {
      dnnl_memory memory = new dnnl_memory();
      check(dnnl.dnnl_memory_create(memory, described, engine, null));
      memories.add(memory);
      return memory;
    }

    dnnl_primitive product(
        dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc c, boolean added) {
      dnnl_primitive_attr attributes = new dnnl_primitive_attr();
      check(dnnl.dnnl_primitive_attr_create(attributes));
      if (added) {
        dnnl_post_ops after = new dnnl_post_ops();
        check(dnnl.dnnl_post_ops_create(after));
        check(dnnl.dnnl_post_ops_append_sum(after, 1, 0, dnnl.dnnl_f32));
        check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, after));
        dnnl.dnnl_post_ops_destroy(after);
      }
      dnnl_primitive_desc description = new dnnl_primitive_desc();
      check(dnnl.dnnl_matmul_primitive_desc_create(description, engine, a, b, null, c, attributes));
      dnnl_primitive primitive = new dnnl_primitive();
      check(dnnl.dnnl_primitive_create(primitive, description));
      primitives.add(primitive);
      dnnl.dnnl_primitive_desc_destroy(description);
      dnnl.dnnl_primitive_attr_destroy(attributes);
      return primitive;
    }
  }

  /** The product of one shape. */
  private static final class Product {
    // Places in a shape; of each operand there are four distances, in floats: from one example,
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

    private final Library library;
    private final int[] shape;
    private final dnnl_primitive primitive;
    private final dnnl_memory memoryA;
    private final dnnl_memory memoryB;
    private final dnnl_memory memoryC;
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(3);
    private final Cursor cursor = new Cursor();

    Product(Library library, int[] shape) {
      this.library = library;
      this.shape = shape;
      dnnl_memory_desc describedA = operand(shape[M], shape[K], A);
      dnnl_memory_desc describedB = operand(shape[K], shape[N], B);
      dnnl_memory_desc describedC = operand(shape[M], shape[N], C);
      primitive = library.product(describedA, describedB, describedC, shape[ADDED] == 1);
      memoryA = argument(0, dnnl.DNNL_ARG_SRC, describedA);
      memoryB = argument(1, dnnl.DNNL_ARG_WEIGHTS, describedB);
      memoryC = argument(2, dnnl.DNNL_ARG_DST, describedC);
      arguments.position(0);
    }

    private dnnl_memory_desc operand(int rows, int columns, int at) {
      long[] dimensions = {shape[EXAMPLES], shape[HEADS], rows, columns};
      long[] strides = {shape[at], shape[at + 1], shape[at + 2], shape[at + 3]};
      dnnl_memory_desc described = new dnnl_memory_desc();
      check(
          dnnl.dnnl_memory_desc_create_with_strides(
              described, dimensions.length, dimensions, dnnl.dnnl_f32, strides));
      return described;
    }

    private dnnl_memory argument(int place, int meaning, dnnl_memory_desc described) {
      dnnl_memory memory = library.memory(described);
      arguments.position(place).arg(meaning).memory(memory);
      dnnl.dnnl_memory_desc_destroy(described);
      return memory;
    }

    void run(View a, View b, View c) {
      check(dnnl.dnnl_memory_set_data_handle(memoryA, cursor.at(a.address)));
      check(dnnl.dnnl_memory_set_data_handle(memoryB, cursor.at(b.address)));
      check(dnnl.dnnl_memory_set_data_handle(memoryC, cursor.at(c.address)));
      check(dnnl.dnnl_primitive_execute(primitive, library.stream, 3, arguments));
      check(dnnl.dnnl_stream_wait(library.stream));
    }
  }
}
