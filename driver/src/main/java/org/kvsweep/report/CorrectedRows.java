package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.statistics.Holm;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.SampleSize;

/** Corrects the p values of a table for their number, and says what each difference shows. */
final class CorrectedRows {
  private CorrectedRows() {}

  /** The rows with p values corrected over all of them, and what follows from these. */
  static List<Row> of(List<Row> rows) {
    double[] p =
        rows.stream()
            .flatMap(Row::allDifferences)
            .mapToDouble(difference -> difference.paired().p())
            .toArray();
    double[] correctedP = Holm.adjust(p);
    double[] factors = Holm.factors(p);
    Iterator<Integer> next = IntStream.range(0, p.length).iterator();
    List<Row> corrected = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Difference> differences = new LinkedHashMap<>();
      row.differences()
          .forEach(
              (side, raw) ->
                  differences.put(side, decided(row, raw, correctedP, factors, next.next())));
      List<RankedCell> ranking = new ArrayList<>();
      for (RankedCell cell : row.ranking()) {
        ranking.add(
            new RankedCell(
                cell.values(),
                cell.result(),
                cell.fromBest().map(raw -> decided(row, raw, correctedP, factors, next.next()))));
      }
      corrected.add(
          new Row(
              row.task(),
              row.values(),
              row.metric(),
              row.cells(),
              row.results(),
              differences,
              ranking));
    }
    return corrected;
  }

  private static Difference decided(
      Row row, Difference raw, double[] correctedP, double[] factors, int place) {
    Conclusion conclusion = conclusion(row, raw.paired(), correctedP[place]);
    return new Difference(
        raw.paired(),
        raw.unpaired(),
        correctedP[place],
        conclusion,
        conclusion == Conclusion.UNDECIDED
            ? moreSeeds(raw.paired(), ComparisonTable.SIGNIFICANCE / factors[place])
            : OptionalInt.empty());
  }

  private static Conclusion conclusion(Row row, PairedDifference paired, double correctedP) {
    if (paired.pairs() == 0) {
      return Conclusion.NO_PAIRS;
    }
    if (!paired.replicated()) {
      return Conclusion.ONE_SEED;
    }
    if (paired.tied()) {
      return Conclusion.TIED;
    }
    if (!(correctedP < ComparisonTable.SIGNIFICANCE)) {
      return Conclusion.UNDECIDED;
    }
    return row.metric().orElseThrow().improvedBy(paired.mean())
        ? Conclusion.BETTER
        : Conclusion.WORSE;
  }

  private static OptionalInt moreSeeds(PairedDifference paired, double level) {
    if (Double.isNaN(paired.p())) {
      return OptionalInt.empty();
    }
    double effect = paired.mean() == 0 ? 0 : paired.mean() / paired.standardDeviation();
    double seeds =
        paired.alike() ? SampleSize.equalSeedsNeeded(level) : SampleSize.seedsNeeded(effect, level);
    double moreSeeds = Math.max(1, seeds - paired.seeds());
    return OptionalInt.of((int) Math.min(ComparisonTable.MOST_SEEDS, moreSeeds));
  }
}
