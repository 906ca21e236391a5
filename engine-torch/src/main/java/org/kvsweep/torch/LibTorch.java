package org.kvsweep.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/** Loads LibTorch's native code, and says in a sentence what a machine lacks for it. */
final class LibTorch {
  private static final String GPU_CODE =
      "/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch_cuda.so";

  /** The words of the loader of Linux; those of LibTorch's own libraries are in the jar. */
  private static final Pattern MISSING =
      Pattern.compile("(lib[^/: ]+\\.so[.0-9]*): cannot open shared object file");

  /** What the libraries that come with NVIDIA's driver begin with. */
  private static final String DRIVER = "libcuda.so";

  private static final String THE_DRIVER = "NVIDIA's driver for CUDA 13, 580 or newer";

  private static final String THE_REST =
      "CUDA 13, cuDNN 9 and NCCL 2 and name their folders in LD_LIBRARY_PATH";

  /** The most causes looked at, as their chain may go in a circle. */
  private static final int MOST_CAUSES = 100;

  private LibTorch() {}

  // Tried once: the next time, Java says only that it has failed before.
  private static final class OnCpus {
    private static final Optional<LinkageError> FAILURE = failure(() -> Loader.load(torch.class));
  }

  private static final class OnGpus {
    private static final Optional<LinkageError> FAILURE = failure(OnGpus::load);

    private static void load() {
      try {
        torch_cuda.device_count();
      } catch (UnsatisfiedLinkError error) {
        if (missing(error).isEmpty()) {
          // JavaCPP passes over the last library where it can't load it, and keeps the reason.
          System.load(file());
        }
        throw error;
      }
    }

    private static String file() {
      try {
        return Loader.cacheResource(LibTorch.class.getResource(GPU_CODE)).getPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Optional<LinkageError> failure(Runnable load) {
    try {
      load.run();
      return Optional.empty();
    } catch (LinkageError error) {
      return Optional.of(error);
    }
  }

  /** Returns whether the class path has the code for GPUs, without loading it. */
  static boolean isForGpus() {
    return LibTorch.class.getResource(GPU_CODE) != null;
  }

  /**
   * Loads what computes on CPUs.
   *
   * @throws IllegalArgumentException if this machine lacks a library of CUDA, which the code for
   *     GPUs needs to be loaded at all
   */
  static void load() {
    OnCpus.FAILURE.ifPresent(
        error -> refuse(error, "load the engine torch", ", or take the jar for CPUs"));
  }

  /**
   * Loads what computes on GPUs.
   *
   * @throws IllegalArgumentException if this machine lacks a library of CUDA
   */
  static void loadForGpus() {
    OnGpus.FAILURE.ifPresent(error -> refuse(error, "train on a GPU", ""));
  }

  /**
   * Says what to do about a library that was not found.
   *
   * @throws LinkageError the same, if it has another reason
   */
  static void refuse(LinkageError error, String purpose, String otherwise) {
    String library = missing(error).orElseThrow(() -> error);
    throw new IllegalArgumentException(
        "Cannot %s: the jar for GPUs needs %s, which is not here; install %s%s (docs/engines.md)"
            .formatted(
                purpose, library, library.startsWith(DRIVER) ? THE_DRIVER : THE_REST, otherwise),
        error);
  }

  private static Optional<String> missing(LinkageError error) {
    return Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
        .limit(MOST_CAUSES)
        .map(cause -> MISSING.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
