/**
 * Serves the status pages, for operators, monitoring and orchestrators.
 *
 * <p>{@link io.s3torrent.status.StatusPages} builds {@code /stats}, {@code /metrics}, {@code /livez} and {@code /readyz} from the {@link
 * io.s3torrent.status.StatusSource}s of the program's parts. {@link io.s3torrent.status.AdminServer} serves them on a separate address;
 * {@code StatusPages#route} serves them on another server's port.
 *
 * <p>Threads: {@code s3torrent-status} builds the pages, and the event loop of the server ({@code s3torrent-admin}) sends them.
 */
@NullMarked
package io.s3torrent.status;

import org.jspecify.annotations.NullMarked;
