package org.kvsweep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The expected numbers are what PyTorch 2.15 printed for {@code optimizer.param_groups[0]["lr"]} of
 * {@code torch.optim.Adam([p], lr=1e-3)} before each step, in double, under the schedulers named.
 */
class ScheduleTest {
  private static final double PEAK = 1e-3;

  // torch.optim.lr_scheduler.LambdaLR(adam, lambda s: 0.5 * (1 + cos(pi * s / 12)) * min(1, s / 5))
  private static final double[] COSINE = {
    0.0,
    0.00019659258262890683,
    0.0003732050807568878,
    0.0005121320343559642,
    0.0006000000000000001,
    0.0006294095225512603,
    0.0005,
    0.0003705904774487397,
    0.0002500000000000001,
    0.00014644660940672628,
    6.698729810778065e-05,
    1.70370868554659e-05
  };

  // torch.optim.lr_scheduler.CosineAnnealingLR(adam, 10)
  private static final double[] COSINE_WITHOUT_WARMUP = {
    0.001,
    0.0009755282581475768,
    0.0009045084971874736,
    0.0007938926261462366,
    0.0006545084971874737,
    0.0005,
    0.00034549150281252633,
    0.0002061073738537635,
    9.549150281252634e-05,
    2.4471741852423235e-05
  };

  // torch.optim.lr_scheduler.MultiStepLR(adam, [2, 5], gamma=0.1)
  private static final double[] MULTI_STEP_BY_EPOCH = {
    0.001, 0.001, 0.0001, 0.0001, 0.0001, 1e-05, 1e-05, 1e-05
  };

  // torch.optim.lr_scheduler.OneCycleLR(adam, max_lr=1e-3, total_steps=20, pct_start=0.25,
  //     div_factor=25, final_div_factor=4000, base_momentum=0.85, max_momentum=0.95)
  private static final double[] ONE_CYCLE = {
    3.9999999999999996e-05,
    0.00018058874503045722,
    0.0005200000000000001,
    0.0008594112549695428,
    0.001,
    0.0009890739096288991,
    0.0009567731610940123,
    0.000904509452102502,
    0.0008345669575263975,
    0.0007500025000000001,
    0.000654511952102502,
    0.0005522687089915105,
    0.0004477412910084897,
    0.0003454980478974982,
    0.0002500075000000001,
    0.00016544304247360285,
    9.550054789749821e-05,
    4.323683890598773e-05,
    1.0936090371100826e-05,
    1e-08
  };

  // adam.param_groups[0]["betas"][0] of the same
  private static final double[] ONE_CYCLE_BETA1 = {
    0.95,
    0.9353553390593273,
    0.8999999999999999,
    0.8646446609406726,
    0.85,
    0.8510926199633096,
    0.8543227271178699,
    0.8595491502812526,
    0.8665434696820571,
    0.875,
    0.8845491502812526,
    0.8947735768366173,
    0.9052264231633826,
    0.9154508497187474,
    0.9249999999999999,
    0.9334565303179428,
    0.9404508497187474,
    0.94567727288213,
    0.9489073800366903,
    0.95
  };

  // torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min((s + 1) / 4, sqrt(4 / (s + 1))))
  private static final double[] INVERSE_SQUARE_ROOT = {
    0.00025,
    0.0005,
    0.00075,
    0.001,
    0.0008944271909999159,
    0.0008164965809277261,
    0.0007559289460184544,
    0.0007071067811865476,
    0.0006666666666666666,
    0.0006324555320336759
  };

  @Test
  void cosineWithWarmupAgreesWithTorch() {
    assertRates(new Schedule.Cosine(5), COSINE, 1);
    assertRates(new Schedule.Cosine(0), COSINE_WITHOUT_WARMUP, 1);
  }

  @Test
  void multiStepAgreesWithTorchEpochByEpoch() {
    Schedule schedule = new Schedule.MultiStep(0, List.of(2, 5), 0.1);
    assertRates(schedule, MULTI_STEP_BY_EPOCH, 1);
    TrainingLength length = new TrainingLength(24, 3);
    for (int step = 0; step < 24; step++) {
      assertThat(schedule.learningRate(PEAK, step, length))
          .isCloseTo(MULTI_STEP_BY_EPOCH[step / 3], within(1e-17));
    }
  }

  @Test
  void oneCycleAgreesWithTorchInRateAndMomentum() {
    Schedule schedule = new Schedule.OneCycle(0);
    assertRates(schedule, ONE_CYCLE, 1);
    TrainingLength length = new TrainingLength(20, 20);
    assertClose(step -> schedule.beta1(0.9, step, length), ONE_CYCLE_BETA1, 1e-14);
  }

  @Test
  void oneCycleCanBeToldHowLongItRises() {
    TrainingLength length = new TrainingLength(20, 20);
    Schedule schedule = new Schedule.OneCycle(8);
    assertThat(schedule.learningRate(PEAK, 7, length)).isCloseTo(PEAK, within(1e-18));
    assertThat(schedule.learningRate(PEAK, 6, length)).isLessThan(PEAK);
    assertThat(schedule.learningRate(PEAK, 8, length)).isLessThan(PEAK);
  }

  @Test
  void oneCycleOfAFewStepsStaysBetweenItsEnds() {
    for (int steps = 1; steps < 9; steps++) {
      for (int step = 0; step < steps; step++) {
        double rate =
            new Schedule.OneCycle(0).learningRate(PEAK, step, new TrainingLength(steps, steps));
        assertThat(rate).isBetween(PEAK * 1e-5 * (1 - 1e-12), PEAK * (1 + 1e-12));
      }
    }
  }

  /** The length of a budget in time is not known before its first step. */
  @Test
  void aTrainingOfUnknownLengthBeginsAsALongOneDoes() {
    TrainingLength unknown = new TrainingLength(0, 5);
    TrainingLength known = new TrainingLength(1000, 5);
    List<Schedule> all =
        List.of(
            new Schedule.Constant(0),
            new Schedule.Constant(4),
            new Schedule.Cosine(0),
            new Schedule.Cosine(4),
            new Schedule.MultiStep(0, List.of(1), 0.5),
            new Schedule.OneCycle(0),
            new Schedule.OneCycle(4),
            new Schedule.InverseSquareRoot(4));
    for (Schedule schedule : all) {
      assertThat(schedule.learningRate(PEAK, 0, unknown))
          .as("the rate of %s", schedule)
          .isCloseTo(schedule.learningRate(PEAK, 0, known), within(1e-17));
      assertThat(schedule.beta1(0.9, 0, unknown))
          .as("beta1 of %s", schedule)
          .isCloseTo(schedule.beta1(0.9, 0, known), within(1e-14));
    }
  }

  @Test
  void inverseSquareRootAgreesWithTorch() {
    assertRates(new Schedule.InverseSquareRoot(4), INVERSE_SQUARE_ROOT, 1);
  }

  @Test
  void constantIsConstantAfterItsWarmup() {
    assertRates(new Schedule.Constant(0), new double[] {PEAK, PEAK, PEAK}, 1);
    assertRates(new Schedule.Constant(2), new double[] {0, PEAK / 2, PEAK, PEAK}, 1);
  }

  @Test
  void onlyOneCycleMovesTheMomentum() {
    TrainingLength length = new TrainingLength(10, 5);
    List<Schedule> others =
        List.of(
            new Schedule.Constant(1),
            new Schedule.Cosine(1),
            new Schedule.MultiStep(1, List.of(1), 0.5),
            new Schedule.InverseSquareRoot(1));
    for (Schedule schedule : others) {
      assertThat(schedule.beta1(0.9, 3, length)).isEqualTo(0.9);
    }
  }

  private static void assertRates(Schedule schedule, double[] expected, int stepsPerEpoch) {
    TrainingLength length = new TrainingLength(expected.length, stepsPerEpoch);
    assertClose(step -> schedule.learningRate(PEAK, step, length), expected, 1e-17);
  }

  private static void assertClose(LongToDoubleFunction actual, double[] expected, double margin) {
    for (int step = 0; step < expected.length; step++) {
      assertThat(actual.applyAsDouble(step))
          .as("step %d", step)
          .isCloseTo(expected[step], within(margin));
    }
  }
}
