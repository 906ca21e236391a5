package org.kvsweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Nd4jKernels;
import org.nd4j.linalg.api.buffer.DataType;

class LayerContextTest {

  private static LayerContext context(String layer, long seed) {
    return new LayerContext(
        new Nd4jKernels(),
        Arena.measuring(DataType.FLOAT),
        new TokenShape(2, 3),
        Map.of(),
        null,
        List.of(),
        layer,
        seed);
  }

  private static List<Boolean> mask(LayerContext context, String site, long step) {
    Dropout dropout = context.dropout(site, 0.5);
    context.begin(step, true);
    return IntStream.range(0, 64).mapToObj(element -> dropout.factor(element) == 0).toList();
  }

  @Test
  void dropoutDiffersBetweenSitesLayersSeedsAndSteps() {
    Set<List<Boolean>> masks = new HashSet<>();
    masks.add(mask(context("block-0", 1), "norm1", 1));
    masks.add(mask(context("block-0", 1), "norm2", 1));
    masks.add(mask(context("block-1", 1), "norm1", 1));
    masks.add(mask(context("block-0", 2), "norm1", 1));
    masks.add(mask(context("block-0", 1), "norm1", 2));
    assertThat(masks).hasSize(5);
  }

  @Test
  void dropoutOfOneSiteDoesNotDependOnTheOthers() {
    LayerContext context = context("block-0", 1);
    context.dropout("another", 0.5);
    assertThat(mask(context, "norm1", 1)).isEqualTo(mask(context("block-0", 1), "norm1", 1));
  }

  @Test
  void buffersForGradientsAreTakenOnlyWhereThereWillBeAny() {
    LayerContext context = context("block-0", 1);
    assertThat(context.trains()).isFalse();
    assertThat(context.gradientBuffer(3, 4)).isNull();
    assertThat(context.gradient("W")).isNull();
    assertThat(context.buffer(3, 4).rows()).isEqualTo(3);
  }
}
