/**
 * Gets the published data sets: downloads, checks, unpacks them into the data folder, and says what
 * is there.
 *
 * <p>Imports worker-model's knowledge of their files. Knows neither Spark nor sweeps.
 */
package org.kvsweep.data;
