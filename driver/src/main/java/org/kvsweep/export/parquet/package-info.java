/**
 * Exports trials as Parquet tables, through Spark. Beside spark the only package that imports
 * Spark.
 *
 * <p>Imports spark, results and sweep.
 */
package org.kvsweep.export.parquet;
