/**
 * Exports trials to an MLflow server by its REST API.
 *
 * <p>Imports export, report, data's rule for addresses, results, sweep and worker-model.
 */
package org.kvsweep.export.mlflow;
