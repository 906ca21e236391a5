/**
 * The training of a model as plain values: budget, optimizer, schedule, evaluation. Tasks choose a
 * plan, {@code training} carries it out.
 *
 * <p>Imports kernel and settings only.
 */
package org.kvsweep.plan;
