/** The commands, one class each. Wires everything together; nothing imports it. */
package org.kvsweep.cli;
