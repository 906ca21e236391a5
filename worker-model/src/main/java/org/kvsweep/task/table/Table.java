package org.kvsweep.task.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kvsweep.task.table.TableRequest.Missing;
import org.kvsweep.task.table.TableRequest.Predict;
import org.kvsweep.trial.PlainText;

/**
 * A table in memory.
 *
 * @param rows how many there are
 * @param inputs the columns that predict
 * @param target the column that is predicted: categorical for classes
 */
record Table(int rows, List<Column> inputs, Column target) {
  /**
   * The most words of a column: far more than a network learns one by one; what has more is a name
   * or a number.
   */
  private static final int MOST_WORDS = 1000;

  private static final int MOST_INPUTS = 1 << 16;

  /** Gives nothing back once it has matched, or a cell of a million digits would take for ever. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++\\.?+\\d*+|\\.\\d++)([eE][+-]?\\d++)?");

  /** Words for a number that is none, as programs print them. */
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

  private static final Pattern MISSING = Pattern.compile("(?i)|na|n/a|nan|null|\\?");

  Table {
    inputs = List.copyOf(inputs);
  }

  /**
   * The table in a file.
   *
   * @param content of the file, unpacked
   * @throws IllegalArgumentException naming all that is wrong with it, by row
   */
  static Table read(TableRequest request, byte[] content) {
    TableFormat format = format(request);
    Problems problems = new Problems(request.file(), format.rowPlace());
    TableRows all = format.read(request.file(), content, request.ignore(), problems);
    checkNames(request, all, problems);
    Set<String> leftOut = new HashSet<>(request.ignore());
    leftOut.addAll(all.unreadable());
    TableRows table = request.missing() == Missing.DROP ? complete(leftOut, all, problems) : all;
    List<Column> inputs = new ArrayList<>();
    Column target = null;
    for (int i = 0; i < table.header().size(); i++) {
      String name = table.header().get(i);
      if (leftOut.contains(name)) {
        continue;
      }
      if (name.equals(request.target()) && target == null) {
        target = new Cells(table, i, problems).target(request.predict());
      } else {
        boolean words = request.categorical().contains(name);
        inputs.add(new Cells(table, i, problems).input(words, request.missing()));
      }
    }
    checkInputs(inputs, problems);
    problems.raise();
    return new Table(table.rows().size(), inputs, target);
  }

  /** Returns what the end of the file's name says it is; CSV where it says nothing known. */
  private static TableFormat format(TableRequest request) {
    String file = request.file().toLowerCase(Locale.ROOT);
    // Formats come with kvsweep, so whatever loaded this class has them, on any thread.
    return ServiceLoader.load(TableFormat.class, TableFormat.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(format -> file.endsWith(format.extension()))
        .findFirst()
        .orElseGet(() -> new CsvFormat(request.separator()));
  }

  /** The rows without a missing value in the columns that count. */
  private static TableRows complete(Set<String> leftOut, TableRows table, Problems problems) {
    List<Integer> used =
        IntStream.range(0, table.header().size())
            .filter(column -> !leftOut.contains(table.header().get(column)))
            .boxed()
            .toList();
    List<TableRows.Row> rows =
        table.rows().stream()
            .filter(row -> used.stream().noneMatch(at -> isMissing(row.cells().get(at))))
            .toList();
    if (rows.isEmpty() && !table.rows().isEmpty()) {
      problems.add("expected rows without a missing value, got none");
    }
    return new TableRows(table.header(), rows, table.unreadable());
  }

  private static void checkNames(TableRequest request, TableRows table, Problems problems) {
    Map<String, Set<String>> named =
        Map.of(
            TableRequest.TARGET,
            Set.of(request.target()),
            "categorical",
            request.categorical(),
            "ignore",
            request.ignore());
    named.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                entry.getValue().stream()
                    .filter(name -> !table.header().contains(name))
                    .forEach(name -> problems.add(unknown(entry.getKey(), name, table))));
    if (request.ignore().contains(request.target())) {
      problems.add(
          "expected another column than the target in task.ignore, got " + request.target());
    }
  }

  private static String unknown(String key, String name, TableRows table) {
    return "expected task.%s to name one of the columns %s, got %s"
        .formatted(
            key,
            table.header().stream()
                    .limit(20)
                    .map(PlainText::shown)
                    .collect(Collectors.joining(", "))
                + (table.header().size() > 20 ? ", …" : ""),
            PlainText.shown(name));
  }

  private static void checkInputs(List<Column> inputs, Problems problems) {
    if (inputs.isEmpty()) {
      problems.add("expected columns beside the target, got none");
    }
    long width = inputs.stream().mapToLong(Column::width).sum();
    if (width > MOST_INPUTS) {
      problems.add(
          "expected at most %,d inputs of the network, got %,d".formatted(MOST_INPUTS, width));
    }
  }

  /** The inputs of a network that the columns take together. */
  int width() {
    return inputs.stream().mapToInt(Column::width).sum();
  }

  /** The classes that the target has; 0 where it is a number. */
  int classes() {
    return target instanceof Column.Categorical words ? words.words().size() : 0;
  }

  /** Returns whether that word stands for a missing value. */
  private static boolean isMissing(String cell) {
    return MISSING.matcher(cell).matches();
  }

  /** The cells of one column, which become numbers or words. */
  private record Cells(TableRows table, int column, Problems problems) {

    private String name() {
      return PlainText.shown(table.header().get(column));
    }

    private String cell(int row) {
      return table.rows().get(row).cells().get(column);
    }

    private long number(int row) {
      return table.rows().get(row).number();
    }

    Column target(Predict predict) {
      refuseMissing(" in the target; task.missing: drop leaves the row out");
      if (predict == Predict.NUMBER) {
        Optional<String> word = firstWord();
        if (word.isPresent() && !mostAreNumbers()) {
          problems.add(
              "expected numbers in the target %s, got words such as %s; task.predict: class takes each for a class"
                  .formatted(name(), PlainText.shown(word.get())));
          return new Column.Numeric(table.header().get(column), new double[table.rows().size()]);
        }
        Column.Numeric numbers = numeric();
        if (IntStream.range(1, numbers.values().length)
            .allMatch(row -> numbers.values()[row] == numbers.values()[0])) {
          problems.add("expected different numbers in the target %s, got one".formatted(name()));
        }
        return numbers;
      }
      if (mostAreNumbers()) {
        refuseFractions();
      }
      Column.Categorical classes = categorical(", or task.predict: number");
      if (classes.words().size() == 1) {
        problems.add("expected at least 2 classes in the target %s, got 1".formatted(name()));
      }
      return classes;
    }

    /** Refuses numbers that are not whole: each would be a class, most of them of one row. */
    private void refuseFractions() {
      IntStream.range(0, table.rows().size())
          .filter(row -> NUMBER.matcher(cell(row)).matches())
          .filter(row -> Double.parseDouble(cell(row)) != Math.rint(Double.parseDouble(cell(row))))
          .findFirst()
          .ifPresent(
              row ->
                  problems.add(
                      number(row),
                      "expected words or whole numbers in the target %s, got %s; task.predict: number predicts any number"
                          .formatted(name(), PlainText.shown(cell(row)))));
    }

    Column input(boolean words, Missing missing) {
      if (missing == Missing.REFUSE) {
        refuseMissing("; task.missing: fill fills it, drop leaves the row out");
      }
      return words || !mostAreNumbers() ? categorical("; task.ignore leaves it out") : numeric();
    }

    private void refuseMissing(String more) {
      for (int row = 0; row < table.rows().size(); row++) {
        if (isMissing(cell(row))) {
          problems.add(
              number(row),
              "expected a value of %s, got %s%s"
                  .formatted(name(), cell(row).isEmpty() ? "none" : cell(row), more));
        }
      }
    }

    /** A few wrong cells must not turn numbers into words. */
    private boolean mostAreNumbers() {
      long there = 0;
      long numbers = 0;
      for (int row = 0; row < table.rows().size(); row++) {
        there += isMissing(cell(row)) ? 0 : 1;
        numbers += looksLikeNumber(cell(row)) ? 1 : 0;
      }
      return 2 * numbers > there;
    }

    private Optional<String> firstWord() {
      return IntStream.range(0, table.rows().size())
          .mapToObj(this::cell)
          .filter(cell -> !isMissing(cell) && !looksLikeNumber(cell))
          .findFirst();
    }

    private static boolean looksLikeNumber(String cell) {
      return NUMBER.matcher(cell).matches() || INFINITE.matcher(cell).matches();
    }

    private Column.Numeric numeric() {
      double[] values = new double[table.rows().size()];
      for (int row = 0; row < values.length; row++) {
        String cell = cell(row);
        boolean number = NUMBER.matcher(cell).matches();
        values[row] = number ? Double.parseDouble(cell) : Double.NaN;
        // In float, which networks compute in.
        if (number ? !Float.isFinite((float) values[row]) : !isMissing(cell)) {
          problems.add(
              number(row),
              "expected a finite number in %s, got %s".formatted(name(), PlainText.shown(cell)));
        }
      }
      return new Column.Numeric(table.header().get(column), values);
    }

    private Column.Categorical categorical(String remedy) {
      Set<String> distinct = new LinkedHashSet<>();
      for (int row = 0; row < table.rows().size(); row++) {
        if (!isMissing(cell(row))) {
          distinct.add(cell(row));
        }
      }
      if (distinct.size() > MOST_WORDS) {
        problems.add(
            "expected at most %,d different words in %s, got %,d%s"
                .formatted(MOST_WORDS, name(), distinct.size(), remedy));
        distinct.clear();
      }
      List<String> words = sorted(distinct);
      Map<String, Integer> ids =
          IntStream.range(0, words.size()).boxed().collect(Collectors.toMap(words::get, id -> id));
      int[] values =
          IntStream.range(0, table.rows().size())
              .map(row -> ids.getOrDefault(cell(row), -1))
              .toArray();
      return new Column.Categorical(table.header().get(column), values, words);
    }

    /** Returns the words in their order: numbers by their size. */
    private static List<String> sorted(Set<String> words) {
      boolean numbers = words.stream().allMatch(word -> NUMBER.matcher(word).matches());
      Comparator<String> order =
          numbers
              ? Comparator.comparingDouble(Double::parseDouble)
                  .thenComparing(Comparator.naturalOrder())
              : Comparator.naturalOrder();
      Set<String> sorted = new TreeSet<>(order);
      sorted.addAll(words);
      return List.copyOf(sorted);
    }
  }
}
