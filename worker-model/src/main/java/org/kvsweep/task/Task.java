package org.kvsweep.task;

/** The data of one trial and the model that learns it. */
public interface Task {}
