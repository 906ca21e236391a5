package org.kvsweep.layer;

/**
 * A parameter of a layer: a matrix, row-major.
 *
 * @param name unique in the layer; part of saved models
 * @param weight true for matrices that multiply, false for offsets and gains
 */
public record ParameterSpec(String name, int rows, int columns, Initial initial, boolean weight) {

  public static ParameterSpec weight(String name, int rows, int columns, Initial initial) {
    return new ParameterSpec(name, rows, columns, initial, true);
  }

  /** A row vector of offsets or gains. */
  public static ParameterSpec vector(String name, int columns, Initial initial) {
    return new ParameterSpec(name, 1, columns, initial, false);
  }

  public long size() {
    return (long) rows * columns;
  }
}
