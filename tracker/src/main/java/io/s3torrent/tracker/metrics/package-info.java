/**
 * The one place that writes numbers for Prometheus.
 *
 * <p>Duty: {@link io.s3torrent.tracker.metrics.Measurements} takes names, helps, values and labels, and makes text of them.
 * Neighbours: nobody below; whoever has a snapshot to tell is above. Threads: any, a new object for each look.
 */
@NullMarked
package io.s3torrent.tracker.metrics;

import org.jspecify.annotations.NullMarked;
