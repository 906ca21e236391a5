/**
 * The files of data sets in the data folder: where they lie, how they are opened, and what the
 * published ones have to contain.
 *
 * <p>Imports nothing else of kvsweep.
 */
package org.kvsweep.task.data;
