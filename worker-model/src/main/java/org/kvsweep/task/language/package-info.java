/**
 * Tasks of language: characters of a text, numbers in words, and translation between two languages;
 * tokenizers, vocabularies, BLEU.
 */
package org.kvsweep.task.language;
