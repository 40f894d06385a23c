package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.announce.AnnounceRequest;
import io.s3torrent.tracker.announce.AnnounceResponse;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.ScrapeResponse;
import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the response to a request, valid or malformed. Stateless and safe for use by many threads. */
final class TrackerResponses {
    private static final byte[] ANNOUNCE = "/announce".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCRAPE = "/scrape".getBytes(StandardCharsets.US_ASCII);
    private static final Refused LISTED_JUST_NOW =
            new Refused("another client requested the list of all torrents a moment ago; retry later", Duration.ofMinutes(1));

    private final AnnounceService service;
    private final TrackerMetrics metrics;

    TrackerResponses(AnnounceService service) {
        this.service = service;
        this.metrics = service.metrics();
    }

    /**
     * Creates the response to a request, including its head.
     *
     * @param peer the client's address
     * @param reachedAt the server's address that the client connected to
     */
    ByteBuf to(ByteBufAllocator alloc, TrackerRequest request, InetAddress peer, InetAddress reachedAt) {
        return to(new QueryScanner(request.target), peer, reachedAt).withHead(alloc, request.persistence);
    }

    /** Creates the response to a request; the caller chooses whether to add a head. */
    TrackerResponseWriter to(QueryScanner query, InetAddress peer, InetAddress reachedAt) {
        try {
            if (isAt(query, ANNOUNCE)) {
                return announce(query, peer, reachedAt);
            }
            if (isAt(query, SCRAPE)) {
                return scrape(query);
            }
            throw new BadRequestException("unknown path (expected: /announce or /scrape)");
        } catch (BadRequestException e) {
            metrics.count(TrackerCounter.HTTP_INVALID);
            return TrackerResponseWriter.refusal(e);
        }
    }

    /** True for a path of the tracker. Paths with a passkey count only if the tracker requires passkeys. */
    boolean isPath(QueryScanner query) {
        byte[] passkey = query.passkeyBehind(ANNOUNCE);
        passkey = passkey == null ? query.passkeyBehind(SCRAPE) : passkey;
        return passkey != null && (passkey.length == 0 || service.wantsPasskeys());
    }

    /** True for the given path. An unneeded passkey is ignored, because torrents may keep the URL of an earlier tracker at this host. */
    private static boolean isAt(QueryScanner query, byte[] path) {
        return query.passkeyBehind(path) != null;
    }

    private TrackerResponseWriter announce(QueryScanner query, InetAddress peer, InetAddress reachedAt)
            throws BadRequestException {
        AnnounceQuery announce = AnnounceQuery.read(query);
        AnnounceRequest asked = announce.from(peer, () -> reachedAt);
        metrics.count(TrackerCounter.HTTP_ANNOUNCE);
        Refused refused =
                service.wantsPasskeys() ? service.refusal(query.passkeyBehind(ANNOUNCE), asked.infoHash()) : null;
        AnnounceResponse response = refused == null ? service.announce(asked) : refused;
        if (response instanceof Accepted accepted) {
            return announce.compact()
                    ? TrackerResponseWriter.compact(accepted)
                    : TrackerResponseWriter.dictionaries(accepted, announce.noPeerId());
        }
        metrics.count(TrackerCounter.HTTP_REFUSED);
        return TrackerResponseWriter.refusal((Refused) response);
    }

    private TrackerResponseWriter scrape(QueryScanner query) throws BadRequestException {
        List<InfoHash> infoHashes = infoHashes(query);
        if (infoHashes.isEmpty()) {
            return scrapeAll();
        }
        metrics.count(TrackerCounter.HTTP_SCRAPE);
        Refused refused = service.wantsPasskeys() ? refusal(query.passkeyBehind(SCRAPE), infoHashes) : null;
        if (refused == null) {
            return TrackerResponseWriter.scrape(service.scrape(infoHashes));
        }
        metrics.count(TrackerCounter.HTTP_REFUSED);
        return TrackerResponseWriter.refusal(refused);
    }

    private TrackerResponseWriter scrapeAll() throws BadRequestException {
        if (!service.isListed()) {
            throw new BadRequestException("info_hash: missing (the list of all torrents is not public)");
        }
        metrics.count(TrackerCounter.HTTP_SCRAPE);
        ScrapeResponse all = service.scrapeAll();
        if (all != null) {
            return TrackerResponseWriter.scrape(all);
        }
        metrics.count(TrackerCounter.HTTP_REFUSED);
        return TrackerResponseWriter.refusal(LISTED_JUST_NOW);
    }

    /** The refusal for a passkey that is not valid for all of these torrents; null when it is. */
    private @Nullable Refused refusal(byte @Nullable [] passkey, List<InfoHash> infoHashes) {
        Refused refused = null;
        for (int i = 0; refused == null && i < infoHashes.size(); i++) {
            refused = service.refusal(passkey, infoHashes.get(i));
        }
        return refused;
    }

    /** The requested info-hashes; none for a full scrape. */
    private static List<InfoHash> infoHashes(QueryScanner query) throws BadRequestException {
        List<InfoHash> infoHashes = new ArrayList<>();
        while (query.next()) {
            if (query.parameter() == QueryParameter.INFO_HASH) {
                byte[] infoHash = new byte[InfoHash.LENGTH];
                AnnounceQuery.readInfoHash(query, infoHash);
                infoHashes.add(InfoHash.of(infoHash));
            }
        }
        return infoHashes;
    }
}
