/**
 * Runs trials on Spark. The only package that imports {@code org.apache.spark} and dl4j-spark.
 *
 * <p>Imports schedule, results, sweep and worker-model.
 */
package org.kvsweep.spark;
