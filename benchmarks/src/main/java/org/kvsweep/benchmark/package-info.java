/** Measured comparisons with what a user would run instead; run by hand. */
package org.kvsweep.benchmark;
