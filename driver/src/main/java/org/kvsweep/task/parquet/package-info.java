/**
 * Parquet as a format of tables. It is read by the library that Spark brings, so it is here and not
 * in worker-model; executors have both.
 *
 * <p>Imports task.table and what lies below it.
 */
package org.kvsweep.task.parquet;
