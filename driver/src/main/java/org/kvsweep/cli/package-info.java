/**
 * The commands, one a class. Wires everything together and is imported by nothing; what a command
 * finds out is decided elsewhere, what it says and the exit code are decided here.
 */
package org.kvsweep.cli;
