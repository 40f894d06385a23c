/**
 * Answers announces and scrapes over UDP (BEP 15).
 *
 * <p>Entry point: {@link io.s3torrent.tracker.udp.UdpTracker} opens the sockets. A datagram passes through {@code UdpHandler} (one
 * response or none), {@code ConnectionIds} (is the source address genuine?), {@code AnnouncePacket} (bytes to values), the announce
 * service, and {@code UdpResponses} (values to bytes). A datagram with a forged source address never causes a response larger than itself.
 *
 * <p>Threads: the event loops of the tracker, each with its own socket where sockets can share a port.
 */
@NullMarked
package io.s3torrent.tracker.udp;

import org.jspecify.annotations.NullMarked;
