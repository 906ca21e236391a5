package org.kvsweep.training;

import java.util.Optional;
import org.kvsweep.trial.Device;
import org.nd4j.linalg.factory.Nd4j;

/** Finds the device on which ND4J computes for the calling thread. */
final class Devices {
  private Devices() {}

  /**
   * The thread computes on that GPU from now on, or wherever ND4J's backend does if it is given
   * none.
   *
   * @throws IllegalArgumentException if there is a GPU and ND4J's backend is for CPUs
   */
  static void use(Optional<Device> device) {
    if (device.isEmpty()) {
      return;
    }
    if (!computesOnGpus()) {
      throw new IllegalArgumentException(
          "Cannot train on %s: ND4J has loaded %s, which computes on CPUs; build the jar with"
                  .formatted(device.get(), Nd4j.getBackend().getClass().getSimpleName())
              + " ./mvnw -Pcuda -DskipTests package, and have CUDA 11.6 where it runs");
    }
    // "Unsafe" to ND4J because arrays of other devices may be around: a trial makes its own.
    Nd4j.getAffinityManager().unsafeSetDevice(device.get().index());
  }

  private static boolean computesOnGpus() {
    return Nd4j.getExecutioner().getClass().getName().contains("cuda");
  }

  static String describe(Optional<Device> device) {
    return device.map(Device::toString).orElse("cpu");
  }
}
