/**
 * The keys of a section of a sweep file, with types, bounds and defaults, and its complete
 * settings.
 *
 * <p>Lowest of all: imports nothing else of kvsweep.
 */
package org.kvsweep.settings;
