/**
 * Text for people: numbers, columns, names of trials, and the abilities of the output.
 *
 * <p>Imports report, sweep and worker-model.
 */
package org.kvsweep.cli.text;
