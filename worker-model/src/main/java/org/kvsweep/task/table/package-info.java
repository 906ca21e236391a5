/**
 * The tasks on tables: CSV or Parquet files whose rows are examples, learnt by networks of
 * Deeplearning4j's layers.
 *
 * <p>Imports task, task.data and what lies below them.
 */
package org.kvsweep.task.table;
