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
 * The layout of an announce (BEP 15). Its IP field is ignored, as {@code ip=} is over HTTP; what follows it are options (BEP 41). No value of
 * the other fields is wrong: {@code left} is -1 where a client does not know it, and port 0 is of one that cannot be connected to.
 */
final class AnnouncePacket {
    /** Without options. */
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

    /** A packet of at least {@link #LENGTH} bytes. */
    AnnouncePacket(ByteBuf in) {
        this.in = in;
        this.start = in.readerIndex();
    }

    /**
     * The request of the peer at that address.
     *
     * @param room most peers that fit into an answer
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

    /** What its URL has as a passkey, or null. */
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

    /** Others, such as {@code paused} of BEP 21, are regular announces to us. */
    private AnnounceEvent event() {
        int event = in.getInt(start + EVENT);
        return event >= 0 && event < EVENTS.length ? EVENTS[event] : AnnounceEvent.NONE;
    }

    /** What may follow an announce (BEP 41): types of one byte, all but two of them with a length and so many bytes. */
    private static final class UdpAnnounceOptions {
        private static final int END = 0;
        private static final int NOTHING = 1;
        private static final int URL_DATA = 2;
        private static final byte[] ANNOUNCE = "/announce".getBytes(StandardCharsets.US_ASCII);

        private UdpAnnounceOptions() {}

        /**
         * The passkey in the URL that the options tell; empty when the URL has none, null when they tell of no announce URL, or one option is
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

        /** Puts the pieces of path and query together, as they may be longer than one option; 0 bytes when an option is cut off. */
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
