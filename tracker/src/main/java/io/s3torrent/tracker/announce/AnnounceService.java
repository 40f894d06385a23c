package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.access.Passkeys;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmView;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers announces and scrapes: admits a request, applies it to the store, composes the response. Safe for use by many threads. */
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
    private volatile BiConsumer<InfoHash, InetAddress> onLeecher = (infoHash, address) -> {};

    /**
     * Creates a service without access restrictions.
     *
     * @param torrents the tracked torrents with their pinned peers; may change at any time
     * @param others further tracked torrents; may change at any time
     * @param store the peers of each swarm
     */
    public AnnounceService(
            PinnedTorrents torrents, Predicate<InfoHash> others, SwarmStore store, AnnouncePolicy policy) {
        this(torrents, others, store, policy, AccessPolicy.EVERYBODY);
    }

    /** Creates a service with an access policy. */
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

    /** True when clients need a passkey for every request. */
    public boolean wantsPasskeys() {
        return passkeys != null;
    }

    /**
     * Returns the refusal for a passkey that is not valid for a torrent; null when it is valid. Call it before {@link #announce} and {@link
     * #scrape} if {@link #wantsPasskeys}.
     *
     * @param passkey as in the URL; null without one
     */
    public @Nullable Refused refusal(byte @Nullable [] passkey, InfoHash infoHash) {
        Passkeys.Problem fault = passkeys == null ? null : passkeys.fault(passkey, infoHash);
        // The tracker will also refuse the next announce of this URL, so the client need not retry soon.
        return fault == null ? null : new Refused(fault.toString(), policy.interval());
    }

    /** Sets the listener that gets the torrent and the address of each peer that begins to download. It runs on an event loop. */
    public void onLeecher(BiConsumer<InfoHash, InetAddress> listener) {
        onLeecher = listener;
    }

    /** Counters of requests, which the transports increment. */
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
        // Seeders also get the pinned peers: aria2 reports left=0 while it has only a magnet link.
        List<PinnedPeer> told = toTell(pinned, request, want);
        SwarmView swarm = swarm(request, change, want - told.size());
        SwarmCounts counts = swarm.counts().plusSeeders(seeders(pinned));
        Duration interval = policy.intervalAt(swarm.age(), request.address().hashCode() * 31 + request.port());
        Accepted answer = new Accepted(interval, policy.minInterval(), counts, told, swarm.peers());
        return policy.external().seenFrom(request.address(), answer);
    }

    /** Stores the peer and chooses peers for it. A peer that accepts no connections is not stored, but still gets peers. */
    private SwarmView swarm(AnnounceRequest request, PeerChange change, int want) {
        if (request.port() == 0) {
            return store.look(request.infoHash(), request.address() instanceof Inet6Address, change, want);
        }
        PeerEndpoint peer = new PeerEndpoint(request.address(), request.port());
        natDetector.observe(peer);
        SwarmView swarm = store.announce(request.infoHash(), peer, change, want);
        boolean begins = request.event() == AnnounceEvent.STARTED && change == PeerChange.LEECHER;
        if (begins) {
            onLeecher.accept(request.infoHash(), request.address());
        }
        // A client that starts at a known endpoint is probably another client with the same port behind the same NAT.
        boolean another = begins && swarm.known();
        return another && swarm.peers().size() < want ? swarm.plus(peer) : swarm;
    }

    /** The counts of the given torrents, as far as they are tracked. */
    public ScrapeResponse scrape(Collection<InfoHash> infoHashes) {
        TreeMap<InfoHash, SwarmCounts> files = new TreeMap<>();
        for (InfoHash infoHash : infoHashes) {
            if (pinnedIn(infoHash) != null) {
                files.put(infoHash, counts(infoHash));
            }
        }
        return new ScrapeResponse(files);
    }

    /** True when the tracker answers full scrapes with a list of its torrents that are not private. */
    public boolean isListed() {
        return fullScrape != null;
    }

    /** The counts of all listed torrents, up to a limit; null when there is no list, or the last full scrape was less than a second ago. */
    public @Nullable ScrapeResponse scrapeAll() {
        List<InfoHash> all = fullScrape == null ? null : fullScrape.torrents();
        return all == null ? null : scrape(all);
    }

    /** The size of a swarm, including pinned seeders; all 0 when it is not tracked. */
    public SwarmCounts counts(InfoHash infoHash) {
        List<PinnedPeer> pinned = pinnedIn(infoHash);
        return pinned == null ? SwarmCounts.NONE : store.counts(infoHash).plusSeeders(seeders(pinned));
    }

    /** The pinned peers of a torrent; null when it is not tracked. */
    private @Nullable List<PinnedPeer> pinnedIn(InfoHash infoHash) {
        List<PinnedPeer> pinned = torrents.pinnedIn(infoHash);
        return pinned == null && others.test(infoHash) ? List.of() : pinned;
    }

    private static PeerChange change(AnnounceRequest request) {
        if (request.event() == AnnounceEvent.STOPPED) {
            return PeerChange.STOPPED;
        }
        if (!request.whole()) {
            // Also with "completed": the user of that client has deselected some files.
            return PeerChange.LEECHER;
        }
        return request.event() == AnnounceEvent.COMPLETED ? PeerChange.COMPLETED : PeerChange.SEEDER;
    }

    /** The pinned peers with addresses that the client can reach, without the client itself. */
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
        // One seeder may be pinned with several endpoints.
        return pinned.size() < 2
                ? pinned.size()
                : (int) pinned.stream().map(PinnedPeer::peerId).distinct().count();
    }
}
