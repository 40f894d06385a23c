package io.s3torrent.tracker;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.cluster.Cluster;
import io.s3torrent.tracker.cluster.ClusterSnapshot;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.snapshot.SwarmSnapshots;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Opens a tracker's swarm store, its state file and its cluster, and closes them in order. */
final class TrackerStore {
    private final SwarmStore store;
    private final Optional<SwarmSnapshots> snapshots;
    private final Optional<Cluster> cluster;

    private TrackerStore(SwarmStore store, Optional<SwarmSnapshots> snapshots, Optional<Cluster> cluster) {
        this.store = store;
        this.snapshots = snapshots;
        this.cluster = cluster;
    }

    /**
     * Opens a store, and loads the swarms from the state file and from the other trackers of the cluster.
     *
     * @param tracked the torrents whose peers to load
     * @throws IOException when the file or the cluster cannot be used
     */
    static TrackerStore open(TrackerConfig config, Predicate<InfoHash> tracked) throws IOException {
        SecureRandom secret = new SecureRandom();
        SwarmStore memory = new MemorySwarmStore(
                config.swarms(), System::nanoTime, secret, new SplittableRandom(secret.nextLong()));
        Optional<SwarmSnapshots> snapshots = config.state().isEmpty()
                ? Optional.empty()
                : Optional.of(SwarmSnapshots.start(config.state().get(), memory, tracked));
        if (config.cluster().isEmpty()) {
            return new TrackerStore(memory, snapshots, Optional.empty());
        }
        try {
            Cluster cluster = Cluster.join(config.cluster().get(), memory, tracked);
            return new TrackerStore(cluster.store(), snapshots, Optional.of(cluster));
        } catch (IOException e) {
            snapshots.ifPresent(SwarmSnapshots::abandon);
            throw e;
        }
    }

    SwarmStore store() {
        return store;
    }

    Optional<ClusterSnapshot> clusterSnapshot() {
        return cluster.map(Cluster::snapshot);
    }

    /** Closes without writing the state file, because a tracker that did not start has no new peers. */
    void abandon() {
        cluster.ifPresent(Cluster::close);
        snapshots.ifPresent(SwarmSnapshots::abandon);
    }

    /** Writes the state file, sends the last changes to the cluster, and closes. */
    void close() {
        snapshots.ifPresent(SwarmSnapshots::close); // first, because it does not depend on the network
        cluster.ifPresent(Cluster::close);
    }
}
