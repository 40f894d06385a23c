/**
 * Announce and scrape over UDP (BEP 15).
 *
 * <p>Entry point: {@link io.s3torrent.tracker.udp.UdpTracker} opens the sockets. A datagram passes through {@code UdpHandler} (one
 * answer or none), {@code ConnectionIds} (is the source address genuine?), {@code AnnouncePacket} (bytes to values), the announce
 * service, and {@code UdpResponses} (values to bytes). A sender with a forged source address never causes more bytes than it sent.
 *
 * <p>Threads: the event loops of the tracker, each with a socket of its own where sockets can share a port.
 */
@NullMarked
package io.s3torrent.tracker.udp;

import org.jspecify.annotations.NullMarked;
