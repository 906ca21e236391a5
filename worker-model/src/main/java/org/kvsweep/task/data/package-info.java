/**
 * The files of data sets in the data folder: where they lie, how they are opened, what the
 * published ones have to contain, and what is a line of text.
 *
 * <p>Of kvsweep it imports the package trial alone.
 */
package org.kvsweep.task.data;
