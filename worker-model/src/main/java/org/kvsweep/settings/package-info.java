/**
 * What a section of a sweep file may hold: keys with types, bounds and defaults, and the values
 * once they are settled.
 *
 * <p>Lowest of all: imports nothing else of kvsweep.
 */
package org.kvsweep.settings;
