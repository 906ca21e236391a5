package org.kvsweep.task.language;

/**
 * From which language to which.
 *
 * @param source two letters, and what the names of its files end in
 * @param target likewise
 */
record Languages(String source, String target) {}
