package io.s3torrent.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.nio.charset.StandardCharsets;

/** Writes the responses of BEP 15, each small enough for one unfragmented packet. */
final class UdpResponses {
    static final int CONNECT = 0;
    static final int ANNOUNCE = 1;
    static final int SCRAPE = 2;
    static final int ERROR = 3;

    /** An Ethernet packet of 1500 bytes without the IPv6 and UDP headers. */
    private static final int MAX_LENGTH = 1452;

    private static final int HEAD = 8;
    private static final int ANNOUNCE_HEAD = 20;
    private static final int COUNTS = 12;

    private UdpResponses() {}

    static ByteBuf connected(ByteBufAllocator alloc, int transaction, long id) {
        return head(alloc, HEAD + Long.BYTES, CONNECT, transaction).writeLong(id);
    }

    /** Maximum number of peers of one family in a response. */
    static int room(boolean ipv6) {
        return (MAX_LENGTH - ANNOUNCE_HEAD) / width(ipv6);
    }

    /** Writes an announce response with peers of the client's address family only (BEP 15, IPv6). */
    static ByteBuf announced(ByteBufAllocator alloc, int transaction, Accepted accepted, boolean ipv6) {
        byte[] peers = ipv6 ? accepted.peers().v6() : accepted.peers().v4();
        int pinned = accepted.pinned().size() * width(ipv6);
        int most = room(ipv6) * width(ipv6);
        ByteBuf out = head(alloc, ANNOUNCE_HEAD + Math.min(most, pinned + peers.length), ANNOUNCE, transaction)
                .writeInt((int) accepted.interval().toSeconds())
                .writeInt(accepted.counts().leechers())
                .writeInt(accepted.counts().seeders());
        for (PinnedPeer peer : accepted.pinned()) {
            if (peer.endpoint().isIpv6() == ipv6) {
                out.writeBytes(peer.endpoint().compact());
            }
        }
        int left = most - (out.readableBytes() - ANNOUNCE_HEAD);
        return out.writeBytes(peers, 0, Math.min(peers.length, left));
    }

    /** Writes the head of a scrape response; call {@link #counts} for each torrent. */
    static ByteBuf scraped(ByteBufAllocator alloc, int transaction, int torrents) {
        return head(alloc, HEAD + torrents * COUNTS, SCRAPE, transaction);
    }

    static void counts(ByteBuf out, SwarmCounts counts) {
        out.writeInt(counts.seeders()).writeInt(counts.completed()).writeInt(counts.leechers());
    }

    static ByteBuf refused(ByteBufAllocator alloc, int transaction, String reason) {
        ByteBuf out = head(alloc, HEAD + reason.length(), ERROR, transaction);
        out.writeCharSequence(reason, StandardCharsets.US_ASCII);
        return out;
    }

    private static ByteBuf head(ByteBufAllocator alloc, int length, int action, int transaction) {
        return alloc.ioBuffer(length).writeInt(action).writeInt(transaction);
    }

    private static int width(boolean ipv6) {
        return ipv6 ? PeerEndpoint.COMPACT_V6 : PeerEndpoint.COMPACT_V4;
    }
}
