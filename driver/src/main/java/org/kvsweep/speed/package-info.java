/**
 * Measures how fast this machine trains the trials of a sweep, and keeps what was measured for
 * plans.
 *
 * <p>Imports sweep and worker-model. Knows neither Spark nor results.
 */
package org.kvsweep.speed;
