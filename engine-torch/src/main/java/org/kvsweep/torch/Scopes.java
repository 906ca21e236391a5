package org.kvsweep.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The scopes in which LibTorch's objects live, and in which it computes in another way. */
@SuppressWarnings("try") // the scopes matter, not the objects
final class Scopes {
  private Scopes() {}

  /**
   * Frees the native memory of all tensors that were made in the work, at its end: the garbage
   * collector would not know how large they are.
   */
  static <T> T freed(Supplier<T> work) {
    try (PointerScope scope = new PointerScope()) {
      return work.get();
    }
  }

  /** Lets nothing of the work become part of the graph that gradients are computed from. */
  static <T> T untracked(Supplier<T> work) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return work.get();
    }
  }

  /** {@link #untracked(Supplier)} for work that gives nothing. */
  static void untracked(Runnable work) {
    try (NoGradGuard guard = new NoGradGuard()) {
      work.run();
    }
  }

  /** Rounds the operands of products in the work to bfloat16: LibTorch's autocast. */
  static <T> T inBfloat16(DeviceType device, Supplier<T> work) {
    torch.set_autocast_dtype(device, ScalarType.BFloat16);
    torch.set_autocast_enabled(device, true);
    torch.increment_nesting();
    try {
      return work.get();
    } finally {
      // Rounded parameters are kept for one pass: the next has others.
      if (torch.decrement_nesting() == 0) {
        torch.clear_cache();
      }
      torch.set_autocast_enabled(device, false);
    }
  }
}
