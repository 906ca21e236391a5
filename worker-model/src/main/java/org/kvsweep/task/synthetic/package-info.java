/**
 * Tasks that make their own data: reverse, sort, copy, swap and sub, on sequences of digits.
 *
 * <p>May import every other package of worker-model; found as a service, imported by none.
 */
package org.kvsweep.task.synthetic;
