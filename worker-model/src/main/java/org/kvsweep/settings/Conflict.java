package org.kvsweep.settings;

/**
 * Values that are fine alone and can't stand together in one trial.
 *
 * @param section {@code task}, {@code model} or {@code training}
 * @param key the key that is to be changed
 * @param message what is wrong, with the values: "width 64 is not divisible by 3 heads"
 */
public record Conflict(String section, String key, String message) {}
