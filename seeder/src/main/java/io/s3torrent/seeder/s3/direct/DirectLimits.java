package io.s3torrent.seeder.s3.direct;

import java.time.Duration;

/**
 * The timeouts of a connection, and how many unused connections are kept.
 *
 * @param connect timeout for connecting to one address
 * @param silence longest wait for a byte from the socket
 * @param head timeout for the complete head of an answer
 * @param idle how long an unused connection is kept; shorter than servers' timeouts, so that a server seldom closes a connection that is
 *     about to be used
 * @param kept unused connections that are kept, over all servers
 */
public record DirectLimits(Duration connect, Duration silence, Duration head, Duration idle, int kept) {}
