/**
 * The report of a sweep as one HTML file that needs nothing else: no network, no server, no other
 * file. {@link org.kvsweep.report.html.HtmlReport} puts it together from the page, its scripts and
 * the data; how it looks and behaves is in the resources of this package.
 *
 * <p>Whatever comes from files reaches the page as JSON only, and the scripts put it into the
 * document as text. May import {@code report}, {@code report.request} and what they import.
 */
package org.kvsweep.report.html;
