package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.settings.Key;
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
      EngineCatalog.of(List.of(new Named("torch"), new Named("dl4j")), Optional.empty());

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
        .isThrownBy(
            () -> EngineCatalog.of(List.of(new Named("dl4j")), Optional.empty()).provider("torch"))
        .withMessageStartingWith(
            "Cannot find the engine: expected one of dl4j, got torch; it has a jar")
        .withMessageContaining("./mvnw -Ptorch -DskipTests package");
  }

  @Test
  void aNameBelongsToOneEngineAndCanBeWritten() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> EngineCatalog.of(List.of(new Named("a"), new Named("a")), Optional.empty()))
        .withMessageStartingWith("Cannot load engine a: both ");
    assertThatIllegalStateException()
        .isThrownBy(() -> EngineCatalog.of(List.of(new Named("a: b")), Optional.empty()))
        .withMessageEndingWith("expected a name of small letters, digits and hyphens, got a: b");
  }

  /** An engine in a jar that says of which build it is. */
  private record Apart(String name, Optional<String> build) implements EngineProvider {
    @Override
    public TrialEngine create() {
      throw new IllegalStateException("Cannot make an engine that is only listed");
    }
  }

  @Test
  void aJarOfAnotherBuildIsRefusedByName() {
    List<EngineProvider> engines =
        List.of(
            new Named("own"),
            new Apart("old", Optional.of("0.1.0 (commit a)")),
            new Apart("same", Optional.of("0.1.0 (commit b)")));
    EngineCatalog catalog = EngineCatalog.of(engines, Optional.of("0.1.0 (commit b)"));

    assertThat(catalog.provider("own").name()).isEqualTo("own");
    assertThat(catalog.provider("same").name()).isEqualTo("same");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.provider("old"))
        .withMessage(
            "Cannot use the engine old: expected a jar of kvsweep 0.1.0 (commit b), got one of"
                + " 0.1.0 (commit a); take both from one release, or make both by ./mvnw -Ptorch -DskipTests package");
    assertThat(EngineCatalog.of(engines, Optional.empty()).provider("old").name())
        .as("classes in folders have no build")
        .isEqualTo("old");
  }

  @Test
  void whatWasTrainedIsReadWithoutItsEngine() {
    List<EngineProvider> here = List.of(new Apart("dl4j", Optional.of("another build")));
    EngineCatalog reading = EngineCatalog.of(here, Optional.of("this build")).forReading();

    assertThat(reading.key().accept("torch")).isEqualTo("torch");
    assertThat(reading.key().presence()).isEqualTo(engines.key().presence());
    assertThat(reading.limits("torch")).isEmpty();
    assertThat(reading.limits("dl4j")).as("of whatever build").contains(here.get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reading.provider("torch"))
        .withMessageStartingWith("Cannot find the engine: expected one of dl4j, got torch");
    assertThatIllegalArgumentException().isThrownBy(() -> engines.limits("jax"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Torch", "to rch", "torch\n", "\u001b[2J", "<b>torch</b>", "ｔorch"})
  void aNameIsRefusedThatNoEngineCanHave(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engines.forReading().key().accept(name))
        .withMessageStartingWith("expected a name of at most 40 small letters, digits and hyphens");
    assertThat(Key.isName(name)).isFalse();
    assertThat(Key.isName("a".repeat(40))).isTrue();
    assertThat(Key.isName("a".repeat(41))).isFalse();
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
