package org.kvsweep.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A page or data to show.
 *
 * @param version another text whenever the data are others
 * @param data for the page; not to be changed
 */
record View(String version, ObjectNode data) {}
