package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataChecksumsTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);

  private static DataChecksums of(String name, String hex) {
    return new DataChecksums(new TreeMap<>(Map.of(name, hex)));
  }

  @Test
  void areReadFromTheEnvironmentAsTheyWereWritten() {
    DataChecksums both = of("set/train text.de", ONE).with(of("/abs, \"x\"\n.en", TWO));

    assertThat(both.environment().get("data"))
        .isEqualTo(TWO + "  /abs, \"x\"?.en\n" + ONE + "  set/train text.de");
    assertThat(DataChecksums.in(both.environment())).isEqualTo(both);
  }

  @Test
  void anEnvironmentThatSaysNothingOrSomethingElseHasNone() {
    assertThat(DataChecksums.in(Map.of("engine", "dl4j"))).isEqualTo(DataChecksums.NONE);
    assertThat(DataChecksums.in(Map.of("data", "mnist"))).isEqualTo(DataChecksums.NONE);
    assertThat(DataChecksums.NONE.environment()).isEmpty();
  }

  @Test
  void agreeUnlessAFileThatBothKnowHasAnotherContent() {
    assertThat(of("a", ONE).agreesWith(of("a", ONE).with(of("b", TWO)))).isTrue();
    assertThat(of("a", ONE).agreesWith(of("b", TWO))).isTrue();
    assertThat(of("a", ONE).agreesWith(DataChecksums.NONE)).isTrue();
    assertThat(of("a", ONE).with(of("b", ONE)).agreesWith(of("b", TWO))).isFalse();
  }

  @Test
  void otherContentsAreRefusedWithBothChecksums() {
    assertThatCode(() -> of("a", ONE).require(of("a", ONE))).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("a", ONE).require(of("a", TWO)))
        .withMessageContaining("Cannot train on a: it is not the file that the sweep began with")
        .withMessageContaining("expected the SHA-256 %s, got %s", ONE, TWO);
  }
}
