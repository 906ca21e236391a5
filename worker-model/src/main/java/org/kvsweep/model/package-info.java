/**
 * The models as networks of Deeplearning4j, and the formulas that count their parameters and
 * floating-point operations.
 *
 * <p>Imports attention and what lies below it.
 */
package org.kvsweep.model;
