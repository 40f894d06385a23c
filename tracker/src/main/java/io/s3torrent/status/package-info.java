/**
 * How things are, for operators and for the machines that look after us.
 *
 * <p>Duty: {@link io.s3torrent.status.AdminServer} serves pages on an address of its own; {@code StatusPages} are put
 * together of the {@code Report}s of the program's parts. Neighbours: {@code transport} and {@code metrics}
 * below. Threads: one, {@code s3torrent-admin}, on which they are made.
 */
@NullMarked
package io.s3torrent.status;

import org.jspecify.annotations.NullMarked;
