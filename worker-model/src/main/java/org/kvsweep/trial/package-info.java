/**
 * One trial: all that determines it, what it is called, how it ended and what it cost; and the
 * interface of the engines that train it.
 *
 * <p>Contracts only. Imports settings; engines live elsewhere.
 */
package org.kvsweep.trial;
