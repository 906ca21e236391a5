/**
 * Decides which trial runs next, how often it is tried, and when a sweep is over. Pure code: no
 * Spark, no threads, no clock of its own; the time comes with every event, so that a simulation can
 * drive it.
 *
 * <p>Imports schedule.halving, sweep and worker-model.
 */
package org.kvsweep.schedule;
