/**
 * Random numbers by purpose: a choice depends on the trial's seed and on what it is for, never on
 * the choices made before it.
 *
 * <p>Imports nothing else of kvsweep.
 */
package org.kvsweep.random;
