package org.kvsweep.sweep.file;

/**
 * A place in a sweep file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, in characters; 0 for the file as a whole
 */
record Position(int line, int column) {
  static final Position WHOLE_FILE = new Position(0, 0);
  static final Position START = new Position(1, 1);
}
