package org.kvsweep.task.language;

/**
 * The source and the target language of a translation.
 *
 * @param source two letters, and what the names of its files end in
 * @param target likewise
 */
record Languages(String source, String target) {}
