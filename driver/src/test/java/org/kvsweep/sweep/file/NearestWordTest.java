package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
  private static final List<String> KEYS =
      List.of("attention", "width", "depth", "heads", "learning-rate", "batch-size", "epochs");

  @Test
  void slipsOfTheFingerAreGuessed() {
    assertThat(NearestWord.of("head", KEYS)).contains("heads");
    assertThat(NearestWord.of("widht", KEYS)).contains("width");
    assertThat(NearestWord.of("learning_rate", KEYS)).contains("learning-rate");
    assertThat(NearestWord.of("batchSize", KEYS)).contains("batch-size");
    assertThat(NearestWord.of("ATTENTION", KEYS)).contains("attention");
    assertThat(NearestWord.of("learn", KEYS)).contains("learning-rate");
  }

  @Test
  void otherWordsAreNotGuessed() {
    assertThat(NearestWord.of("", KEYS)).isEmpty();
    assertThat(NearestWord.of("x", List.of("y"))).isEmpty();
    assertThat(NearestWord.of("momentum", KEYS)).isEmpty();
    assertThat(NearestWord.of("w".repeat(1_000_000), KEYS)).isEmpty();
  }

  @Test
  void firstLettersOfWordsAreGuessedIfTheyAreThoseOfOneKey() {
    assertThat(NearestWord.of("lr", KEYS)).contains("learning-rate");
    assertThat(NearestWord.of("BS", KEYS)).contains("batch-size");
    assertThat(NearestWord.of("ws", List.of("warmup-steps", "window-size"))).isEmpty();
    assertThat(NearestWord.of("l", KEYS)).isEmpty();
  }

  @Test
  void aBeginningThatFitsTwoWordsIsNotGuessed() {
    assertThat(NearestWord.of("warm", List.of("warmup-steps", "warmup-epochs"))).isEmpty();
  }
}
