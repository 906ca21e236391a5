/**
 * From results to tables and files that people and programs read. Everything here can be rebuilt
 * from the results folder.
 *
 * <p>Imports results, sweep and worker-model.
 */
package org.kvsweep.report;
