package org.kvsweep.speed;

import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.ProductRate;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;

/** The most floating-point operations a second that one core of this machine reaches. */
public final class PeakRates {
  /**
   * The rows of a matrix: enough for the full rate, few enough for some seconds and little memory.
   */
  private static final int ROWS = 2048;

  private static final int WIDTH = 512;

  private PeakRates() {}

  /** Measures the rate of large products of that precision, for some seconds. */
  public static double measured(Precision precision) {
    Blas.useOneThread();
    return new ProductRate(KernelChoice.AUTO.in(precision).kernels(DataType.FLOAT), ROWS, WIDTH)
        .flopsPerSecond();
  }

  /** The name of the kernels that trials in float run on here. */
  public static String kernels() {
    return KernelChoice.AUTO.kernels(DataType.FLOAT).name();
  }
}
