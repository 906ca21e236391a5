package org.kvsweep.layer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;

/** Counts the floating-point operations of the products that pass through to other kernels. */
final class CountingKernels {
  private final Kernels kernels;
  private long flops;

  CountingKernels(Kernels counted) {
    // A proxy, so that kernels without products need no code here.
    kernels =
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> {
                  flops += flops(method.getName(), arguments);
                  try {
                    return method.invoke(counted, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  Kernels kernels() {
    return kernels;
  }

  /** What has been counted since the last call: 2·m·n·k of each product. */
  long take() {
    long taken = flops;
    flops = 0;
    return taken;
  }

  private static long flops(String operation, Object[] arguments) {
    return switch (operation) {
      case "linear" -> product((Matrix) arguments[0], (Matrix) arguments[1]);
      case "linearBackward" ->
          linearBackward(
              (Matrix) arguments[0],
              (Matrix) arguments[1],
              (Matrix) arguments[6],
              (Matrix) arguments[8]);
      // Scores, and the weighted sum of the values.
      case "attention" -> 2 * products((AttentionOperands) arguments[0]);
      // Gradients of values, weights and keys, and of queries where there are any. Of K·Kᵀ one
      // product with the scores' gradient and its transpose gives both sides.
      case "attentionBackward" -> {
        AttentionOperands operands = (AttentionOperands) arguments[0];
        yield (operands.keyIsQuery() ? 3 : 4) * products(operands);
      }
      default -> 0;
    };
  }

  private static long linearBackward(Matrix x, Matrix weight, Matrix dx, Matrix dWeight) {
    return (dx == null ? 0 : product(x, weight)) + (dWeight == null ? 0 : product(x, weight));
  }

  private static long product(Matrix x, Matrix weight) {
    return 2L * x.rows() * weight.rows() * weight.columns();
  }

  /** T·S·K multiply-adds for every head of every example. */
  private static long products(AttentionOperands operands) {
    AttentionShape s = operands.shape();
    return 2L * s.batch() * s.heads() * s.targets() * s.sources() * s.headWidth();
  }
}
