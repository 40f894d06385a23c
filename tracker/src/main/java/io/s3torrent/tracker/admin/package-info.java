/**
 * How things are, for operators and for the machines that look after us.
 *
 * <p>Duty: {@link io.s3torrent.tracker.admin.AdminServer} serves pages that others make, on an address of its own. Neighbours:
 * {@code transport} below. Threads: one, {@code s3torrent-admin}, on which pages are made.
 */
@NullMarked
package io.s3torrent.tracker.admin;

import org.jspecify.annotations.NullMarked;
