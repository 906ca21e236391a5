package org.kvsweep.layer;

/** The rows and columns of an input beside the first, as a matrix. */
public record SideShape(int rows, int columns) {}
