package org.kvsweep.settings;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One key that a section of a sweep file accepts.
 *
 * @param name as written in the file, for example {@code learning-rate}
 * @param type what its value has to be
 * @param fallback the value where the file is silent; empty where the key has to be given
 * @param minimum the smallest number allowed; NaN where there is no bound
 * @param maximum the largest number allowed; NaN where there is no bound
 * @param choices the words allowed; empty where any word is
 * @param about one line for {@code --help} and error messages
 * @param presence whether complete settings have it
 */
public record Key(
    String name,
    Type type,
    Optional<Object> fallback,
    double minimum,
    double maximum,
    List<String> choices,
    String about,
    Presence presence) {

  // It is written into sweep files without quotes.
  private static final Pattern A_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** Says whether complete settings have the key. */
  public enum Presence {
    /** Settings always have the key, with the fallback where the file is silent. */
    ALWAYS,
    /**
     * Settings have the key only if the file gives it, so that a new key changes nothing in trials
     * without it.
     */
    IF_GIVEN,
    /** Settings have the key only if the file gives it a value other than the fallback. */
    IF_OTHER
  }

  /** The type of a value. Integers are held as Long, numbers as Double. */
  public enum Type {
    INTEGER("a whole number"),
    NUMBER("a number"),
    WORD("a word"),
    NAME("a name of at most 40 small letters, digits and hyphens"),
    FLAG("true or false");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }
  }

  public Key {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(about, "about");
    Objects.requireNonNull(presence, "presence");
    choices = List.copyOf(choices);
  }

  public static Key integer(String name, long fallback, long minimum, long maximum, String about) {
    return new Key(
        name,
        Type.INTEGER,
        Optional.of(fallback),
        minimum,
        maximum,
        List.of(),
        about,
        Presence.ALWAYS);
  }

  public static Key number(
      String name, double fallback, double minimum, double maximum, String about) {
    return new Key(
        name,
        Type.NUMBER,
        Optional.of(fallback),
        minimum,
        maximum,
        List.of(),
        about,
        Presence.ALWAYS);
  }

  /** A word out of a closed list. */
  public static Key choice(String name, String fallback, List<String> choices, String about) {
    return words(name, Type.WORD, fallback, choices, about);
  }

  /** The word of one of a closed set. */
  public static <L extends Enum<L> & Labelled> Key choice(String name, L fallback, String about) {
    return choice(name, fallback.label(), Labelled.labels(fallback.getDeclaringClass()), about);
  }

  /** Any text, such as a file name. */
  public static Key text(String name, String fallback, String about) {
    return words(name, Type.WORD, fallback, List.of(), about);
  }

  /**
   * A name of a kind that {@link #isName} takes, whether there is something of that name or not.
   */
  public static Key name(String name, String fallback, String about) {
    return words(name, Type.NAME, fallback, List.of(), about);
  }

  private static Key words(
      String name, Type type, String fallback, List<String> choices, String about) {
    return new Key(
        name, type, Optional.of(fallback), Double.NaN, Double.NaN, choices, about, Presence.ALWAYS);
  }

  /** Returns whether a text can be the name of an engine: small letters, digits and hyphens. */
  public static boolean isName(String text) {
    return A_NAME.matcher(text).matches();
  }

  public static Key flag(String name, boolean fallback, String about) {
    return new Key(
        name,
        Type.FLAG,
        Optional.of(fallback),
        Double.NaN,
        Double.NaN,
        List.of(),
        about,
        Presence.ALWAYS);
  }

  /** Returns this key, left out of settings where the file is silent. */
  public Key optional() {
    return new Key(name, type, fallback, minimum, maximum, choices, about, Presence.IF_GIVEN);
  }

  /** Returns this key, left out of settings where it has its fallback. */
  public Key unlessFallback() {
    return new Key(name, type, fallback, minimum, maximum, choices, about, Presence.IF_OTHER);
  }

  /** Returns this key without a fallback: the file has to give it. */
  public Key required() {
    return new Key(name, type, Optional.empty(), minimum, maximum, choices, about, Presence.ALWAYS);
  }

  /**
   * The value in the form in which it is held.
   *
   * @param raw a Boolean, String, Integer, Long or Double
   * @throws IllegalArgumentException if it is of another type or out of bounds; the message is the
   *     end of a sentence: "expected a whole number of at least 1, got 0"
   */
  public Object accept(Object raw) {
    return switch (type) {
      case INTEGER -> within(wholeNumber(raw), raw);
      case NUMBER -> within(finiteNumber(raw), raw);
      case WORD -> word(raw);
      case NAME -> name(raw);
      case FLAG -> flag(raw);
    };
  }

  /** Returns the expected value in words: "a whole number from 1 to 64". */
  public String expectation() {
    if (!choices.isEmpty()) {
      return "one of " + String.join(", ", choices);
    }
    String text = type.description();
    if (!Double.isNaN(minimum) && !Double.isNaN(maximum) && maximum < Long.MAX_VALUE) {
      return text + " from " + Settings.text(minimum) + " to " + Settings.text(maximum);
    }
    return Double.isNaN(minimum) ? text : text + " of at least " + Settings.text(minimum);
  }

  private Object wholeNumber(Object raw) {
    if (raw instanceof Integer || raw instanceof Long) {
      return ((Number) raw).longValue();
    }
    throw refused(raw);
  }

  private Object finiteNumber(Object raw) {
    if (raw instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw refused(raw);
  }

  private Object within(Object value, Object raw) {
    double number = ((Number) value).doubleValue();
    if (number < minimum || number > maximum) {
      throw refused(raw);
    }
    return value;
  }

  private Object word(Object raw) {
    if (raw instanceof String && (choices.isEmpty() || choices.contains(raw))) {
      return raw;
    }
    if (choices.isEmpty() && (raw instanceof Integer || raw instanceof Long)) {
      return raw.toString(); // a file called 1984
    }
    throw refused(raw);
  }

  private Object name(Object raw) {
    if (raw instanceof String text && isName(text)) {
      return text;
    }
    throw refused(raw);
  }

  private Object flag(Object raw) {
    if (raw instanceof Boolean) {
      return raw;
    }
    throw refused(raw);
  }

  private IllegalArgumentException refused(Object raw) {
    return new IllegalArgumentException("expected " + expectation() + ", got " + raw);
  }
}
