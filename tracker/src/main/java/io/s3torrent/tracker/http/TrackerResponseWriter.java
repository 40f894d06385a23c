package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.announce.ScrapeResponse;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes one response: HTTP head and bencoded body, with keys in canonical order. It writes the body first, after a gap, and then the head
 * into the gap, because only then the length is known. It uses an array and copies it once: a response has many small parts, and a buffer
 * would check its bounds for each.
 */
final class TrackerResponseWriter {
    private static final int GAP = 128;
    private static final int SMALL = 256;

    /** Time after which a client may retry a malformed request. */
    private static final Duration MENDABLE = Duration.ofMinutes(5);

    /** Estimated bytes of one torrent in a scrape. */
    private static final int COUNTED = 80;

    private byte[] out;
    private int end = GAP;

    private TrackerResponseWriter(int estimate) {
        this.out = new byte[GAP + estimate];
    }

    /** Writes a response with compact peers (BEP 23, 7). */
    static TrackerResponseWriter compact(Accepted accepted) {
        byte[] v4 = accepted.peers().v4();
        byte[] v6 = accepted.peers().v6();
        TrackerResponseWriter writer = new TrackerResponseWriter(SMALL + v4.length + v6.length);
        writer.counts(accepted);
        writer.ascii("5:peers").packed(accepted, v4, false);
        if (v6.length > 0 || pinned(accepted, true) > 0) {
            writer.ascii("6:peers6").packed(accepted, v6, true);
        }
        return writer.ascii("e");
    }

    /** Writes a response with peers as dictionaries (BEP 3). The store keeps no peer ids, so only pinned seeders have one. */
    static TrackerResponseWriter dictionaries(Accepted accepted, boolean noPeerId) {
        TrackerResponseWriter writer = new TrackerResponseWriter(SMALL * 4);
        writer.counts(accepted);
        writer.ascii("5:peersl");
        for (PinnedPeer peer : accepted.pinned()) {
            writer.ascii("d").ip(peer.endpoint());
            if (!noPeerId) {
                writer.ascii("7:peer id").string(peer.peerId().bytes());
            }
            writer.port(peer.endpoint()).ascii("e");
        }
        for (PeerEndpoint peer : accepted.peers().endpoints()) {
            writer.ascii("d").ip(peer).port(peer).ascii("e");
        }
        return writer.ascii("ee");
    }

    /** Writes a scrape response (BEP 48). */
    static TrackerResponseWriter scrape(ScrapeResponse scrape) {
        TrackerResponseWriter writer =
                new TrackerResponseWriter(SMALL + COUNTED * scrape.files().size());
        writer.ascii("d5:filesd");
        for (Map.Entry<InfoHash, SwarmCounts> file : scrape.files().entrySet()) {
            writer.string(file.getKey().bytes())
                    .ascii("d")
                    .counts(file.getValue())
                    .ascii("e");
        }
        return writer.ascii("ee");
    }

    /** Writes a refusal with the time after which to retry (BEP 31, in minutes). */
    static TrackerResponseWriter refusal(Refused refused) {
        TrackerResponseWriter writer =
                new TrackerResponseWriter(SMALL + refused.reason().length());
        long retry = refused.retryIn().plusSeconds(59).toMinutes();
        writer.ascii("d14:failure reason").text(refused.reason());
        writer.ascii("8:interval").number(refused.retryIn().toSeconds());
        return writer.ascii("8:retry in").number(retry).ascii("e");
    }

    /**
     * Writes a refusal of a malformed request. It never sends {@code retry in: never}: a client would obey even after an update or a
     * changed proxy has fixed its requests, and its user would not learn why.
     */
    static TrackerResponseWriter refusal(BadRequestException reason) {
        return refusal(new Refused(String.valueOf(reason.getMessage()), MENDABLE));
    }

    private void counts(Accepted accepted) {
        ascii("d").counts(accepted.counts());
        ascii("8:interval").number(accepted.interval().toSeconds());
        ascii("12:min interval").number(accepted.minInterval().toSeconds());
    }

    private TrackerResponseWriter counts(SwarmCounts counts) {
        ascii("8:complete").number(counts.seeders());
        ascii("10:downloaded").number(counts.completed());
        return ascii("10:incomplete").number(counts.leechers());
    }

    private void packed(Accepted accepted, byte[] peers, boolean v6) {
        int width = v6 ? PeerEndpoint.COMPACT_V6 : PeerEndpoint.COMPACT_V4;
        digits(pinned(accepted, v6) * width + peers.length).ascii(":");
        for (PinnedPeer peer : accepted.pinned()) {
            if (peer.endpoint().isIpv6() == v6) {
                raw(peer.endpoint().compact());
            }
        }
        raw(peers);
    }

    private static int pinned(Accepted accepted, boolean v6) {
        int count = 0;
        for (PinnedPeer peer : accepted.pinned()) {
            count += peer.endpoint().isIpv6() == v6 ? 1 : 0;
        }
        return count;
    }

    private TrackerResponseWriter ip(PeerEndpoint peer) {
        return ascii("2:ip").text(NetUtil.toAddressString(peer.address()));
    }

    private TrackerResponseWriter port(PeerEndpoint peer) {
        return ascii("4:port").number(peer.port());
    }

    private TrackerResponseWriter text(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    private TrackerResponseWriter string(byte[] bytes) {
        return digits(bytes.length).ascii(":").raw(bytes);
    }

    private TrackerResponseWriter number(long value) {
        return ascii("i").digits(value).ascii("e");
    }

    private TrackerResponseWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, end, bytes.length);
        end += bytes.length;
        return this;
    }

    private TrackerResponseWriter ascii(String text) {
        reserve(text.length());
        set(end, text);
        end += text.length();
        return this;
    }

    /** Writes a number, which must not be negative. */
    private TrackerResponseWriter digits(long value) {
        if (value >= 10) {
            digits(value / 10);
        }
        reserve(1);
        out[end++] = (byte) ('0' + (int) (value % 10));
        return this;
    }

    private void reserve(int bytes) {
        if (end + bytes > out.length) {
            out = Arrays.copyOf(out, Math.max(end + bytes, 2 * out.length));
        }
    }

    private void set(int at, String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, out, at, bytes.length);
    }

    /** The whole response with its head. */
    ByteBuf withHead(ByteBufAllocator alloc, Persistence persistence) {
        String length = (end - GAP) + "\r\n\r\n";
        int start = GAP - length.length() - persistence.head.length();
        set(start, persistence.head);
        set(GAP - length.length(), length);
        return alloc.ioBuffer(end - start).writeBytes(out, start, end - start);
    }

    /** The body without a head. */
    byte[] body() {
        return Arrays.copyOfRange(out, GAP, end);
    }
}
