package org.kvsweep.model;

/**
 * The language models, by the names under which saved layers know whose facts are theirs. The facts
 * stand with the models.
 */
public enum LanguageStyle {
  CHARACTERS,
  NUMBERS,
  TRANSLATION;

  /** The facts of that model. */
  public LanguageFacts facts() {
    return switch (this) {
      case CHARACTERS -> CharacterModel.FACTS;
      case NUMBERS -> NumberModel.FACTS;
      case TRANSLATION -> Translator.FACTS;
    };
  }
}
