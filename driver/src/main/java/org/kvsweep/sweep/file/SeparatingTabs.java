package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.ScannerImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * Takes tabs for the white space that they are in YAML 1.2 wherever they don't indent. The library
 * refuses most of them; which a file may have, its scanner is asked: it stops at a tab only between
 * tokens, so one in a quoted text or a plain one is never touched.
 */
final class SeparatingTabs {
  /** The most characters that are scanned: each tab that is refused has the file scanned again. */
  private static final long MOST_SCANNED = 50_000_000;

  private static final LoadSettings SETTINGS = LoadSettings.builder().setUseMarks(true).build();

  private SeparatingTabs() {}

  /** The text with spaces for such tabs, one for one, so that every place stays where it is. */
  static String asSpaces(String text) {
    if (text.indexOf('\t') < 0) {
      return text;
    }
    StringBuilder spaced = new StringBuilder(text);
    for (long scanned = 0; scanned < MOST_SCANNED; scanned += text.length()) {
      OptionalInt tab = refused(spaced.toString());
      if (tab.isEmpty() || !separates(spaced, tab.getAsInt())) {
        break;
      }
      for (int i = tab.getAsInt(); i < spaced.length() && isBlank(spaced.charAt(i)); i++) {
        spaced.setCharAt(i, ' ');
      }
    }
    restoreIndenting(text, spaced);
    return spaced.toString();
  }

  /** The tab that the scanner stops at, if it is one. */
  private static OptionalInt refused(String text) {
    try {
      tokens(text);
    } catch (MarkedYamlEngineException stopped) {
      OptionalInt at =
          stopped.getProblemMark().stream().mapToInt(mark -> index(text, mark)).findFirst();
      return at.stream().filter(i -> i < text.length() && text.charAt(i) == '\t').findFirst();
    } catch (YamlEngineException broken) {
      return OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  /**
   * Returns whether a tab separates: at the start of a line, before content, it indents, except
   * between brackets.
   */
  private static boolean separates(CharSequence text, int tab) {
    int start = tab;
    while (start > 0 && !isBreak(text.charAt(start - 1))) {
      start--;
    }
    int content = start;
    while (content < text.length() && isBlank(text.charAt(content))) {
      content++;
    }
    boolean leads = content > tab;
    boolean nothing =
        content == text.length() || isBreak(text.charAt(content)) || text.charAt(content) == '#';
    return !leads || nothing || isBetweenBrackets(text.subSequence(0, start).toString());
  }

  private static boolean isBetweenBrackets(String before) {
    int level = 0;
    try {
      for (Token token : tokens(before)) {
        switch (token.getTokenId()) {
          case FlowMappingStart, FlowSequenceStart -> level++;
          case FlowMappingEnd, FlowSequenceEnd -> level--;
          default -> {}
        }
      }
    } catch (YamlEngineException broken) {
      return false;
    }
    return level > 0;
  }

  /**
   * Restores the tabs that indent: behind a dash, one would say how far the keys of an item are
   * indented.
   */
  private static void restoreIndenting(String text, StringBuilder spaced) {
    try {
      String scanned = spaced.toString();
      for (Token token : tokens(scanned)) {
        if (token.getTokenId() == Token.ID.BlockMappingStart
            || token.getTokenId() == Token.ID.BlockSequenceStart) {
          int start = token.getStartMark().map(mark -> index(scanned, mark)).orElse(0);
          for (int i = start - 1; i >= 0 && isBlank(text.charAt(i)); i--) {
            spaced.setCharAt(i, text.charAt(i));
          }
        }
      }
    } catch (YamlEngineException broken) {
      // The parser will say so.
      return;
    }
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    new ScannerImpl(SETTINGS, new StreamReader(SETTINGS, text)).forEachRemaining(tokens::add);
    return tokens;
  }

  /** Marks count code points. */
  private static int index(String text, Mark mark) {
    return text.offsetByCodePoints(
        0, Math.min(mark.getIndex(), text.codePointCount(0, text.length())));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }
}
