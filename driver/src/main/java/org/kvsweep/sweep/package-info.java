/**
 * A sweep as values: its trials, its policies, and the data that its trials read. Nothing here
 * knows how a sweep file is written.
 *
 * <p>Imports worker-model.
 */
package org.kvsweep.sweep;
