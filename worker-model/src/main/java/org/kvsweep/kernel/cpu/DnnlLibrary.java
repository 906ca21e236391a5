package org.kvsweep.kernel.cpu;

import java.lang.ref.Cleaner;
import java.util.HashSet;
import java.util.Set;
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
import org.kvsweep.kernel.cpu.Gemm.Result;

/** oneDNN's objects for one owner, which are freed when the owner is unreachable. */
final class DnnlLibrary implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();
  private final Set<dnnl_memory> memories = new HashSet<>();
  private final Set<dnnl_primitive> primitives = new HashSet<>();

  private DnnlLibrary() {
    check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0));
    check(dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags));
  }

  /**
   * @param owner is not reachable from what is made here
   */
  static DnnlLibrary of(Object owner) {
    DnnlLibrary library = new DnnlLibrary();
    CLEANER.register(owner, library);
    return library;
  }

  static void check(int status) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("Cannot multiply: oneDNN gave the status " + status);
    }
  }

  /** Frees everything. */
  @Override
  public void run() {
    primitives.forEach(dnnl::dnnl_primitive_destroy);
    memories.forEach(dnnl::dnnl_memory_destroy);
    dnnl.dnnl_stream_destroy(stream);
    dnnl.dnnl_engine_destroy(engine);
  }

  /** Frees these, which are not used again, before the rest. */
  void free(dnnl_primitive primitive, dnnl_memory... operands) {
    primitives.remove(primitive);
    check(dnnl.dnnl_primitive_destroy(primitive));
    for (dnnl_memory operand : operands) {
      memories.remove(operand);
      check(dnnl.dnnl_memory_destroy(operand));
    }
  }

  static dnnl_memory_desc described(int type, long[] dimensions, long[] strides) {
    dnnl_memory_desc described = new dnnl_memory_desc();
    check(
        dnnl.dnnl_memory_desc_create_with_strides(
            described, dimensions.length, dimensions, type, strides));
    return described;
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
    dnnl.dnnl_primitive_attr_destroy(attributes);
    return primitive(description);
  }

  /** A copy from one form of a matrix into another. */
  dnnl_primitive reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    check(dnnl.dnnl_reorder_primitive_desc_create(description, from, engine, to, engine, null));
    return primitive(description);
  }

  private dnnl_primitive primitive(dnnl_primitive_desc description) {
    dnnl_primitive primitive = new dnnl_primitive();
    check(dnnl.dnnl_primitive_create(primitive, description));
    primitives.add(primitive);
    dnnl.dnnl_primitive_desc_destroy(description);
    return primitive;
  }

  void execute(dnnl_primitive primitive, int count, dnnl_exec_arg_t arguments) {
    check(dnnl.dnnl_primitive_execute(primitive, stream, count, arguments));
    check(dnnl.dnnl_stream_wait(stream));
  }
}
