package io.s3torrent.tracker;

import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AccessPolicy;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.cluster.RedisAddress;
import io.s3torrent.tracker.http.HttpTracker;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.swarm.SipHash;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * How to run a tracker: {@link #on} gives the defaults, {@link #builder} what differs from them.
 *
 * @param http where HTTP is served; port 0 means any free one, {@code [::]} all addresses of both families
 * @param embedded whether another HTTP server listens at {@code http}, and passes on what {@link Tracker#embedded} answers
 * @param udp where UDP is served; when both ports are 0, both get the same number
 * @param https where HTTP over TLS is served, if anywhere
 * @param access who may ask, and for what
 * @param admin where the pages for operators are served, if anywhere
 * @param workers number of event loops
 * @param announce intervals, and numbers of peers in answers
 * @param swarms bounds of what the tracker stores
 * @param connections bounds of what an HTTP connection may cost
 * @param proxies which proxies are believed about their clients
 * @param connectionKey key of UDP's connection ids, shared by trackers behind one address
 * @param cluster the Redis that this tracker shares its peers through, if any
 * @param state the file that keeps peers over a restart, if any
 */
public record TrackerConfig(
        InetSocketAddress http,
        boolean embedded,
        InetSocketAddress udp,
        Optional<HttpsConfig> https,
        AccessPolicy access,
        Optional<InetSocketAddress> admin,
        int workers,
        AnnouncePolicy announce,
        SwarmLimits swarms,
        HttpLimits connections,
        TrustedProxies proxies,
        SipHash connectionKey,
        Optional<RedisAddress> cluster,
        Optional<Path> state) {
    public static final int MAX_WORKERS = 256;

    public TrackerConfig {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to " + MAX_WORKERS + ")");
        }
    }

    /** The defaults, with HTTP and UDP at one address. */
    public static TrackerConfig on(InetSocketAddress listen) {
        return builder(listen).build();
    }

    /** Starts from the defaults, with HTTP and UDP at one address. */
    public static Builder builder(InetSocketAddress listen) {
        return new Builder(listen);
    }

    /** Starts from this configuration. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** True when HTTP and UDP shall have one free port number. */
    boolean isAnyPort() {
        return http.getPort() == 0 && udp.getPort() == 0;
    }

    /** Collects what differs from another configuration. */
    public static final class Builder {
        private InetSocketAddress http;
        private boolean embedded;
        private InetSocketAddress udp;
        private Optional<HttpsConfig> https = Optional.empty();
        private AccessPolicy access = AccessPolicy.EVERYBODY;
        private Optional<InetSocketAddress> admin = Optional.empty();
        private int workers = Math.min(4, Runtime.getRuntime().availableProcessors());
        private AnnouncePolicy announce = AnnouncePolicy.DEFAULT;
        private SwarmLimits swarms = SwarmLimits.DEFAULT;
        private HttpLimits connections = HttpTracker.LIMITS;
        private TrustedProxies proxies = TrustedProxies.NONE;
        private SipHash connectionKey = SipHash.random(new SecureRandom());
        private Optional<RedisAddress> cluster = Optional.empty();
        private Optional<Path> state = Optional.empty();

        private Builder(InetSocketAddress listen) {
            this.http = listen;
            this.udp = listen;
        }

        private Builder(TrackerConfig config) {
            this.http = config.http;
            this.embedded = config.embedded;
            this.udp = config.udp;
            this.https = config.https;
            this.access = config.access;
            this.admin = config.admin;
            this.workers = config.workers;
            this.announce = config.announce;
            this.swarms = config.swarms;
            this.connections = config.connections;
            this.proxies = config.proxies;
            this.connectionKey = config.connectionKey;
            this.cluster = config.cluster;
            this.state = config.state;
        }

        /** Serves HTTP through another server of this process instead, and UDP at its address. */
        public Builder embeddedAt(InetSocketAddress server) {
            this.embedded = true;
            this.http = server;
            this.udp = server;
            return this;
        }

        public Builder udp(InetSocketAddress listen) {
            this.udp = listen;
            return this;
        }

        public Builder https(HttpsConfig config) {
            this.https = Optional.of(config);
            return this;
        }

        public Builder access(AccessPolicy policy) {
            this.access = policy;
            return this;
        }

        public Builder admin(InetSocketAddress listen) {
            this.admin = Optional.of(listen);
            return this;
        }

        /** Default: one for each core, but at most 4. */
        public Builder workers(int eventLoops) {
            this.workers = eventLoops;
            return this;
        }

        public Builder announce(AnnouncePolicy policy) {
            this.announce = policy;
            return this;
        }

        public Builder swarms(SwarmLimits limits) {
            this.swarms = limits;
            return this;
        }

        public Builder proxies(TrustedProxies trusted) {
            this.proxies = trusted;
            return this;
        }

        /**
         * Makes the key of UDP's connection ids from a secret that all trackers behind one address know; default: a random key.
         *
         * @param secret 16 bytes or more
         */
        public Builder connectionSecret(byte[] secret) {
            this.connectionKey = SipHash.ofSecret(secret);
            return this;
        }

        public Builder cluster(RedisAddress redis) {
            this.cluster = Optional.of(redis);
            return this;
        }

        public Builder state(Path file) {
            this.state = Optional.of(file);
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @throws IllegalArgumentException when a value is out of its range
         */
        public TrackerConfig build() {
            return new TrackerConfig(
                    http,
                    embedded,
                    udp,
                    https,
                    access,
                    admin,
                    workers,
                    announce,
                    swarms,
                    connections,
                    proxies,
                    connectionKey,
                    cluster,
                    state);
        }
    }
}
