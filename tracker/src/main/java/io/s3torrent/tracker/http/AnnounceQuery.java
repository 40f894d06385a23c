package io.s3torrent.tracker.http;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.announce.AnnounceRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parses the parameters of an announce (BEP 3, 23). Only info-hash and port are required. Of a repeated parameter the first one counts. All
 * other invalid values are ignored: clients send -1, NaN or nothing for unknown values.
 */
final class AnnounceQuery {
    private static final int MAX_PORT = 65_535;

    private static final byte[] STARTED = ascii("started");
    private static final byte[] COMPLETED = ascii("completed");
    private static final byte[] STOPPED = ascii("stopped");
    private static final byte[] ZERO = ascii("0");
    private static final byte[] ONE = ascii("1");

    private final byte[] infoHash = new byte[InfoHash.LENGTH];

    /** All zeros without a peer id of the right length. It only serves to leave the pinned seeder out of its own responses. */
    private final byte[] peerId = new byte[PeerId.LENGTH];

    private int port;

    /** True for {@code left=0}. A client that does not know what is left, as most with a magnet link, is a leecher. */
    private boolean whole;

    private int want = AnnounceRequest.ANY_NUMBER;
    private AnnounceEvent event = AnnounceEvent.NONE;
    private boolean compact = true;
    private boolean noPeerId;
    private final Set<QueryParameter> seen = EnumSet.noneOf(QueryParameter.class);

    /**
     * Parses all parameters.
     *
     * @throws BadRequestException when info-hash or port is malformed or missing
     */
    static AnnounceQuery read(QueryScanner query) throws BadRequestException {
        AnnounceQuery announce = new AnnounceQuery();
        while (query.next()) {
            if (announce.seen.add(query.parameter())) {
                announce.take(query);
            }
        }
        announce.require(QueryParameter.INFO_HASH);
        announce.require(QueryParameter.PORT);
        return announce;
    }

    /** False when the client asked for peers as dictionaries. */
    boolean compact() {
        return compact;
    }

    /** True when the client does not need peer ids in dictionaries. */
    boolean noPeerId() {
        return noPeerId;
    }

    /** Creates the announce of the peer at the given address. */
    AnnounceRequest from(InetAddress peer, Supplier<InetAddress> reachedAt) {
        return new AnnounceRequest(InfoHash.of(infoHash), PeerId.of(peerId), peer, port, reachedAt, event, whole, want);
    }

    private void take(QueryScanner query) throws BadRequestException {
        switch (query.parameter()) {
            case INFO_HASH -> readInfoHash(query, infoHash);
            case PEER_ID -> {
                if (query.decode(peerId) != PeerId.LENGTH) {
                    Arrays.fill(peerId, (byte) 0);
                }
            }
            case PORT -> port = port(query);
            case LEFT -> whole = query.number() == 0;
            case NUMWANT -> want = (int) Math.min(query.number(), Integer.MAX_VALUE);
            case EVENT -> event = event(query);
            case COMPACT -> compact = !query.valueIs(ZERO);
            case NO_PEER_ID -> noPeerId = query.valueIs(ONE);
            case OTHER -> {
                // Clients send many parameters that no tracker needs.
            }
        }
    }

    /**
     * Parses the value of {@code info_hash}.
     *
     * @throws BadRequestException unless it has 20 bytes
     */
    static void readInfoHash(QueryScanner query, byte[] infoHash) throws BadRequestException {
        int length = query.decode(infoHash);
        if (length == QueryScanner.MALFORMED) {
            throw new BadRequestException(QueryParameter.INFO_HASH + ": % without two hexadecimal digits");
        }
        if (length != InfoHash.LENGTH) {
            throw new BadRequestException(
                    QueryParameter.INFO_HASH + ": " + length + " bytes (expected: " + InfoHash.LENGTH + ")");
        }
    }

    /** Parses the port; 0 means that the client accepts no connections. */
    private static int port(QueryScanner query) throws BadRequestException {
        long port = query.number();
        if (port == QueryScanner.NO_NUMBER || port > MAX_PORT) {
            throw new BadRequestException(QueryParameter.PORT + ": not a number from 0 to " + MAX_PORT);
        }
        return (int) port;
    }

    /** Parses the event. Unknown events, such as {@code paused} of BEP 21, count as regular announces. */
    private static AnnounceEvent event(QueryScanner query) {
        if (query.valueIs(STARTED)) {
            return AnnounceEvent.STARTED;
        }
        if (query.valueIs(COMPLETED)) {
            return AnnounceEvent.COMPLETED;
        }
        return query.valueIs(STOPPED) ? AnnounceEvent.STOPPED : AnnounceEvent.NONE;
    }

    private void require(QueryParameter parameter) throws BadRequestException {
        if (!seen.contains(parameter)) {
            throw new BadRequestException(parameter + ": missing");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
