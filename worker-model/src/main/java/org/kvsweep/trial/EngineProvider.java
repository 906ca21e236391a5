package org.kvsweep.trial;

import java.util.Optional;

/**
 * Says what an engine can do, and makes it. Providers are found through {@link
 * java.util.ServiceLoader}; to make one takes no time and loads no native code, so that engines can
 * be listed where none trains.
 */
public interface EngineProvider {

  /** The word for the engine in sweep files and tables: small letters, digits and hyphens. */
  String name();

  /**
   * Returns whether the engine can train one trial by several workers, see {@link
   * TrialContext#workers}.
   */
  default boolean trainsInGroups() {
    return false;
  }

  /** Returns whether products can have operands in bfloat16; in float they can in any engine. */
  default boolean trainsInBfloat16() {
    return false;
  }

  /**
   * Returns what the class path lacks for trials on GPUs, as a sentence that says what to do; empty
   * if nothing.
   */
  default Optional<String> lackForGpus() {
    return Optional.empty();
  }

  /** Returns whether there is code for GPUs of that compute capability, such as 8.6. */
  default boolean hasCodeFor(double computeCapability) {
    return true;
  }

  /**
   * Returns the build of kvsweep that the engine is of, if it works with no other; empty for an
   * engine that needs only this interface, and where classes are not in a jar.
   */
  default Optional<String> build() {
    return Optional.empty();
  }

  /**
   * Makes an engine, for one thread at a time.
   *
   * @throws IllegalArgumentException if this machine lacks what it computes with; the message says
   *     what to install
   */
  TrialEngine create();
}
