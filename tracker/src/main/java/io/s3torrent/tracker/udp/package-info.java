/**
 * Announce and scrape over UDP (BEP 15).
 *
 * <p>Duty: the way of a datagram is {@code UdpTracker} (sockets), {@code UdpHandler} (one answer or silence), {@code ConnectionIds}
 * (who may ask), {@code AnnouncePacket} (bytes to values), the service, {@code UdpResponses} (values to bytes). Nobody who
 * does not receive at the address that he sends from gets more bytes out of us than he sent. Neighbours: {@code announce} below,
 * {@code transport} beside, Netty only in here. Threads: the event loops of the transport, each with a socket of its own where
 * sockets can share a port.
 */
@NullMarked
package io.s3torrent.tracker.udp;

import org.jspecify.annotations.NullMarked;
