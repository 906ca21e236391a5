package org.kvsweep.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.settings.Count;

/**
 * The notes on how to read a table, one sentence each; the same in terminal, Markdown and LaTeX.
 */
final class TableNotes {
  private final ComparisonTable table;
  private final Symbols symbols;
  private final UnaryOperator<String> names;

  private TableNotes(ComparisonTable table, Symbols symbols, UnaryOperator<String> names) {
    this.table = table;
    this.symbols = symbols;
    this.names = names;
  }

  /** Returns the notes of that table, with names as they are. */
  static List<String> of(ComparisonTable table, Symbols symbols) {
    return of(table, symbols, UnaryOperator.identity());
  }

  /**
   * Returns the notes of that table.
   *
   * @param names makes names from outside, as of sides and kernels, fit for where the notes stand
   */
  static List<String> of(ComparisonTable table, Symbols symbols, UnaryOperator<String> names) {
    return new TableNotes(table, symbols, names).all();
  }

  private List<String> all() {
    return Stream.of(
            Optional.of(means()),
            differences(),
            pairsOfASeed(),
            bestOfMany(),
            lostTrials(),
            stoppedTrials(),
            ownSettings(),
            normality(),
            stopped(),
            setAside(),
            otherData(),
            kernels(),
            outside(),
            damaged())
        .flatMap(Optional::stream)
        .toList();
  }

  private String means() {
    boolean cells =
        table.key().isPresent() && table.rows().stream().anyMatch(row -> row.cells() > 1);
    return "Mean %s standard deviation over seeds%s; in brackets how many trials."
        .formatted(symbols.plusMinus(), cells ? ", each cell of a row counting once" : "");
  }

  private Optional<String> differences() {
    long comparisons =
        allDifferences().filter(difference -> difference.paired().replicated()).count();
    return when(
        comparisons > 0,
        "Differences from %s are paired by %s, with 95 %% intervals; p is corrected for %d %s."
            .formatted(
                table.key().isPresent()
                    ? names.apply(table.title(table.baseline()))
                    : "the best cell",
                table.key().isPresent() ? "cell and seed" : "seed",
                comparisons,
                Count.noun(comparisons, "comparison")));
  }

  private Optional<String> pairsOfASeed() {
    return when(
        allDifferences()
            .map(Difference::paired)
            .anyMatch(paired -> paired.replicated() && paired.pairs() > paired.seeds()),
        "Pairs of one seed in several cells go together, so intervals and p count seeds, not"
            + " pairs.");
  }

  private Optional<String> bestOfMany() {
    return when(
        table.rows().stream().anyMatch(row -> row.ranking().size() > 1),
        "The best of many cells is too good by chance, so its lead is too large: train the best"
            + " cell, and those not significantly worse, again with fresh seeds.");
  }

  private Optional<String> lostTrials() {
    return when(
        ofSeveralCells().anyMatch(SideResult::lostTrials),
        "Cells in which seeds failed or diverged come after all others, since the mean of their"
            + " other seeds may be too good.");
  }

  private Optional<String> stoppedTrials() {
    return when(
        ofSeveralCells().anyMatch(result -> result.outcomes().stopped() > 0),
        "Cells of which fewer seeds were stopped come before those of which more were, since the"
            + " seeds that went on may be lucky ones.");
  }

  /** The results that are of several cells, one of which is the best. */
  private Stream<SideResult> ofSeveralCells() {
    return table.rows().stream()
        .filter(row -> row.cells() > 1)
        .flatMap(row -> row.results().values().stream());
  }

  private Optional<String> ownSettings() {
    return when(
        !table.ownSettings().isEmpty(),
        table.ownSettings().entrySet().stream()
            .map(own -> names.apply(table.title(own.getKey()) + " has " + own.getValue()))
            .collect(Collectors.joining("; ", "Settings of their own: ", ".")));
  }

  private Optional<String> normality() {
    return when(
        allDifferences().anyMatch(difference -> difference.paired().assumesNormality()),
        "Where seeds are too few for an exact test, p is that of a paired t test.");
  }

  private Optional<String> stopped() {
    int stopped = table.outcomes().stopped();
    return when(
        stopped > 0,
        "%d %s no mean; those that went on were chosen by how well they did."
            .formatted(
                stopped,
                Count.word(
                    stopped,
                    "trial was stopped early and enters",
                    "trials were stopped early and enter")));
  }

  private Optional<String> setAside() {
    return when(
        table.setAside() > 0,
        "%d missing %s set aside until others have come as far, to be compared with them."
            .formatted(table.setAside(), Count.word(table.setAside(), "trial is", "trials are")));
  }

  private Optional<String> otherData() {
    int trials = table.leftOut().otherData();
    return when(
        trials > 0,
        "%d %s saw other data than later ones and %s left out; a run of the sweep trains %s again."
            .formatted(
                trials,
                Count.noun(trials, "trial"),
                Count.word(trials, "is", "are"),
                Count.word(trials, "it", "them")));
  }

  private Optional<String> kernels() {
    Map<String, Integer> kernels = table.kernels();
    return when(
        !kernels.isEmpty(),
        kernels.entrySet().stream()
            .map(entry -> entry.getValue() + " by " + names.apply(entry.getKey()))
            .collect(
                Collectors.joining(
                    "; ",
                    "Not all trials were computed by the same kernels, so last digits and times may"
                        + " differ: ",
                    ".")));
  }

  private Optional<String> outside() {
    int trials = table.leftOut().outside();
    return when(
        trials > 0,
        "%d more %s in the folder, not in the current sweep file."
            .formatted(trials, Count.word(trials, "trial is", "trials are")));
  }

  private Optional<String> damaged() {
    int files = table.leftOut().damaged();
    return when(
        files > 0,
        "%d trial %s as missing."
            .formatted(
                files,
                Count.word(files, "file is damaged and counts", "files are damaged and count")));
  }

  private Stream<Difference> allDifferences() {
    return table.rows().stream().flatMap(Row::allDifferences);
  }

  private static Optional<String> when(boolean holds, String note) {
    return holds ? Optional.of(note) : Optional.empty();
  }
}
