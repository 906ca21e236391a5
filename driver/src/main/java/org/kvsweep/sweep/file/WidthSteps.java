package org.kvsweep.sweep.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.kvsweep.settings.Conflict;
import org.kvsweep.sweep.Section;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialSpec;

/** Says what to write for a range of widths some of which the heads don't divide. */
final class WidthSteps {
  private final Optional<Range> widths;
  private final BigInteger heads;

  WidthSteps(List<GivenKey> keys, List<Cells.Cell> cells) {
    this.widths =
        keys.stream()
            .filter(key -> key.section() == Section.MODEL && key.key().equals(ModelKeys.WIDTH))
            .findFirst()
            .flatMap(GivenKey::range);
    this.heads =
        cells.stream()
            .map(cell -> cell.spec().model().values().get(ModelKeys.HEADS))
            .map(
                count -> count instanceof Long number ? BigInteger.valueOf(number) : BigInteger.ONE)
            .distinct()
            .reduce(BigInteger.ONE, WidthSteps::commonMultiple);
  }

  private static BigInteger commonMultiple(BigInteger a, BigInteger b) {
    return a.multiply(b).divide(a.gcd(b));
  }

  /** Returns one conflict in place of those of each width, with the range that has none. */
  Conflict clearer(Conflict conflict, TrialSpec cell) {
    boolean ofHeads = widths.isPresent() && ModelKeys.conflicts(cell.model()).contains(conflict);
    return ofHeads ? range().map(this::conflict).orElse(conflict) : conflict;
  }

  private Conflict conflict(String range) {
    return new Conflict(
        Section.MODEL.label(),
        ModelKeys.HEADS,
        "not every width of the range is divisible by the heads, expected width: " + range);
  }

  private Optional<String> range() {
    if (widths.isEmpty() || heads.bitLength() > Integer.SIZE) {
      return Optional.empty();
    }
    BigInteger from =
        widths
            .get()
            .from()
            .divide(new BigDecimal(heads), 0, RoundingMode.CEILING)
            .toBigInteger()
            .multiply(heads);
    BigInteger room = widths.get().to().toBigInteger().subtract(from);
    return room.compareTo(heads) < 0
        ? Optional.empty()
        : Optional.of(
            "{from: %d, to: %s, step: %d}".formatted(from, Range.plain(widths.get().to()), heads));
  }
}
