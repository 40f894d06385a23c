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
import org.jspecify.annotations.Nullable;

/**
 * Configures a seeder. {@link #builder} has the defaults.
 *
 * @param s3 how to connect to the store
 * @param listen where peers connect; port 0 means any free port
 * @param tracker configures the built-in tracker; empty for none
 * @param trackerUrl the announce URL of the built-in tracker; if empty, it is derived from the tracker's address
 * @param advertise the address that others are told instead of {@code listen}: a host name or address, and a port or 0 for the bound port
 * @param announce URLs of other people's trackers
 * @param cacheMemory limit in bytes for pieces that are cached, in flight or being sent, together
 * @param cacheDisk configures the disk cache; empty for none
 * @param peers which peers may connect, and how
 * @param engine the implementation that serves peers
 * @param persistence where torrents are kept between runs
 * @param revalidation how often the objects of active torrents are checked
 * @param budgets limits of the bytes read from the store and sent to peers
 */
public record SeederConfig(
        S3Options s3,
        InetSocketAddress listen,
        Optional<TrackerConfig> tracker,
        Optional<String> trackerUrl,
        Optional<InetSocketAddress> advertise,
        List<String> announce,
        long cacheMemory,
        Optional<DiskCacheConfig> cacheDisk,
        PeerConfig peers,
        EngineKind engine,
        PersistenceConfig persistence,
        RevalidationConfig revalidation,
        BudgetConfig budgets) {

    /** The implementations of {@link io.s3torrent.seeder.engine.SeedEngine}. */
    public enum EngineKind {
        /** Our own implementation of the peer protocol. */
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
            throw new IllegalArgumentException("engine bt does not support peer settings (expected: the defaults)");
        }
    }

    /**
     * Returns a builder with the defaults: no tracker, 256 MiB of memory for pieces, no disk cache, nothing kept between runs, no budgets.
     *
     * @param listen where peers connect; port 0 means any free port
     */
    public static Builder builder(S3Options s3, InetSocketAddress listen) {
        return new Builder(s3, listen);
    }

    /** Returns a builder with the values of this configuration. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds a configuration. {@link #build} validates it. */
    public static final class Builder {
        private final S3Options s3;
        private final InetSocketAddress listen;
        private Optional<TrackerConfig> tracker = Optional.empty();
        private Optional<String> trackerUrl = Optional.empty();
        private Optional<InetSocketAddress> advertise = Optional.empty();
        private List<String> announce = List.of();
        private long cacheMemory = 256 << 20;
        private Optional<DiskCacheConfig> cacheDisk = Optional.empty();
        private PeerConfig peers = PeerConfig.DEFAULT;
        private EngineKind engine = EngineKind.NETTY;
        private PersistenceConfig persistence = PersistenceConfig.NOTHING;
        private RevalidationConfig revalidation = RevalidationConfig.DEFAULT;
        private BudgetConfig budgets = BudgetConfig.none();

        private Builder(S3Options s3, InetSocketAddress listen) {
            this.s3 = s3;
            this.listen = listen;
        }

        private Builder(SeederConfig config) {
            this(config.s3, config.listen);
            tracker = config.tracker;
            trackerUrl = config.trackerUrl;
            advertise = config.advertise;
            announce = config.announce;
            cacheMemory = config.cacheMemory;
            cacheDisk = config.cacheDisk;
            peers = config.peers;
            engine = config.engine;
            persistence = config.persistence;
            revalidation = config.revalidation;
            budgets = config.budgets;
        }

        public Builder tracker(@Nullable TrackerConfig value) {
            tracker = Optional.ofNullable(value);
            return this;
        }

        public Builder trackerUrl(@Nullable String value) {
            trackerUrl = Optional.ofNullable(value);
            return this;
        }

        public Builder advertise(@Nullable InetSocketAddress value) {
            advertise = Optional.ofNullable(value);
            return this;
        }

        public Builder announce(List<String> value) {
            announce = value;
            return this;
        }

        /** In bytes. */
        public Builder cacheMemory(long value) {
            cacheMemory = value;
            return this;
        }

        public Builder cacheDisk(@Nullable DiskCacheConfig value) {
            cacheDisk = Optional.ofNullable(value);
            return this;
        }

        public Builder peers(PeerConfig value) {
            peers = value;
            return this;
        }

        public Builder engine(EngineKind value) {
            engine = value;
            return this;
        }

        public Builder persistence(PersistenceConfig value) {
            persistence = value;
            return this;
        }

        public Builder revalidation(RevalidationConfig value) {
            revalidation = value;
            return this;
        }

        public Builder budgets(BudgetConfig value) {
            budgets = value;
            return this;
        }

        /**
         * Checks the values and returns the configuration.
         *
         * @throws IllegalArgumentException if a value is out of bounds, or two values exclude each other
         */
        public SeederConfig build() {
            return new SeederConfig(
                    s3,
                    listen,
                    tracker,
                    trackerUrl,
                    advertise,
                    announce,
                    cacheMemory,
                    cacheDisk,
                    peers,
                    engine,
                    persistence,
                    revalidation,
                    budgets);
        }
    }
}
