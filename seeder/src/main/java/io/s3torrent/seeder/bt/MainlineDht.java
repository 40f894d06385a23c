package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.Dht;
import io.s3torrent.seeder.engine.DhtSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import lbms.plugins.mldht.kad.RPCServer;
import lbms.plugins.mldht.kad.tasks.PeerLookupTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our node of the DHT (BEP 5), made of the one that the bt library brings: IPv4, on the UDP port of the same number as the port for
 * peers. Private addresses are not in its world: the library drops every node and peer that has one.
 */
public final class MainlineDht implements Dht {
    private static final Logger LOG = LoggerFactory.getLogger(MainlineDht.class);

    /** As long as it knows fewer, it asks those it began with. */
    private static final int FEW_NODES = 10;

    private static final int BEGIN_MILLIS = 200;
    private static final int ASK_MILLIS = 5_000;

    /** A task that is being set up in this very moment is done with that in microseconds. */
    private static final int MOST_STOPS = 10;

    /** Never a folder. */
    private static final Path NOTHING_KEPT = Path.of("/dev/null/dht");

    private final DhtThreads threads = new DhtThreads();
    private final GuardedDht node = new GuardedDht();
    private final DhtSettings settings;

    private MainlineDht(DhtSettings settings) {
        this.settings = settings;
    }

    /**
     * Opens the port; the node finds into the DHT by and by.
     *
     * @param peers the port for peers, bound
     * @param folder keeps the node's id and the nodes it knows, if that is wanted
     * @throws IOException when the port is taken, or there is no address that a DHT could be on
     */
    public static MainlineDht start(InetSocketAddress peers, DhtSettings settings, Optional<Path> folder)
            throws IOException {
        DhtNodeState place = DhtNodeState.of(peers, folder.orElse(NOTHING_KEPT));
        try {
            return start(settings, place);
        } catch (RuntimeException e) { // it reads what it has kept without a guard
            if (!place.forgetNodes()) {
                throw e;
            }
            LOG.warn("what the DHT node kept in {} could not be read, and is forgotten", place.folder(), e);
            return start(settings, place);
        }
    }

    private static MainlineDht start(DhtSettings settings, DhtNodeState place) throws IOException {
        MainlineDht dht = new MainlineDht(settings);
        try {
            dht.open(place);
        } catch (IOException | RuntimeException e) {
            dht.close();
            throw e;
        }
        return dht;
    }

    private void open(DhtNodeState place) throws IOException {
        node.setScheduler(threads);
        node.start(place);
        if (node.getServerManager().getServerCount() == 0) {
            throw new BindException("the DHT cannot be on " + place.listen()
                    + ": no network (expected: a default route, or a public IPv4 address)");
        }
        var unused = threads.scheduleWithFixedDelay(this::ask, BEGIN_MILLIS, ASK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        try {
            if (node.getNode().getNumEntriesInRoutingTable() < FEW_NODES) {
                settings.bootstrap().forEach(other -> node.addDHTNode(other.getHostString(), other.getPort()));
            }
            askKept();
        } catch (RuntimeException e) { // which would have nobody asked any more
            LOG.debug("asking for nodes", e);
        }
    }

    /**
     * The library asks for anything only where somebody has answered, and its questions to those that it kept are dropped when its
     * socket opens a moment after them: without this, who began with nobody else would ask nobody.
     */
    private void askKept() {
        RPCServer server = node.getServerManager().getRandomServer();
        if (server != null && node.getServerManager().getActiveServerCount() == 0) {
            for (int asked = 0; asked < FEW_NODES; asked++) {
                node.getNode().getRandomEntry().ifPresent(kept -> server.ping(kept.getAddress()));
            }
        }
    }

    @Override
    public CompletableFuture<List<PeerEndpoint>> visit(InfoHash infoHash, int port, boolean seeding) {
        try {
            PeerLookupTask lookup = node.createPeerLookup(infoHash.bytes());
            return lookup == null
                    ? CompletableFuture.failedFuture(new IOException("nobody in the DHT has answered yet"))
                    : new DhtLookup(node, lookup, port, seeding).begin();
        } catch (RuntimeException e) { // the library's, when it is being closed
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            threads.end(node.getConnectionManager().getSelector());
        }
    }

    /** The library kills its tasks first, and goes through the listeners of each without a lock while others add some: so again. */
    private void stop() {
        for (int attempt = 1; ; attempt++) {
            try {
                node.stop();
                return;
            } catch (ConcurrentModificationException e) {
                if (attempt == MOST_STOPS) {
                    throw e;
                }
            }
        }
    }

    /**
     * The threads of the library's node: a few that run its tasks, and the one that it starts itself to receive packets. All are in one
     * group, by which that one is found in the end.
     *
     * <p>Packets that come faster than they are looked at are dropped, as UDP may; without that they would fill the heap.
     */
    private static final class DhtThreads extends ScheduledThreadPoolExecutor {
        static final int MAX_WAITING = 2048;

        private static final Logger LOG = LoggerFactory.getLogger(DhtThreads.class);
        private static final int THREADS = 3;
        private static final String NAME = "s3torrent-dht";
        private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

        private final ThreadGroup group;

        DhtThreads() {
            this(new ThreadGroup(NAME));
        }

        private DhtThreads(ThreadGroup group) {
            super(THREADS, task -> {
                Thread thread = new Thread(group, task, NAME);
                thread.setDaemon(true);
                return thread;
            });
            this.group = group;
            setRemoveOnCancelPolicy(true);
            setRejectedExecutionHandler(new DiscardPolicy()); // what the library wants after its end
        }

        /** What our own threads want done is always done. */
        @Override
        public void execute(Runnable task) {
            if (getQueue().size() < MAX_WAITING
                    || Thread.currentThread().getName().equals(NAME)) {
                super.execute(task);
            }
        }

        /** Ends them all; the one that receives wakes up from time to time and ends when it finds its socket closed. */
        void end(Selector selector) {
            shutdownNow();
            long deadline = System.nanoTime() + CLOSE_NANOS;
            try {
                while (group.activeCount() > 0 && System.nanoTime() - deadline < 0) {
                    selector.wakeup();
                    TimeUnit.MILLISECONDS.timedJoin(anyThread(), 10);
                }
                if (group.activeCount() == 0) {
                    selector.close(); // the library forgets it
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.debug("closing", e);
            }
        }

        private Thread anyThread() {
            Thread[] some = new Thread[1];
            return group.enumerate(some) == 0 ? Thread.currentThread() : some[0];
        }
    }
}
