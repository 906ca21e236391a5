/**
 * How commands write for people: numbers, columns, names of trials, and what the output can show.
 *
 * <p>Imports sweep and worker-model.
 */
package org.kvsweep.cli.text;
