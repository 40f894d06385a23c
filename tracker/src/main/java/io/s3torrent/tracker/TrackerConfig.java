package io.s3torrent.tracker;

import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.status.AdminConfig;
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
 * Configuration of a tracker. {@link #on} returns the defaults; {@link #builder} changes them.
 *
 * @param http address of the HTTP listener; port 0 means any free port, {@code [::]} all addresses of both families
 * @param embedded true when another HTTP server listens at {@code http} and passes requests to {@link Tracker#embedded}
 * @param udp address of the UDP sockets; when both ports are 0, UDP uses the port of the HTTP listener
 * @param https listener for HTTP over TLS, if any
 * @param access which clients may use the tracker, and which torrents they may list
 * @param admin address of the admin server, if any
 * @param workers number of event loops
 * @param announce announce intervals, and numbers of peers in responses
 * @param swarms limits on the stored peers
 * @param connections limits on HTTP connections
 * @param proxies the proxies that the tracker trusts to report client addresses
 * @param connectionKey key of the UDP connection ids, shared by trackers behind one address
 * @param cluster the Redis through which this tracker shares its peers, if any
 * @param state the file that keeps peers across restarts, if any
 */
public record TrackerConfig(
        InetSocketAddress http,
        boolean embedded,
        InetSocketAddress udp,
        Optional<HttpsConfig> https,
        AccessPolicy access,
        Optional<AdminConfig> admin,
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

    /** The defaults, with HTTP and UDP on one address. */
    public static TrackerConfig on(InetSocketAddress listen) {
        return builder(listen).build();
    }

    /** Starts from the defaults, with HTTP and UDP on one address. */
    public static Builder builder(InetSocketAddress listen) {
        return new Builder(listen);
    }

    /** Starts from this configuration. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** True when HTTP and UDP use the same random port. */
    boolean isAnyPort() {
        return http.getPort() == 0 && udp.getPort() == 0;
    }

    /** Builds a configuration from the defaults or from another configuration. */
    public static final class Builder {
        private InetSocketAddress http;
        private boolean embedded;
        private InetSocketAddress udp;
        private Optional<HttpsConfig> https = Optional.empty();
        private AccessPolicy access = AccessPolicy.EVERYBODY;
        private Optional<AdminConfig> admin = Optional.empty();
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

        /** Serves HTTP through another server of this process, and UDP on that server's address. */
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

        public Builder admin(AdminConfig config) {
            this.admin = Optional.of(config);
            return this;
        }

        /** Sets the number of event loops. Default: one for each core, at most 4. */
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
         * Derives the key of the UDP connection ids from a secret, which all trackers behind one address share. Default: a random key.
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
