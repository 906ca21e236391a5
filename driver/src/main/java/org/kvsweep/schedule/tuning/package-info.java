/**
 * Tunes settings: proposes samples from the results of earlier ones, and adds the trials of these
 * and of the confirmation to a sweep.
 *
 * <p>Imports schedule, sweep and worker-model.
 */
package org.kvsweep.schedule.tuning;
