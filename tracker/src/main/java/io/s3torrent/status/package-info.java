/**
 * The status pages, for operators and for the machines that look after the process.
 *
 * <p>{@link io.s3torrent.status.StatusPages} puts {@code /stats}, {@code /metrics}, {@code /livez} and {@code /readyz} together from the
 * {@link io.s3torrent.status.StatusSource}s of the program's parts; {@link io.s3torrent.status.AdminServer} serves them on an address of
 * their own, and {@code StatusPages#route} on the port of another server. Threads: the pages are made on {@code s3torrent-status}, and
 * sent by the event loop {@code s3torrent-admin}.
 */
@NullMarked
package io.s3torrent.status;

import org.jspecify.annotations.NullMarked;
