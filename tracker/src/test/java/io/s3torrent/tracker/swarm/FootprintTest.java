package io.s3torrent.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceRequest;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedTorrents;
import java.net.InetAddress;
import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store's estimate of its heap is right, and a peer takes little memory. */
@Tag("slow")
class FootprintTest {
    private static final int PEERS = 1_000_000;

    @Test
    void aMillionPeersInAHundredThousandTorrentsTakeLittleMemory() {
        SyntheticPeers crowd = new SyntheticPeers(100_000);
        long before = liveHeap();
        MemorySwarmStore store =
                new MemorySwarmStore(SwarmLimits.DEFAULT, () -> 0, new Random(1), new SplittableRandom(2));
        for (int peer = 0; peer < PEERS; peer++) {
            store.announce(crowd.swarm(peer), crowd.peer(peer), crowd.change(peer), 50);
        }
        long bytes = liveHeap() - before;
        assertThat(bytes / (double) PEERS).as("bytes per peer").isLessThan(24);
        assertThat(store.used()).isCloseTo(bytes, Percentage.withPercentage(15));
    }

    /** A tracker for listed torrents stores nothing for other info-hashes. */
    @Test
    void tenMillionHashesThatAreNotTrackedTakeNothing() {
        SplittableRandom random = new SplittableRandom(3);
        MemorySwarmStore store = new MemorySwarmStore(SwarmLimits.DEFAULT, () -> 0, new Random(1), random.split());
        PinnedTorrents torrents = new PinnedTorrents();
        torrents.allow(Peers.swarm("ours"));
        AnnounceService service = new AnnounceService(torrents, infoHash -> false, store, AnnouncePolicy.DEFAULT);
        PeerId peerId = PeerId.random("-XX0000-", new Random(1));
        PeerEndpoint peer = Peers.v4(1, 1);
        long before = liveHeap();
        for (int i = 0; i < 10_000_000; i++) {
            InfoHash stranger = InfoHash.ofWords(random.nextLong(), random.nextLong(), random.nextInt());
            AnnounceRequest request = new AnnounceRequest(
                    stranger,
                    peerId,
                    peer.address(),
                    peer.port(),
                    InetAddress::getLoopbackAddress,
                    AnnounceEvent.STARTED,
                    false,
                    50);
            if (!(service.announce(request) instanceof Refused)) {
                throw new AssertionError(stranger);
            }
        }
        assertThat(store.used()).isZero();
        assertThat(liveHeap() - before).isLessThan(2 << 20);
    }

    /** An open tracker limits the memory for invented info-hashes. */
    @Test
    void swarmsThatStrangersMakeUpStayWithinTheBound() {
        SplittableRandom random = new SplittableRandom(4);
        SwarmLimits limits = SwarmLimits.builder().memory(16 << 20).build();
        MemorySwarmStore store = new MemorySwarmStore(limits, () -> 0, new Random(1), random.split());
        long before = liveHeap();
        for (int i = 0; i < 2_000_000; i++) {
            InfoHash swarm = InfoHash.ofWords(random.nextLong(), random.nextLong(), random.nextInt());
            store.announce(swarm, i % 2 == 0 ? Peers.v4(i & 0xff, 1) : Peers.v6(i & 0xff, 1), PeerChange.LEECHER, 50);
        }
        assertThat(liveHeap() - before).isLessThan(24 << 20);
        assertThat(store.used()).isLessThan(limits.memory() + 1000);
    }

    /** The serial collector may leave 5 % of the heap to dead objects, except at every fourth collection (MarkSweepAlwaysCompactCount). */
    @SuppressWarnings("SystemGc") // measures what survives a collection
    private static long liveHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
