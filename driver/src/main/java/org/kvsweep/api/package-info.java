/**
 * Sweeps from Java: what notebooks, schedulers and other Spark applications call. {@link
 * org.kvsweep.api.Kvsweep} runs a {@link org.kvsweep.api.Sweep} in a Spark application that is
 * there already and returns {@link org.kvsweep.api.Results}.
 *
 * <p>The types of this package stay compatible within a major version; all others of kvsweep may
 * change with any release. May import everything but {@code cli}; nothing imports it.
 */
package org.kvsweep.api;
