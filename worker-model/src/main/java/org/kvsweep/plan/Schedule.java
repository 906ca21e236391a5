package org.kvsweep.plan;

import java.util.List;
import org.kvsweep.settings.Labelled;

/**
 * The learning rate over a training, as pure functions of the step.
 *
 * <p>{@code step} is the number of steps done before, from 0. All but {@link OneCycle} and {@link
 * InverseSquareRoot} multiply their rate by step / warm-up steps until the warm-up is over, so that
 * the very first step of a warm-up has rate 0, as in the paper's code.
 */
public sealed interface Schedule {

  /** Returns the steps over which the learning rate rises; 0 for none. */
  int warmupSteps();

  /** The epochs at whose end the rate falls by {@link #gamma}; only {@link MultiStep} has any. */
  default List<Integer> milestones() {
    return List.of();
  }

  /** The factor by which the rate falls at a milestone. */
  default double gamma() {
    return 0.1;
  }

  /** The word in sweep files. */
  Word word();

  /**
   * Returns whether the rates depend on how long the training is in all: then a longer one is not
   * what a shorter one would have become.
   */
  default boolean dependsOnLength() {
    return switch (word()) {
      case COSINE, ONE_CYCLE -> true;
      case CONSTANT, MULTI_STEP, INVERSE_SQUARE_ROOT -> false;
    };
  }

  /**
   * The learning rate of a step.
   *
   * @param peak the largest
   * @param length without steps before the first step of a budget in time
   */
  double learningRate(double peak, long step, TrainingLength length);

  /**
   * The decay of Adam's first moment in a step; the optimizer's own unless the schedule moves it.
   */
  default double beta1(double own, long step, TrainingLength length) {
    return own;
  }

  /** The schedules there are. */
  enum Word implements Labelled {
    CONSTANT("constant"),
    COSINE("cosine"),
    MULTI_STEP("multi-step"),
    ONE_CYCLE("one-cycle"),
    INVERSE_SQUARE_ROOT("inverse-square-root");

    private final String label;

    Word(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** The same rate all the time. */
  record Constant(int warmupSteps) implements Schedule {
    @Override
    public Word word() {
      return Word.CONSTANT;
    }

    @Override
    public double learningRate(double peak, long step, TrainingLength length) {
      return peak * rise(step, warmupSteps);
    }
  }

  /** Falls in half a cosine, from the peak to 0 over all steps. */
  record Cosine(int warmupSteps) implements Schedule {
    @Override
    public Word word() {
      return Word.COSINE;
    }

    @Override
    public double learningRate(double peak, long step, TrainingLength length) {
      double cosine =
          length.steps() == 0 ? 1 : 0.5 * (1 + Math.cos(Math.PI * step / length.steps()));
      return peak * cosine * rise(step, warmupSteps);
    }
  }

  /**
   * Falls by a factor at the end of some epochs.
   *
   * @param milestones the epochs, ascending
   * @param gamma the factor
   */
  record MultiStep(int warmupSteps, List<Integer> milestones, double gamma) implements Schedule {
    public MultiStep {
      milestones = List.copyOf(milestones);
    }

    @Override
    public Word word() {
      return Word.MULTI_STEP;
    }

    @Override
    public double learningRate(double peak, long step, TrainingLength length) {
      long epochs = step / length.stepsPerEpoch();
      double rate = peak * rise(step, warmupSteps);
      for (int milestone : milestones) {
        rate *= epochs >= milestone ? gamma : 1;
      }
      return rate;
    }
  }

  /**
   * Rises from a 25th of the peak and falls to a 100,000th of it, in half cosines, while Adam's
   * beta1 goes the other way, 0.95, 0.85, 0.95: Smith and Topin, arXiv 1708.07120, with the numbers
   * of the paper's code. The last step of each way has exactly its end, as PyTorch's OneCycleLR has
   * it.
   *
   * @param warmupSteps of the way up; 0 for a quarter of all steps
   */
  record OneCycle(int warmupSteps) implements Schedule {
    private static final double START = 1.0 / 25;
    private static final double END = 1e-5;
    private static final double WARMUP_SHARE = 0.25;
    static final double HIGH_BETA1 = 0.95;
    static final double LOW_BETA1 = 0.85;

    @Override
    public Word word() {
      return Word.ONE_CYCLE;
    }

    @Override
    public double learningRate(double peak, long step, TrainingLength length) {
      return cycle(START * peak, peak, END * peak, step, length);
    }

    @Override
    public double beta1(double own, long step, TrainingLength length) {
      return cycle(HIGH_BETA1, LOW_BETA1, HIGH_BETA1, step, length);
    }

    private double cycle(double start, double top, double end, long step, TrainingLength length) {
      if (length.steps() == 0) {
        return start;
      }
      double last = length.steps() - 1.0;
      double turn = (warmupSteps > 0 ? warmupSteps : WARMUP_SHARE * length.steps()) - 1;
      // Too short a training has no way up, or none down.
      if (step <= turn && turn > 0) {
        return between(start, top, step / turn);
      }
      double from = Math.max(0, turn);
      return last > from ? between(top, end, (step - from) / (last - from)) : top;
    }

    private static double between(double start, double end, double part) {
      return end + (start - end) / 2 * (1 + Math.cos(Math.PI * part));
    }
  }

  /**
   * Rises in a line, then falls with the root of the step: Vaswani et al., arXiv 1706.03762,
   * section 5.3. Steps count from 1 here, as they do there.
   */
  record InverseSquareRoot(int warmupSteps) implements Schedule {
    @Override
    public Word word() {
      return Word.INVERSE_SQUARE_ROOT;
    }

    @Override
    public double learningRate(double peak, long step, TrainingLength length) {
      double warmup = Math.max(1, warmupSteps);
      double done = step + 1.0;
      return peak * Math.min(done / warmup, Math.sqrt(warmup / done));
    }
  }

  private static double rise(long step, int warmupSteps) {
    return warmupSteps == 0 ? 1 : Math.min(1, (double) step / warmupSteps);
  }
}
