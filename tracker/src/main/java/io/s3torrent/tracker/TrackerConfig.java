package io.s3torrent.tracker;

import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AccessPolicy;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.ExternalAddresses;
import io.s3torrent.tracker.cluster.RedisAddress;
import io.s3torrent.tracker.http.HttpTracker;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.swarm.SipHash;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How to run a tracker: {@link #on}, and what shall differ from the defaults. Never changes. */
public final class TrackerConfig {
    private InetSocketAddress http;
    private boolean guest;
    private InetSocketAddress udp;
    private @Nullable HttpsConfig https;
    private AccessPolicy admission = AccessPolicy.EVERYBODY;
    private @Nullable InetSocketAddress admin;
    private int workers = Math.min(4, Runtime.getRuntime().availableProcessors());
    private AnnouncePolicy policy = AnnouncePolicy.DEFAULT;
    private SwarmLimits swarms = SwarmLimits.DEFAULT;
    private HttpLimits connections = HttpTracker.LIMITS;
    private TrustedProxies proxies = TrustedProxies.NONE;
    private SipHash connectionKey = SipHash.random(new SecureRandom());
    private @Nullable RedisAddress cluster;
    private @Nullable Path state;

    private TrackerConfig(InetSocketAddress listen) {
        this.http = listen;
        this.udp = listen;
    }

    private TrackerConfig(TrackerConfig other) {
        this.http = other.http;
        this.guest = other.guest;
        this.udp = other.udp;
        this.https = other.https;
        this.admission = other.admission;
        this.admin = other.admin;
        this.workers = other.workers;
        this.policy = other.policy;
        this.swarms = other.swarms;
        this.connections = other.connections;
        this.proxies = other.proxies;
        this.connectionKey = other.connectionKey;
        this.cluster = other.cluster;
        this.state = other.state;
    }

    /**
     * The defaults, HTTP and UDP on one address: intervals of 1800 s, 300 s at least; one event loop for each core, but at most
     * four; a key of our own.
     *
     * @param listen port 0 means any free one, the same for both; {@code [::]} all addresses of both families
     */
    public static TrackerConfig on(InetSocketAddress listen) {
        return new TrackerConfig(listen);
    }

    /**
     * The same without an HTTP server of its own, as a guest of one that listens already, and with UDP on its port.
     *
     * @param host where that one listens, and asks {@link Tracker#guest} what to answer
     */
    public TrackerConfig asGuestAt(InetSocketAddress host) {
        return with(config -> {
            config.guest = true;
            config.http = host;
            config.udp = host;
        });
    }

    /** The same, HTTP over TLS as well. */
    public TrackerConfig withHttps(HttpsConfig tls) {
        return with(config -> config.https = tls);
    }

    /** The same for others than everybody, or with a list of the torrents. */
    public TrackerConfig withAdmission(AccessPolicy who) {
        return with(config -> config.admission = who);
    }

    /** The same with another place for UDP. */
    public TrackerConfig withUdp(InetSocketAddress listen) {
        return with(config -> config.udp = listen);
    }

    /** The same, with pages for its operators. */
    public TrackerConfig withAdmin(InetSocketAddress listen) {
        return with(config -> config.admin = listen);
    }

    /** The same with another bound on the heap that swarms take. */
    public TrackerConfig withSwarmMemory(long bytes) {
        return with(config -> config.swarms = swarms.withMemory(bytes));
    }

    /** The same behind proxies, whose word counts about who their clients are. */
    public TrackerConfig withProxies(TrustedProxies trusted) {
        return with(config -> config.proxies = trusted);
    }

    /** The same in a network that the world sees under other addresses. */
    public TrackerConfig withExternal(ExternalAddresses addresses) {
        return with(config -> config.policy = policy.withExternal(addresses));
    }

    /** The same with so many event loops. */
    public TrackerConfig withWorkers(int count) {
        if (count < 1 || count > 256) {
            throw new IllegalArgumentException("workers: " + count + " (expected: 1 to 256)");
        }
        return with(config -> config.workers = count);
    }

    /**
     * The same with UDP connection ids that other trackers with this secret know, for trackers behind one address.
     *
     * @param secret 16 bytes or more
     */
    public TrackerConfig withConnectionSecret(byte[] secret) {
        SipHash key = SipHash.ofSecret(secret);
        return with(config -> config.connectionKey = key);
    }

    /** The same, with one set of peers for all trackers that meet at this Redis. */
    public TrackerConfig withCluster(RedisAddress redis) {
        return with(config -> config.cluster = redis);
    }

    /** The same, with peers that outlive a restart in this file. */
    public TrackerConfig withState(Path file) {
        return with(config -> config.state = file);
    }

    private TrackerConfig with(Consumer<TrackerConfig> change) {
        TrackerConfig changed = new TrackerConfig(this);
        change.accept(changed);
        return changed;
    }

    /** Where HTTP is served. */
    public InetSocketAddress http() {
        return http;
    }

    /** True when that is somebody else's affair. */
    boolean isGuest() {
        return guest;
    }

    /** Where UDP is served; when both ports are 0, both get the same number. */
    InetSocketAddress udp() {
        return udp;
    }

    /** Where HTTP over TLS is served, if anywhere. */
    Optional<HttpsConfig> https() {
        return Optional.ofNullable(https);
    }

    /** Who may ask, and for what. */
    AccessPolicy admission() {
        return admission;
    }

    /** Where its operators see how it fares, if anywhere. */
    Optional<InetSocketAddress> admin() {
        return Optional.ofNullable(admin);
    }

    /** Number of event loops. */
    int workers() {
        return workers;
    }

    /** Intervals, and numbers of peers in answers. */
    AnnouncePolicy policy() {
        return policy;
    }

    /** Bounds of what is kept. */
    SwarmLimits swarms() {
        return swarms;
    }

    /** Bounds of what a connection may cost. */
    HttpLimits connections() {
        return connections;
    }

    /** Whose word counts about who is behind them. */
    public TrustedProxies proxies() {
        return proxies;
    }

    /** Of UDP's connection ids, shared by trackers that answer for one another. */
    SipHash connectionKey() {
        return connectionKey;
    }

    /** Where other trackers are met, if anywhere. */
    Optional<RedisAddress> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** Where peers are kept over a restart, if anywhere. */
    Optional<Path> state() {
        return Optional.ofNullable(state);
    }

    /** True when HTTP and UDP shall have one number that nobody chose. */
    boolean isAnyPort() {
        return http.getPort() == 0 && udp.getPort() == 0;
    }
}
