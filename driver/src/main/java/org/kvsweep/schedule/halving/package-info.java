/**
 * Stops trials early: rungs, groups of trials that are compared at them, and what is decided there.
 *
 * <p>Imports sweep and worker-model.
 */
package org.kvsweep.schedule.halving;
