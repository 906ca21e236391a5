package org.kvsweep.kernel.cpu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds out whether trials would be computed one number at a time on a CPU that has vectors,
 * because the JVM was started without the options that the kernels need. They take longer then, and
 * end in other last digits.
 */
public final class UnusedVectors {
  /** The option of a JVM that brings the Vector API. */
  public static final String REMEDY = "--add-modules=jdk.incubator.vector";

  private static final String MODULE = "jdk.incubator.vector";

  /** The same as {@link VectorLoops#worthwhile} asks for, in bytes. */
  private static final int WORTHWHILE_BYTES = 32;

  /** The option by which the kernels find the addresses of buffers. */
  private static final String ADDRESSES = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

  private UnusedVectors() {}

  /** Returns what to tell the user of this JVM; empty if it uses the vectors that there are. */
  public static Optional<String> warning() {
    List<String> missing = missing();
    boolean unused =
        !missing.isEmpty() && ModuleFinder.ofSystem().find(MODULE).isPresent() && cpuHasVectors();
    return unused
        ? Optional.of(
            "Trials run on scalar kernels, slower and with other last digits than on this CPU's"
                + " vectors: start the JVM with "
                + String.join(" ", missing))
        : Optional.empty();
  }

  /** Returns the options that this JVM lacks for kernels with vectors. */
  static List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      missing.add(REMEDY);
    }
    if (!apiTakesBuffers() && !opens(ByteBuffer.class.getModule(), "sun.nio.ch")) {
      missing.add(ADDRESSES);
    }
    return missing;
  }

  /** True for the Vector API of Java 17; the one since Java 20 takes addresses. */
  static boolean apiTakesBuffers() {
    return Runtime.version().feature() < 20;
  }

  private static boolean opens(Module module, String packageName) {
    return module.isExported(packageName, UnusedVectors.class.getModule());
  }

  /** Asks HotSpot, because the Vector API itself can't be loaded. */
  static boolean cpuHasVectors() {
    // With AVX but not AVX2, vectors of whole numbers are shorter, and the loops need both.
    return option("MaxVectorSize").orElse(0) >= WORTHWHILE_BYTES && option("UseAVX").orElse(2) >= 2;
  }

  private static OptionalInt option(String name) {
    try {
      HotSpotDiagnosticMXBean hotSpot =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return hotSpot == null
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(hotSpot.getVMOption(name).getValue()));
    } catch (IllegalArgumentException unknown) {
      return OptionalInt.empty(); // another kind of CPU, or JVM
    }
  }
}
