/**
 * Exports trials to an MLflow server by its REST API.
 *
 * <p>Imports export, report and results.
 */
package org.kvsweep.export.mlflow;
