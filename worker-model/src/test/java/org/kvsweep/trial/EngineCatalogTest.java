package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;

class EngineCatalogTest {
  private record Named(String name) implements EngineProvider {
    @Override
    public TrialEngine create() {
      throw new IllegalStateException("Cannot make an engine that is only listed");
    }
  }

  private final EngineCatalog engines =
      EngineCatalog.of(List.of(new Named("torch"), new Named("dl4j")));

  private static TrialSpec spec(Settings training) {
    return new TrialSpec(
        new Settings(Map.of("name", "copy")), new Settings(Map.of("attention", "kv")), training, 1);
  }

  @Test
  void enginesAreListedWithoutBeingMade() {
    assertThat(engines.names()).containsExactly("dl4j", "torch");
    assertThat(engines.provider("torch").trainsInGroups()).isFalse();
  }

  @Test
  void anUnknownNameIsAnsweredByThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engines.provider("jax"))
        .withMessage("Cannot find the engine: expected one of dl4j, torch, got jax");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineCatalog.of(List.of(new Named("dl4j"))).provider("torch"))
        .withMessageStartingWith(
            "Cannot find the engine: expected one of dl4j, got torch; it has a jar")
        .withMessageContaining("./mvnw -Ptorch -DskipTests package");
  }

  @Test
  void aNameBelongsToOneEngineAndCanBeWritten() {
    assertThatIllegalStateException()
        .isThrownBy(() -> EngineCatalog.of(List.of(new Named("a"), new Named("a"))))
        .withMessageStartingWith("Cannot load engine a: both ");
    assertThatIllegalStateException()
        .isThrownBy(() -> EngineCatalog.of(List.of(new Named("a: b"))))
        .withMessageEndingWith("expected a name of small letters, digits and hyphens, got a: b");
  }

  @Test
  void onlyAnotherEngineThanTheDefaultChangesATrial() {
    Schema schema = Schema.of(engines.key());
    TrialSpec silent = spec(schema.complete(Map.of()));
    TrialSpec explicit = spec(schema.complete(Map.of("engine", "dl4j")));
    TrialSpec other = spec(schema.complete(Map.of("engine", "torch")));

    assertThat(silent.engine()).isEqualTo("dl4j");
    assertThat(explicit).isEqualTo(silent);
    assertThat(TrialJson.canonical(silent))
        .isEqualTo(
            "{\"model\":{\"attention\":\"kv\"},\"seed\":1,\"task\":{\"name\":\"copy\"},\"training\":{}}");
    assertThat(other.engine()).isEqualTo("torch");
    assertThat(TrialId.of(other)).isNotEqualTo(TrialId.of(silent));
    assertThat(TrialJson.readSpec(TrialJson.canonical(other))).isEqualTo(other);
  }
}
