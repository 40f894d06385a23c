package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.access.PasskeyProblem;
import io.s3torrent.tracker.access.Passkeys;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmView;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers announces and scrapes: admits, applies, composes. Safe for use by many threads. */
public final class AnnounceService {
    private final PinnedTorrents torrents;
    private final Predicate<InfoHash> others;
    private final SwarmStore store;
    private final AnnouncePolicy policy;
    private final NatDetector natDetector = new NatDetector(NatDetector::warn);
    private final Refused notTracked;
    private final @Nullable Passkeys passkeys;
    private final @Nullable FullScrape fullScrape;
    private final TrackerMetrics metrics = new TrackerMetrics();

    /**
     * Serves some torrents from a store.
     *
     * @param torrents what is tracked, with its pinned peers; may change at any time
     * @param others what is tracked beside them; may change at any time
     * @param store who is in which swarm
     */
    public AnnounceService(
            PinnedTorrents torrents, Predicate<InfoHash> others, SwarmStore store, AnnouncePolicy policy) {
        this(torrents, others, store, policy, AccessPolicy.EVERYBODY);
    }

    /** The same, not for everybody or not for everything. */
    public AnnounceService(
            PinnedTorrents torrents,
            Predicate<InfoHash> others,
            SwarmStore store,
            AnnouncePolicy policy,
            AccessPolicy access) {
        this.torrents = torrents;
        this.others = others;
        this.store = store;
        this.policy = policy;
        this.notTracked = new Refused("torrent not tracked here", policy.minInterval());
        this.passkeys = access.passkeys();
        Predicate<InfoHash> listed = access.listed();
        this.fullScrape = listed == null ? null : new FullScrape(store, listed, System::nanoTime);
    }

    /** True when nobody may ask for anything without a passkey. */
    public boolean wantsPasskeys() {
        return passkeys != null;
    }

    /**
     * Why who has this passkey is told nothing of a torrent; null when he is. To be asked first where {@link #wantsPasskeys} says so.
     *
     * @param passkey as it is in the URL; null without one
     */
    public @Nullable Refused refusal(byte @Nullable [] passkey, InfoHash infoHash) {
        PasskeyProblem fault = passkeys == null ? null : passkeys.fault(passkey, infoHash);
        // The next announce of this URL will be refused as well: there is no hurry.
        return fault == null ? null : new Refused(fault.toString(), policy.interval());
    }

    /** Counts of requests over all transports, which the transports increment. */
    public TrackerMetrics metrics() {
        return metrics;
    }

    /** Applies an announce and answers it. */
    public AnnounceResponse announce(AnnounceRequest request) {
        List<PinnedPeer> pinned = pinnedIn(request.infoHash());
        if (pinned == null) {
            return notTracked;
        }
        PeerChange change = change(request);
        int want = change == PeerChange.STOPPED ? 0 : policy.granted(request.want());
        // Seeders too: aria2 says that nothing is left while all it has is a magnet link.
        List<PinnedPeer> told = toTell(pinned, request, want);
        SwarmView swarm = swarm(request, change, want - told.size());
        SwarmCounts counts = swarm.counts().plusSeeders(seeders(pinned));
        Duration interval = policy.intervalAt(swarm.age(), request.address().hashCode() * 31 + request.port());
        Accepted answer = new Accepted(interval, policy.minInterval(), counts, told, swarm.peers());
        return policy.external().seenFrom(request.address(), answer);
    }

    /** Stores the peer, unless others cannot connect to it, and chooses peers for it: it may still connect to them. */
    private SwarmView swarm(AnnounceRequest request, PeerChange change, int want) {
        if (request.port() == 0) {
            return store.look(request.infoHash(), request.address() instanceof Inet6Address, change, want);
        }
        PeerEndpoint peer = new PeerEndpoint(request.address(), request.port());
        natDetector.observe(peer);
        SwarmView swarm = store.announce(request.infoHash(), peer, change, want);
        // A client that starts where there is a peer already is not that peer, but another one with the same port
        // behind the same NAT.
        boolean another = request.event() == AnnounceEvent.STARTED && swarm.known() && change == PeerChange.LEECHER;
        return another && swarm.peers().size() < want ? swarm.plus(peer) : swarm;
    }

    /** The counts of those torrents that are tracked here. */
    public ScrapeResponse scrape(Collection<InfoHash> infoHashes) {
        TreeMap<InfoHash, SwarmCounts> files = new TreeMap<>();
        for (InfoHash infoHash : infoHashes) {
            if (pinnedIn(infoHash) != null) {
                files.put(infoHash, counts(infoHash));
            }
        }
        return new ScrapeResponse(files);
    }

    /** True when everybody may ask for a list of the torrents that are not private. */
    public boolean isListed() {
        return fullScrape != null;
    }

    /** The counts of all that are listed, up to a bound; null when there is no list, or somebody asked a moment ago. */
    public @Nullable ScrapeResponse scrapeAll() {
        List<InfoHash> all = fullScrape == null ? null : fullScrape.torrents();
        return all == null ? null : scrape(all);
    }

    /** The size of a swarm, our own seeder included; all 0 when it is not tracked here. */
    public SwarmCounts counts(InfoHash infoHash) {
        List<PinnedPeer> pinned = pinnedIn(infoHash);
        return pinned == null ? SwarmCounts.NONE : store.counts(infoHash).plusSeeders(seeders(pinned));
    }

    /** The pinned peers of a torrent; null when it is not tracked here. */
    private @Nullable List<PinnedPeer> pinnedIn(InfoHash infoHash) {
        List<PinnedPeer> pinned = torrents.pinnedIn(infoHash);
        return pinned == null && others.test(infoHash) ? List.of() : pinned;
    }

    private static PeerChange change(AnnounceRequest request) {
        if (request.event() == AnnounceEvent.STOPPED) {
            return PeerChange.STOPPED;
        }
        if (!request.whole()) {
            // Also when it says "completed": that is a client whose user left some files out.
            return PeerChange.LEECHER;
        }
        return request.event() == AnnounceEvent.COMPLETED ? PeerChange.COMPLETED : PeerChange.SEEDER;
    }

    /** The pinned peers as the announcer can reach them, itself left out. */
    private static List<PinnedPeer> toTell(List<PinnedPeer> pinned, AnnounceRequest request, int want) {
        if (pinned.isEmpty()) {
            return pinned;
        }
        List<PinnedPeer> told = new ArrayList<>(pinned.size());
        for (PinnedPeer peer : pinned) {
            PinnedPeer seen = peer.seenFrom(request.reachedAt());
            boolean self = seen.peerId().equals(request.peerId())
                    || (seen.endpoint().port() == request.port()
                            && seen.endpoint().address().equals(request.address()));
            boolean known = !seen.endpoint().isWildcard();
            if (!self && known && told.size() < want) {
                told.add(seen);
            }
        }
        return told;
    }

    private static int seeders(List<PinnedPeer> pinned) {
        // One peer may be pinned at several endpoints.
        return pinned.size() < 2
                ? pinned.size()
                : (int) pinned.stream().map(PinnedPeer::peerId).distinct().count();
    }
}
