/**
 * The contract of a task and of the providers that make tasks, and the catalog that finds them.
 * Each family of tasks is a package below this one.
 *
 * <p>Imports model, trial and what lies below them.
 */
package org.kvsweep.task;
