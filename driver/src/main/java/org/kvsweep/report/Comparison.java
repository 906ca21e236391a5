package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.statistics.Holm;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.SampleSize;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Makes a comparison table: groups trials into rows, compares within each, corrects over all. */
final class Comparison {
  private final SweepResults results;
  private final TableOptions options;
  private final CellAxes axes;
  private final List<AttentionVariant> variants;

  Comparison(SweepResults results, TableOptions options) {
    this.results = results;
    this.options = options;
    this.axes = CellAxes.of(results.trials().values(), results.axes());
    this.variants = variants();
  }

  ComparisonTable table() {
    List<Draft> drafts = new ArrayList<>();
    rowGroups().forEach((key, trials) -> drafts.add(draft(key, trials)));
    double level = ComparisonTable.SIGNIFICANCE / Math.max(1, comparisons(drafts));
    return new ComparisonTable(
        results.name(),
        options.baseline(),
        variants,
        corrected(drafts.stream().map(draft -> row(draft, level)).toList()),
        results.outcomes(),
        exceptions(),
        results.outside(),
        results.damaged(),
        results.otherData(),
        MixedKernels.of(results.ended().values()),
        results.setAside().size());
  }

  private List<AttentionVariant> variants() {
    Set<AttentionVariant> present = new TreeSet<>();
    results.trials().values().forEach(spec -> present.add(ModelKeys.attentionOf(spec)));
    Set<AttentionVariant> ordered = new LinkedHashSet<>();
    if (present.contains(options.baseline())) {
      ordered.add(options.baseline());
    }
    ordered.addAll(present);
    return List.copyOf(ordered);
  }

  private record RowKey(String task, Map<String, String> values) {}

  private Map<RowKey, Map<TrialId, TrialSpec>> rowGroups() {
    Map<RowKey, Map<TrialId, TrialSpec>> groups = new LinkedHashMap<>();
    results
        .trials()
        .forEach(
            (id, spec) -> {
              Map<String, String> values =
                  options
                      .rows()
                      .map(paths -> CellAxes.values(spec, paths))
                      .orElseGet(() -> axes.values(spec));
              groups
                  .computeIfAbsent(
                      new RowKey(spec.taskName(), values), key -> new LinkedHashMap<>())
                  .put(id, spec);
            });
    return groups;
  }

  private record Draft(RowKey key, Optional<Metric> metric, RowTrials trials) {}

  private Draft draft(RowKey key, Map<TrialId, TrialSpec> trials) {
    Optional<Metric> metric = options.metric().or(() -> preferred(trials.keySet()));
    return new Draft(key, metric, new RowTrials(trials, results, metric, axes));
  }

  /** Returns the number of p values that there will be. */
  private long comparisons(List<Draft> drafts) {
    return drafts.stream()
        .flatMap(draft -> compared().stream().map(v -> draft.trials().pairs(v, options.baseline())))
        .filter(pairs -> pairs.differences().size() > 1)
        .count();
  }

  /** The variants to compare with the baseline; none if the baseline has no trials. */
  private List<AttentionVariant> compared() {
    return variants.contains(options.baseline())
        ? variants.stream().filter(variant -> variant != options.baseline()).toList()
        : List.of();
  }

  /** The row, its p values not yet corrected. */
  private Row row(Draft draft, double level) {
    Map<AttentionVariant, ComparisonTable.VariantResult> byVariant = new LinkedHashMap<>();
    variants.forEach(variant -> byVariant.put(variant, draft.trials().result(variant)));
    Map<AttentionVariant, Difference> differences = new LinkedHashMap<>();
    for (AttentionVariant variant : compared()) {
      RowTrials.Pairs pairs = draft.trials().pairs(variant, options.baseline());
      differences.put(
          variant,
          new Difference(
              pairs.compared(level),
              pairs.unpaired(),
              Double.NaN,
              Conclusion.UNDECIDED,
              OptionalInt.empty()));
    }
    return new Row(
        draft.key().task(),
        draft.key().values(),
        draft.metric(),
        draft.trials().cells(),
        byVariant,
        differences);
  }

  private Optional<Metric> preferred(Set<TrialId> trials) {
    Set<String> carried = new TreeSet<>();
    for (TrialId id : trials) {
      results.record(id).map(TrialRecord::outcome).stream()
          .filter(TrialOutcome::completed)
          .flatMap(outcome -> outcome.run().metrics().stream())
          .forEach(point -> carried.addAll(point.values().keySet()));
    }
    return Metric.preferredOf(carried);
  }

  /** The rows with p values corrected over all of them, and what follows from these. */
  private static List<Row> corrected(List<Row> rows) {
    double[] p =
        rows.stream()
            .flatMap(row -> row.differences().values().stream())
            .mapToDouble(difference -> difference.paired().p())
            .toArray();
    double[] correctedP = Holm.adjust(p);
    double[] factors = Holm.factors(p);
    List<Row> corrected = new ArrayList<>();
    int next = 0;
    for (Row row : rows) {
      Map<AttentionVariant, Difference> differences = new LinkedHashMap<>();
      for (Map.Entry<AttentionVariant, Difference> entry : row.differences().entrySet()) {
        double level = ComparisonTable.SIGNIFICANCE / factors[next];
        differences.put(entry.getKey(), decided(row, entry.getValue(), correctedP[next], level));
        next++;
      }
      corrected.add(
          new Row(row.task(), row.values(), row.metric(), row.cells(), row.results(), differences));
    }
    return corrected;
  }

  private static Difference decided(Row row, Difference raw, double correctedP, double level) {
    Conclusion conclusion = conclusion(row, raw.paired(), correctedP);
    return new Difference(
        raw.paired(),
        raw.unpaired(),
        correctedP,
        conclusion,
        conclusion == Conclusion.UNDECIDED
            ? moreSeeds(raw.paired(), row.cells(), level)
            : OptionalInt.empty());
  }

  private static Conclusion conclusion(Row row, PairedDifference paired, double correctedP) {
    if (paired.pairs() == 0) {
      return Conclusion.NO_PAIRS;
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

  private static OptionalInt moreSeeds(PairedDifference paired, int cells, double level) {
    if (paired.pairs() < 2) {
      return OptionalInt.empty();
    }
    double standardized = paired.mean() / paired.standardDeviation();
    double morePairs = SampleSize.pairsNeeded(standardized, level) - paired.pairs();
    double moreSeeds = Math.max(1, Math.ceil(morePairs / cells));
    return OptionalInt.of((int) Math.min(ComparisonTable.MOST_SEEDS, moreSeeds));
  }

  private List<Ended> exceptions() {
    List<Ended> exceptions = new ArrayList<>();
    results
        .trials()
        .forEach(
            (id, spec) ->
                results
                    .record(id)
                    .flatMap(TrialRecord::cause)
                    .ifPresent(
                        cause ->
                            exceptions.add(
                                new Ended(
                                    id,
                                    spec.taskName(),
                                    axes.values(spec),
                                    ModelKeys.attentionOf(spec),
                                    spec.seed(),
                                    results.record(id).orElseThrow().outcome().status().label(),
                                    cause))));
    return exceptions;
  }
}
