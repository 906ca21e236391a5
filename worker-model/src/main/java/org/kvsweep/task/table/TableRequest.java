package org.kvsweep.task.table;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;

/**
 * The table that a trial asks for.
 *
 * @param file the table, CSV unless its name ends as that of another {@link TableFormat}
 * @param separator between cells of a CSV file
 * @param target the column that is predicted
 * @param predict what it holds
 * @param categorical columns of words, even if they look like numbers
 * @param ignore columns that are left out
 * @param missing what becomes of missing values
 * @param validationShare share of the rows that validate
 * @param testShare share of the rows that test
 */
record TableRequest(
    String file,
    char separator,
    String target,
    Predict predict,
    Set<String> categorical,
    Set<String> ignore,
    Missing missing,
    double validationShare,
    double testShare) {
  static final String FILE = "file";
  static final String TARGET = "target";
  static final String VALIDATION_SHARE = "validation-share";
  static final String TEST_SHARE = "test-share";

  private static final String SEPARATOR = "separator";
  private static final String PREDICT = "predict";
  private static final String CATEGORICAL = "categorical";
  private static final String IGNORE = "ignore";
  private static final String MISSING = "missing";

  /** What the target column holds. */
  enum Predict implements Labelled {
    CLASS("class"),
    NUMBER("number");

    private final String label;

    Predict(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** What becomes of missing values. */
  enum Missing implements Labelled {
    /** Missing values are problems. */
    REFUSE("refuse"),
    /** Missing values are filled in, but for those of the target. */
    FILL("fill"),
    /** Rows with missing values are left out. */
    DROP("drop");

    private final String label;

    Missing(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  private enum Separator implements Labelled {
    COMMA("comma", ','),
    SEMICOLON("semicolon", ';'),
    TAB("tab", '\t');

    private final String label;
    private final char character;

    Separator(String label, char character) {
      this.label = label;
      this.character = character;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** Returns the keys of the {@code task:} section. */
  static Schema schema() {
    return Schema.of(
        Key.text(
                FILE,
                "",
                "a CSV or Parquet file beside the sweep file or in the data folder, or its full path")
            .required(),
        Key.text(TARGET, "", "name of the column to predict").required(),
        Key.choice(
            PREDICT, Predict.CLASS, "what the target holds: one of some classes, or a number"),
        Key.text(
            CATEGORICAL,
            "",
            "columns to treat as words although they look like numbers, separated by commas"),
        Key.text(IGNORE, "", "columns to leave out, separated by commas"),
        Key.choice(
            MISSING,
            Missing.REFUSE,
            "fill: the training mean for a missing number, no category for a missing word; drop: rows with a missing value are left out"),
        Key.choice(SEPARATOR, Separator.COMMA, "what stands between cells of a CSV file"),
        Key.number(VALIDATION_SHARE, 0.2, 0, 0.9, "share of the rows for validation, by the seed"),
        Key.number(TEST_SHARE, 0.2, 0, 0.9, "share of the rows for the test, by the seed"));
  }

  static TableRequest of(Settings task) {
    return new TableRequest(
        task.word(FILE),
        task.choice(SEPARATOR, Separator.class).character,
        task.word(TARGET).strip(),
        task.choice(PREDICT, Predict.class),
        names(task.word(CATEGORICAL)),
        names(task.word(IGNORE)),
        task.choice(MISSING, Missing.class),
        task.number(VALIDATION_SHARE),
        task.number(TEST_SHARE));
  }

  private static Set<String> names(String list) {
    return List.of(list.split(",", -1)).stream()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
