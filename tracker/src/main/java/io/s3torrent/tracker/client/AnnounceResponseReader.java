package io.s3torrent.tracker.client;

import io.netty.util.NetUtil;
import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the response of a foreign tracker. Its keys may be in any order (chihaya writes them randomly), and bytes may follow it (PHP
 * scripts end with a newline). All numbers are limited to a valid range.
 */
final class AnnounceResponseReader {
    private static final BencodeDecoder.Limits LIMITS = new BencodeDecoder.Limits(8, 65_536);
    private static final long DEFAULT_INTERVAL = 1800;
    private static final int MAX_TEXT = 500;

    /** Maximum bytes of a tracker id; the client sends it back in each request, so a longer one is ignored. */
    private static final int MAX_ID = 256;

    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    private AnnounceResponseReader() {}

    /**
     * Parses the body of an HTTP response (BEP 3, 7, 23, 31).
     *
     * @throws AnnounceFailedException when the tracker refused the announce, or the response is malformed
     */
    static AnnounceResult read(byte[] body) throws AnnounceFailedException {
        BDict answer = decode(body);
        Optional<String> failure = answer.string("failure reason").map(BString::text);
        // Some trackers always write the key, so an empty reason with peers is a success. A refusal with peers stays one.
        if (failure.isPresent() && !(failure.get().isEmpty() && answer.entries().containsKey("peers"))) {
            throw new AnnounceFailedException("tracker refused: " + plain(failure.get()), retryIn(answer));
        }
        List<PeerEndpoint> peers = new ArrayList<>();
        answer.string("peers").ifPresent(packed -> unpack(packed.bytes(), PeerEndpoint.COMPACT_V4, peers));
        answer.string("peers6").ifPresent(packed -> unpack(packed.bytes(), PeerEndpoint.COMPACT_V6, peers));
        answer.list("peers").ifPresent(list -> readDictionaries(list.items(), peers));
        return new AnnounceResult(
                AnnounceResult.interval(interval(answer)),
                number(answer, "complete").map(AnnounceResponseReader::count),
                number(answer, "incomplete").map(AnnounceResponseReader::count),
                peers,
                answer.string("warning message").map(BString::text).map(AnnounceResponseReader::plain),
                answer.string("tracker id")
                        .filter(id -> id.length() <= MAX_ID)
                        .map(id -> new String(id.bytes(), StandardCharsets.ISO_8859_1)));
    }

    /** The interval in seconds. 0 or less counts as missing. At least the tracker's own minimum, or it would refuse us. */
    private static long interval(BDict answer) {
        long interval =
                number(answer, "interval").filter(seconds -> seconds > 0).orElse(DEFAULT_INTERVAL);
        return Math.max(interval, number(answer, "min interval").orElse(0L));
    }

    /** Reads a number, also from a string: trackers in dynamically typed languages write both. */
    private static Optional<Long> number(BDict dict, String key) {
        Optional<Long> text = dict.string(key)
                .map(BString::text)
                .filter(digits -> DIGITS.matcher(digits).matches())
                .map(Long::valueOf);
        return dict.integer(key).or(() -> text);
    }

    /** Adds compact entries up to the limit. Skips entries with port 0 and an incomplete last entry. */
    static void unpack(byte[] packed, int width, List<PeerEndpoint> peers) {
        for (int end = width; end <= packed.length && peers.size() < AnnounceResult.MAX_PEERS; end += width) {
            if (packed[end - 1] != 0 || packed[end - 2] != 0) {
                peers.add(PeerEndpoint.ofCompact(Arrays.copyOfRange(packed, end - width, end)));
            }
        }
    }

    /** Makes foreign text safe for a log: one line of limited length. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    private static BDict decode(byte[] body) throws AnnounceFailedException {
        try {
            return BencodeDecoder.decodeDictPrefix(body, LIMITS);
        } catch (BencodeException e) {
            throw new AnnounceFailedException("malformed tracker response: " + e.getMessage(), e);
        }
    }

    private static @Nullable Duration retryIn(BDict answer) {
        return number(answer, "retry in")
                .map(minutes -> AnnounceResult.interval(Math.min(minutes, 1 << 20) * 60))
                .orElse(null);
    }

    private static void readDictionaries(List<Bencode> items, List<PeerEndpoint> peers) {
        for (Bencode item : items) {
            if (item instanceof BDict peer && peers.size() < AnnounceResult.MAX_PEERS) {
                readDictionary(peer).ifPresent(peers::add);
            }
        }
    }

    private static Optional<PeerEndpoint> readDictionary(BDict peer) {
        long port = number(peer, "port").orElse(0L);
        // Only addresses: a host name would need a lookup, and trackers do not send any.
        byte[] address = peer.string("ip")
                .map(ip -> NetUtil.createByteArrayFromIpAddressString(ip.text()))
                .orElse(null);
        if (address == null || port < 1 || port > 65_535) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PeerEndpoint(InetAddress.getByAddress(address), (int) port));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    private static int count(long said) {
        return (int) Math.max(0, Math.min(said, Integer.MAX_VALUE));
    }
}
