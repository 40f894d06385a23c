package io.s3torrent.seeder;

import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How to seed.
 *
 * @param s3 how to reach the store
 * @param listen where peers connect; port 0 means any free one
 * @param tracker where the built-in tracker listens, and how it is run; empty for none
 * @param advertise what others are told instead of {@code listen}: a host name or address, and a port or 0 for the bound one
 * @param announce tracker URLs of others
 * @param cacheMemory bound in bytes on pieces cached, in flight and being sent, together
 * @param cacheDisk where pieces are kept on disk too
 * @param peers who gets into the peer port, and how
 * @param engine who talks to peers
 * @param keeping where torrents are kept from one run to the next
 * @param revalidation how often the objects of torrents in use are checked
 */
public record SeederConfig(
        S3Options s3,
        InetSocketAddress listen,
        Optional<TrackerConfig> tracker,
        Optional<InetSocketAddress> advertise,
        List<String> announce,
        long cacheMemory,
        Optional<DiskCacheConfig> cacheDisk,
        PeerConfig peers,
        EngineKind engine,
        PersistenceConfig keeping,
        RevalidationConfig revalidation) {

    /** The implementations of {@link io.s3torrent.seeder.engine.SeedEngine}. */
    public enum EngineKind {
        /** Our own peer wire. */
        NETTY,
        /** The bt library. */
        BT
    }

    public SeederConfig {
        announce = List.copyOf(announce);
        if (cacheMemory < 1 << 20) {
            throw new IllegalArgumentException("cacheMemory: " + cacheMemory + " (expected: >= 1 MiB)");
        }
        if (engine == EngineKind.BT && !peers.equals(PeerConfig.DEFAULT)) {
            throw new IllegalArgumentException("peers: " + peers + " (expected: the defaults with the bt library)");
        }
    }

    /** With the default for how often objects are checked. */
    public SeederConfig(
            S3Options s3,
            InetSocketAddress listen,
            Optional<TrackerConfig> tracker,
            Optional<InetSocketAddress> advertise,
            List<String> announce,
            long cacheMemory,
            Optional<DiskCacheConfig> cacheDisk,
            PeerConfig peers,
            EngineKind engine,
            PersistenceConfig keeping) {
        this(
                s3,
                listen,
                tracker,
                advertise,
                announce,
                cacheMemory,
                cacheDisk,
                peers,
                engine,
                keeping,
                RevalidationConfig.DEFAULT);
    }

    /** The same with objects checked in another way. */
    public SeederConfig withRevalidation(RevalidationConfig other) {
        return new SeederConfig(
                s3, listen, tracker, advertise, announce, cacheMemory, cacheDisk, peers, engine, keeping, other);
    }

    /** The same with another tracker. */
    public SeederConfig withTracker(TrackerConfig other) {
        return new SeederConfig(
                s3,
                listen,
                Optional.of(other),
                advertise,
                announce,
                cacheMemory,
                cacheDisk,
                peers,
                engine,
                keeping,
                revalidation);
    }
}
