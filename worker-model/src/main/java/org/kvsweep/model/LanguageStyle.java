package org.kvsweep.model;

/**
 * The language models, by the names under which saved layers know whose facts are theirs. The facts
 * stand with the models.
 */
public enum LanguageStyle {
  CHARACTERS(CharacterModel.FACTS),
  NUMBERS(NumberModel.FACTS),
  TRANSLATION(Translator.FACTS);

  private final LanguageFacts facts;

  LanguageStyle(LanguageFacts facts) {
    this.facts = facts;
  }

  LanguageFacts facts() {
    return facts;
  }
}
