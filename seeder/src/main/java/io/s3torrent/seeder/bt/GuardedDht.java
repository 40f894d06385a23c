package io.s3torrent.seeder.bt;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import lbms.plugins.mldht.kad.DHT;
import lbms.plugins.mldht.kad.DHTConstants;
import lbms.plugins.mldht.kad.DHTLogger;
import lbms.plugins.mldht.kad.messages.AbstractLookupRequest;
import lbms.plugins.mldht.kad.messages.AnnounceRequest;
import lbms.plugins.mldht.kad.messages.GetPeersRequest;
import lbms.plugins.mldht.kad.messages.GetRequest;
import lbms.plugins.mldht.kad.messages.PingRequest;
import lbms.plugins.mldht.kad.messages.PutRequest;
import lbms.plugins.mldht.kad.messages.SampleRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits what strangers can make the library's DHT node store and do. The library would otherwise remember each address that queries it for
 * ten minutes, and each announced peer for an hour.
 */
final class GuardedDht extends DHT {
    /** The most requests that are answered per second. A node at home gets about ten. */
    static final int REQUESTS_PER_SECOND = 100;

    /** The most peers that the node stores for other swarms, in total. */
    static final int MAX_PEERS_KEPT = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(GuardedDht.class);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    static {
        DHT.setLogger(new Debug());
        DHT.setLogLevel(LogLevel.Error);
        // The library resolves these names even if it must not use them. The empty name resolves to this machine.
        Arrays.fill(DHTConstants.UNRESOLVED_BOOTSTRAP_NODES, InetSocketAddress.createUnresolved("", 1));
    }

    private long second = System.nanoTime();
    private int requests;

    GuardedDht() {
        super(DHTtype.IPV4_DHT);
    }

    /** Logs the library's messages at debug level, because users cannot act on them. */
    private static final class Debug implements DHTLogger {
        @Override
        public void log(String message, LogLevel level) {
            LOG.debug(message);
        }

        @Override
        public void log(Throwable error, LogLevel level) {
            LOG.debug("Error in the DHT", error);
        }
    }

    private synchronized boolean mayAsk() {
        long now = System.nanoTime();
        if (now - second >= SECOND) {
            second = now;
            requests = 0;
        }
        return ++requests <= REQUESTS_PER_SECOND;
    }

    @Override
    public void ping(PingRequest request) {
        if (mayAsk()) {
            super.ping(request);
        }
    }

    @Override
    public void findNode(AbstractLookupRequest request) {
        if (mayAsk()) {
            super.findNode(request);
        }
    }

    @Override
    public void getPeers(GetPeersRequest request) {
        if (mayAsk()) {
            super.getPeers(request);
        }
    }

    @Override
    public void get(GetRequest request) {
        if (mayAsk()) {
            super.get(request);
        }
    }

    @Override
    public void sample(SampleRequest request) {
        if (mayAsk()) {
            super.sample(request);
        }
    }

    @Override
    public void announce(AnnounceRequest request) {
        if (mayAsk() && getDatabase().getStats().getItemCount() < MAX_PEERS_KEPT) {
            super.announce(request);
        }
    }

    /** Does not store other people's data (BEP 44), which has nothing to do with torrents. */
    @Override
    public void put(PutRequest request) {
        LOG.trace("Ignored a PUT");
    }
}
