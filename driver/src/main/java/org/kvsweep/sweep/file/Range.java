package org.kvsweep.sweep.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/**
 * Numbers that a search draws from, instead of a list.
 *
 * @param position in the sweep file
 * @param from the smallest, included
 * @param to the largest, included
 * @param step only {@code from}, {@code from + step} and so on; 0 for every number in between
 * @param whole whether the numbers are whole
 */
record Range(
    Position position,
    BigDecimal from,
    BigDecimal to,
    Scale scale,
    BigDecimal step,
    boolean whole) {
  /** A whole number of more is easier to read with an exponent. */
  private static final int MOST_DIGITS = 20;

  // Four digits are more than any setting is known to, and can be read and typed again.
  private static final MathContext DIGITS = new MathContext(4);

  // With more values than these, near ones are so alike that they need no cells of their own.
  private static final BigDecimal MOST_CELLS = BigDecimal.valueOf(256);

  /** The scales on which values are drawn evenly. */
  enum Scale implements Labelled {
    LINEAR("linear"),
    /** The logarithm: 0.001 to 0.01 is as likely as 0.01 to 0.1. */
    LOG("log");

    private final String label;

    Scale(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }

    /** The share of the way at which a number is, by this scale. */
    private double share(double from, double to, double number) {
      return switch (this) {
        case LINEAR -> (number - from) / (to - from);
        case LOG ->
            (StrictMath.log(number) - StrictMath.log(from))
                / (StrictMath.log(to) - StrictMath.log(from));
      };
    }

    /** The number at a share of the way, by this scale. */
    private double between(double from, double to, double share) {
      return switch (this) {
        case LINEAR -> from + share * (to - from);
        // Ends so far apart that no double holds their ratio are multiplied in two parts.
        case LOG ->
            Double.isInfinite(to / from)
                ? StrictMath.pow(from, 1 - share) * StrictMath.pow(to, share)
                : from * StrictMath.pow(to / from, share);
      };
    }
  }

  /**
   * The value at that share of the range.
   *
   * @param share from 0, included, to 1, not included; evenly spread shares give values that are
   *     evenly spread on the scale
   */
  Scalar at(double share) {
    BigDecimal value = step.signum() > 0 ? stepAt(share) : numberAt(share);
    Object number = whole ? (Object) value.longValueExact() : (Object) value.doubleValue();
    return new Scalar(position, number.toString(), number, false);
  }

  private BigDecimal numberAt(double share) {
    double number = scale.between(from.doubleValue(), to.doubleValue(), share);
    return new BigDecimal(number).round(DIGITS).max(from).min(to);
  }

  /**
   * Returns the number at a share of the range: each number stands for the interval up to the next.
   */
  private BigDecimal stepAt(double share) {
    BigDecimal last = to.subtract(from).divideToIntegralValue(step);
    double end = from.add(step.multiply(last.add(BigDecimal.ONE))).doubleValue();
    double number = scale.between(from.doubleValue(), end, share);
    double steps = Math.floor((number - from.doubleValue()) / step.doubleValue());
    return from.add(step.multiply(new BigDecimal(steps).max(BigDecimal.ZERO).min(last)));
  }

  /** Returns how many numbers it has; empty if it has every number in between. */
  Optional<BigInteger> count() {
    return step.signum() == 0 ? Optional.empty() : Optional.of(steps().toBigInteger());
  }

  private BigDecimal steps() {
    return to.subtract(from).divideToIntegralValue(step).add(BigDecimal.ONE);
  }

  /** What tuning makes of the range. */
  Dimension dimension() {
    if (step.signum() == 0) {
      return new Dimension.Continuous();
    }
    BigDecimal steps = steps();
    if (steps.compareTo(MOST_CELLS) > 0) {
      return new Dimension.Continuous();
    }
    double end = from.add(step.multiply(steps)).doubleValue();
    return new Dimension.Steps(
        IntStream.rangeClosed(1, steps.intValueExact())
            .mapToObj(i -> from.add(step.multiply(BigDecimal.valueOf(i))).doubleValue())
            .map(cellEnd -> cellEnd == end ? 1 : scale.share(from.doubleValue(), end, cellEnd))
            .toList());
  }

  /** Returns whether the numbers are whole, and none in between is left out. */
  boolean drawsEveryWholeNumber() {
    return whole && step.compareTo(BigDecimal.ONE) <= 0;
  }

  /** {@code 0.0001 to 0.01 on a log scale}. */
  String description() {
    String ends = plain(from) + " to " + plain(to);
    String stepped =
        step.signum() == 0 || (whole && step.compareTo(BigDecimal.ONE) == 0)
            ? ""
            : " in steps of " + plain(step);
    return ends + stepped + (scale == Scale.LOG ? " on a log scale" : "");
  }

  /** Writes a number as people do: one of three hundred zeros gets an exponent. */
  static String plain(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0
            && number.precision() - number.scale() < MOST_DIGITS
        ? number.toBigInteger().toString()
        : Settings.text(number.doubleValue());
  }
}
