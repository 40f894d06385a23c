package io.s3torrent.tracker.http;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.announce.AnnounceRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parameters of an announce (BEP 3, 23), each of them once at most. */
final class AnnounceQuery {
    /** More is no serious question; what is less but more than the policy grants is just not granted. */
    private static final int MAX_WANT = 65_535;

    private static final byte[] STARTED = ascii("started");
    private static final byte[] COMPLETED = ascii("completed");
    private static final byte[] STOPPED = ascii("stopped");
    private static final byte[] ZERO = ascii("0");
    private static final byte[] ONE = ascii("1");

    private byte @Nullable [] infoHash;
    private byte @Nullable [] peerId;
    private int port;

    /** Who does not say, as bt with a magnet, has something left. */
    private long left = 1;

    private int want = AnnounceRequest.ANY_NUMBER;
    private AnnounceEvent event = AnnounceEvent.NONE;
    private boolean compact = true;
    private boolean noPeerId;
    private final Set<Parameter> seen = EnumSet.noneOf(Parameter.class);

    /**
     * Reads all parameters.
     *
     * @throws BadRequestException when one is malformed, missing or there twice
     */
    static AnnounceQuery read(QueryString query) throws BadRequestException {
        AnnounceQuery announce = new AnnounceQuery();
        while (query.next()) {
            announce.once(query.parameter());
            announce.take(query);
        }
        announce.require(Parameter.INFO_HASH);
        announce.require(Parameter.PEER_ID);
        announce.require(Parameter.PORT);
        return announce;
    }

    /** False when the client asked for dictionaries. */
    boolean compact() {
        return compact;
    }

    /** True when the client does not need peer ids in dictionaries. */
    boolean noPeerId() {
        return noPeerId;
    }

    /** The request of the peer at that address. */
    @SuppressWarnings("NullAway") // Both were required when the query was read.
    AnnounceRequest from(InetAddress peer, Supplier<InetAddress> reachedAt) {
        return new AnnounceRequest(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                new PeerEndpoint(peer, port),
                reachedAt,
                event,
                left == 0,
                want);
    }

    private void take(QueryString query) throws BadRequestException {
        switch (query.parameter()) {
            case INFO_HASH -> infoHash = query.bytes(InfoHash.LENGTH);
            case PEER_ID -> peerId = query.bytes(PeerId.LENGTH);
            case PORT -> port = port(query);
            case UPLOADED, DOWNLOADED -> query.number(Long.MAX_VALUE);
            case LEFT -> left = query.number(Long.MAX_VALUE);
            case NUMWANT -> want = (int) query.number(MAX_WANT);
            case EVENT -> event = event(query);
            case COMPACT -> compact = !query.valueIs(ZERO);
            case NO_PEER_ID -> noPeerId = query.valueIs(ONE);
            case OTHER -> {
                // Clients send much that no tracker needs.
            }
        }
    }

    private static int port(QueryString query) throws BadRequestException {
        int port = (int) query.number(65_535);
        if (port == 0) {
            throw new BadRequestException("port: 0 (expected: 1 to 65535)");
        }
        return port;
    }

    /** Others, such as {@code paused} of BEP 21, are regular announces to us. */
    private static AnnounceEvent event(QueryString query) throws BadRequestException {
        if (query.valueIs(STARTED)) {
            return AnnounceEvent.STARTED;
        }
        if (query.valueIs(COMPLETED)) {
            return AnnounceEvent.COMPLETED;
        }
        return query.valueIs(STOPPED) ? AnnounceEvent.STOPPED : AnnounceEvent.NONE;
    }

    private void once(Parameter parameter) throws BadRequestException {
        if (!seen.add(parameter) && parameter != Parameter.OTHER) {
            throw new BadRequestException(parameter + ": given twice");
        }
    }

    private void require(Parameter parameter) throws BadRequestException {
        if (!seen.contains(parameter)) {
            throw new BadRequestException(parameter + ": missing");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
