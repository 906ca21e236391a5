/**
 * Reads a user's request for a table: which trials, which rows, which metric, and what is compared.
 *
 * <p>{@link org.kvsweep.report.request.TableRequest} is the way in, for the commands and for the
 * dashboard. What is asked for is checked against the trials, so that a word that fits none of them
 * is refused with the words that would.
 */
package org.kvsweep.report.request;
