/**
 * One trial: all that determines it, what it is called, how it ended and what it cost; and the seam
 * behind which an engine trains it.
 *
 * <p>Contracts only. Imports attention and settings; engines live elsewhere.
 */
package org.kvsweep.trial;
