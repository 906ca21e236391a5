package org.kvsweep.kernel;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
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
import org.kvsweep.kernel.Gemm.Cursor;
import org.kvsweep.kernel.Gemm.Layout;

/**
 * {@link HeadProducts} by oneDNN's batched product, whose code is generated once for a shape: a
 * call for each head costs more than the product itself where heads are small.
 */
final class DnnlHeadProducts extends HeadProducts {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Library library = new Library();
  private final List<Product> products = new ArrayList<>();
  private final HeadProducts single;

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
    for (int i = 0; i < products.size(); i++) {
      Product product = products.get(i);
      if (product.fits(examples, heads, m, n, k, layoutA, a, layoutB, b, result, c)) {
        product.run(a, b, c);
        return;
      }
    }
    Product product =
        new Product(library, examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
    products.add(product);
    product.run(a, b, c);
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
        dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc c, Result result) {
      dnnl_primitive_attr attributes = new dnnl_primitive_attr();
      check(dnnl.dnnl_primitive_attr_create(attributes));
      if (result == Result.ADDED) {
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
    private final Library library;
    private final int[] sizes;
    private final Layout layoutA;
    private final Layout layoutB;
    private final Result result;
    private final dnnl_primitive primitive;
    private final dnnl_memory memoryA;
    private final dnnl_memory memoryB;
    private final dnnl_memory memoryC;
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(3);
    private final Cursor cursor = new Cursor();

    Product(
        Library library,
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
      this.library = library;
      this.layoutA = layoutA;
      this.layoutB = layoutB;
      this.result = result;
      sizes =
          new int[] {
            examples,
            heads,
            m,
            n,
            k,
            a.betweenExamples,
            a.betweenHeads,
            a.betweenRows,
            b.betweenExamples,
            b.betweenHeads,
            b.betweenRows,
            c.betweenExamples,
            c.betweenHeads,
            c.betweenRows
          };
      dnnl_memory_desc describedA = describe(examples, heads, m, k, layoutA, a);
      dnnl_memory_desc describedB = describe(examples, heads, k, n, layoutB, b);
      dnnl_memory_desc describedC = describe(examples, heads, m, n, Layout.PLAIN, c);
      primitive = library.product(describedA, describedB, describedC, result);
      memoryA = argument(0, dnnl.DNNL_ARG_SRC, describedA);
      memoryB = argument(1, dnnl.DNNL_ARG_WEIGHTS, describedB);
      memoryC = argument(2, dnnl.DNNL_ARG_DST, describedC);
      arguments.position(0);
    }

    private static dnnl_memory_desc describe(
        int examples, int heads, int rows, int columns, Layout layout, View view) {
      boolean plain = layout == Layout.PLAIN;
      long[] dimensions = {examples, heads, rows, columns};
      long[] strides = {
        view.betweenExamples,
        view.betweenHeads,
        plain ? view.betweenRows : 1,
        plain ? 1 : view.betweenRows
      };
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

    boolean fits(
        int examples,
        int heads,
        int m,
        int n,
        int k,
        Layout otherLayoutA,
        View a,
        Layout otherLayoutB,
        View b,
        Result otherResult,
        View c) {
      return sizes[0] == examples
          && sizes[1] == heads
          && sizes[2] == m
          && sizes[3] == n
          && sizes[4] == k
          && layoutA == otherLayoutA
          && layoutB == otherLayoutB
          && result == otherResult
          && lies(a, 5)
          && lies(b, 8)
          && lies(c, 11);
    }

    private boolean lies(View view, int at) {
      return sizes[at] == view.betweenExamples
          && sizes[at + 1] == view.betweenHeads
          && sizes[at + 2] == view.betweenRows;
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
