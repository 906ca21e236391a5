/**
 * The results below a folder, served to browsers: {@link org.kvsweep.dashboard.SweepLibrary} is
 * what there is to show, {@link org.kvsweep.dashboard.DashboardServer} shows it. Nothing is ever
 * written, and nothing of a request becomes a path.
 *
 * <p>May import {@code report} and what that imports; only {@code cli} imports it.
 */
package org.kvsweep.dashboard;
