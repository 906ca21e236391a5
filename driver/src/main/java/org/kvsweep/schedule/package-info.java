/**
 * Which trial is next, and what happens to one that failed. Pure code: no Spark, no threads, and
 * the clock is passed in.
 *
 * <p>Imports sweep and worker-model.
 */
package org.kvsweep.schedule;
