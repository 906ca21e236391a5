/**
 * Tasks on images: MNIST, Fashion-MNIST, CIFAR-10, CIFAR-100 and the odd one out of a set; with
 * readers of the files in which these data sets are published.
 */
package org.kvsweep.task.vision;
