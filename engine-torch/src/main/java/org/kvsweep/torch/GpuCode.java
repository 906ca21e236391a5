package org.kvsweep.torch;

/** The GPUs that LibTorch's build for GPUs has code for, by compute capability. */
final class GpuCode {
  private static final double OLDEST = 7.5;
  private static final double NEWEST = 12.1;

  private GpuCode() {}

  static boolean covers(double computeCapability) {
    return computeCapability >= OLDEST && computeCapability <= NEWEST;
  }

  /**
   * Checks that there is code for a card.
   *
   * @throws IllegalArgumentException if there is none
   */
  static void require(String name, double computeCapability) {
    if (!covers(computeCapability)) {
      throw new IllegalArgumentException(
          "Cannot train on %s: LibTorch has code for compute capability %s to %s, got %s"
              .formatted(name, OLDEST, NEWEST, computeCapability));
    }
  }
}
