package org.kvsweep.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.layer.ParameterSpec;

class AttentionConfigTest {

  /** The counts of the paper's table of projections: 3 or 2 in, 1 out, and m + 1 numbers. */
  @ParameterizedTest
  @CsvSource({"QKV, 3, 0", "KV, 2, 0", "KV_POS, 2, 11"})
  void countsTheParametersOfTheVariant(AttentionVariant variant, int projections, int numbers) {
    EncoderBlock block =
        new EncoderBlock.Builder().width(8).heads(2).hidden(16).attention(variant).build();
    long attention =
        block.parameters().stream()
            .filter(parameter -> parameter.name().startsWith("attention."))
            .mapToLong(ParameterSpec::size)
            .sum();
    assertThat(attention).isEqualTo(projections * (8 * 8 + 8) + 8 * 8 + 8 + numbers);
  }

  @Test
  void refusesAWidthThatDoesNotSplitIntoHeads() {
    EncoderBlock block = new EncoderBlock.Builder().width(8).heads(3).hidden(16).build();
    assertThatIllegalArgumentException()
        .isThrownBy(block::parameters)
        .withMessage("Cannot split attention: width 8 is not divisible by 3 heads");
  }
}
