package io.s3torrent.seeder.s3.direct;

import java.time.Duration;

/**
 * How long a server may take, and how much is kept of it.
 *
 * @param connect until a connection to one of its addresses stands
 * @param silence without a byte from the socket
 * @param head until the head of an answer is in
 * @param idle how long an unused connection is kept: less than servers do, so that they seldom close one in our hands
 * @param kept unused connections that are kept, of all servers
 */
public record DirectLimits(Duration connect, Duration silence, Duration head, Duration idle, int kept) {}
