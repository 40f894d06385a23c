package io.s3torrent.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.access.PasskeyPath;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.announce.AnnounceRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parses an announce (BEP 15) and the options after it (BEP 41). Ignores the IP field, like {@code ip=} over HTTP. No value of the other
 * fields is invalid: {@code left} is -1 if the client does not know it, and port 0 means that the client accepts no connections.
 */
final class AnnouncePacket {
    /** Bytes of an announce without options. */
    static final int LENGTH = 98;

    static final int EVENT = 80;
    static final int PORT = 96;

    private static final int INFO_HASH = 16;
    private static final int PEER_ID = 36;
    private static final int LEFT = 64;
    private static final int NUM_WANT = 92;

    private static final AnnounceEvent[] EVENTS = {
        AnnounceEvent.NONE, AnnounceEvent.COMPLETED, AnnounceEvent.STARTED, AnnounceEvent.STOPPED
    };

    private final ByteBuf in;
    private final int start;

    /** Wraps a packet of at least {@link #LENGTH} bytes. */
    AnnouncePacket(ByteBuf in) {
        this.in = in;
        this.start = in.readerIndex();
    }

    /**
     * Creates the announce of the peer at the given address.
     *
     * @param room maximum number of peers in a response
     */
    AnnounceRequest from(InetAddress peer, Supplier<InetAddress> reachedAt, int room) {
        return new AnnounceRequest(
                infoHash(),
                peerId(),
                peer,
                in.getUnsignedShort(start + PORT),
                reachedAt,
                event(),
                in.getLong(start + LEFT) == 0,
                Math.min(in.getInt(start + NUM_WANT), room));
    }

    InfoHash infoHash() {
        return infoHash(in, start + INFO_HASH);
    }

    /** The passkey in the announce URL; null without an announce URL, empty if it has no passkey. */
    byte @Nullable [] passkey() {
        return UdpAnnounceOptions.passkey(in, start + LENGTH);
    }

    static InfoHash infoHash(ByteBuf in, int at) {
        return InfoHash.ofWords(in.getLong(at), in.getLong(at + 8), in.getInt(at + 16));
    }

    private PeerId peerId() {
        byte[] id = new byte[PeerId.LENGTH];
        in.getBytes(start + PEER_ID, id);
        return PeerId.of(id);
    }

    /** Parses the event. Unknown events, such as {@code paused} of BEP 21, count as regular announces. */
    private AnnounceEvent event() {
        int event = in.getInt(start + EVENT);
        return event >= 0 && event < EVENTS.length ? EVENTS[event] : AnnounceEvent.NONE;
    }

    /** Parses the options after an announce (BEP 41). An option is a type of one byte; all but two types also have a length and a value. */
    private static final class UdpAnnounceOptions {
        private static final int END = 0;
        private static final int NOTHING = 1;
        private static final int URL_DATA = 2;
        private static final byte[] ANNOUNCE = "/announce".getBytes(StandardCharsets.US_ASCII);

        private UdpAnnounceOptions() {}

        /**
         * Returns the passkey in the URL of the options; empty when the URL has none; null when there is no announce URL, or an option is
         * longer than the packet.
         */
        static byte @Nullable [] passkey(ByteBuf in, int start) {
            byte[] url = new byte[in.writerIndex() - start];
            int length = urlData(in, start, url);
            int end = 0;
            while (end < length && url[end] != '?') {
                end++;
            }
            return PasskeyPath.behind(ANNOUNCE, url, 0, end);
        }

        /** Joins the parts of path and query, which may be longer than one option. Returns their length; 0 when an option is truncated. */
        private static int urlData(ByteBuf in, int start, byte[] url) {
            int length = 0;
            for (int at = start; at < in.writerIndex(); ) {
                int type = in.getUnsignedByte(at++);
                if (type == END) {
                    break;
                }
                if (type != NOTHING) {
                    int size = at < in.writerIndex() ? in.getUnsignedByte(at++) : Integer.MAX_VALUE;
                    if (size > in.writerIndex() - at) {
                        return 0;
                    }
                    if (type == URL_DATA) {
                        in.getBytes(at, url, length, size);
                        length += size;
                    }
                    at += size;
                }
            }
            return length;
        }
    }
}
