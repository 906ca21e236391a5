package org.kvsweep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCodeTest {
  private static Throwable asThrown(Throwable root) {
    return new ServiceConfigurationError(
        "Provider could not be instantiated",
        new ExceptionInInitializerError(new RuntimeException("ND4J is missing", root)));
  }

  private static String refusal(Throwable root) {
    return NativeCode.refusal(asThrown(root), Map.of()).orElseThrow();
  }

  @Test
  void aFolderThatMayHoldNoProgramsIsNamedWithWhatToDo() {
    String library = "/h/.javacpp/cache/libjniopenblas.so";
    Throwable first =
        new UnsatisfiedLinkError(
            library + ": " + library + ": failed to map segment from shared object");
    Throwable second = new UnsatisfiedLinkError("no jniopenblas in java.library.path: /usr/lib");
    second.initCause(first);

    assertThat(refusal(second))
        .startsWith("Cannot unpack the native code to ")
        .endsWith(
            "cache: failed to map segment from shared object; set -Dorg.bytedeco.javacpp.cachedir"
                + " to a folder with half a gigabyte where programs may run");
  }

  @Test
  void soIsAFullDisk() {
    Throwable full = new UnsatisfiedLinkError("java.io.IOException: No space left on device");
    full.initCause(new IOException("No space left on device"));

    assertThat(refusal(full)).contains("cache: No space left on device; set -D");
  }

  @Test
  void whatIsNotTheFoldersFaultGetsNoSuchAdvice() {
    assertThat(refusal(new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object file")))
        .isEqualTo("Cannot load the native code: libgomp.so.1: cannot open shared object file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4,2", "1,1", "4 ", "abc"})
  void aNumberOfThreadsThatIsNoneIsNamed(String threads) {
    Throwable thrown = asThrown(new NumberFormatException("For input string"));

    assertThat(NativeCode.refusal(thrown, Map.of("OMP_NUM_THREADS", threads)))
        .contains(
            "Cannot start the native code: expected one whole number in OMP_NUM_THREADS, got "
                + threads);
    assertThat(NativeCode.refusal(thrown, Map.of("OMP_NUM_THREADS", "+4"))).isEmpty();
  }

  @Test
  void otherErrorsAreNotItsBusiness() {
    assertThat(NativeCode.refusal(asThrown(new IOException("x")), Map.of())).isEmpty();
  }
}
