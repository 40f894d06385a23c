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
 * Our DHT node (BEP 5), based on the bt library's: IPv4, on the UDP port with the number of the peer port. The library ignores all nodes
 * and peers with private addresses.
 */
public final class MainlineDht implements Dht {
    private static final Logger LOG = LoggerFactory.getLogger(MainlineDht.class);

    /** While the node knows fewer nodes than this, it asks the bootstrap nodes. */
    private static final int FEW_NODES = 10;

    private static final int BEGIN_MILLIS = 200;
    private static final int ASK_MILLIS = 5_000;

    /** The most attempts to stop the node. A conflict with a starting task lasts only microseconds. */
    private static final int MOST_STOPS = 10;

    /** A path that never is a folder, so that nothing is kept. */
    private static final Path NOTHING_KEPT = Path.of("/dev/null/dht");

    private final DhtThreads threads = new DhtThreads();
    private final GuardedDht node = new GuardedDht();
    private final DhtSettings settings;

    private MainlineDht(DhtSettings settings) {
        this.settings = settings;
    }

    /**
     * Opens the port. The node joins the DHT in the background.
     *
     * @param peers the address of the peer port
     * @param folder keeps the node's id and the nodes it knows; empty to keep nothing
     * @throws IOException if the port is taken, or no address is usable for a DHT
     */
    public static MainlineDht start(InetSocketAddress peers, DhtSettings settings, Optional<Path> folder)
            throws IOException {
        DhtNodeState place = DhtNodeState.of(peers, folder.orElse(NOTHING_KEPT));
        try {
            return start(settings, place);
        } catch (RuntimeException e) { // the library does not check the files that it reads
            if (!place.forgetNodes()) {
                throw e;
            }
            LOG.warn("Could not read the known DHT nodes in {}; starting without them", place.folder(), e);
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
        } catch (RuntimeException e) { // an exception would end the schedule
            LOG.debug("Could not ask DHT nodes", e);
        }
    }

    /**
     * Asks the stored nodes. The library sends queries only after a node has answered, and drops its first queries to stored nodes
     * because its socket opens a moment later. Without this method, a node that knows only stored nodes would never ask any.
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
                    ? CompletableFuture.failedFuture(new IOException("no DHT node has answered yet"))
                    : new DhtLookup(node, lookup, port, seeding).begin();
        } catch (RuntimeException e) { // thrown by the library while it closes
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

    /** Stops the node. The library iterates over its tasks' listeners without a lock while others add some, so this may need retries. */
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
     * The threads of the library's node: a few that run its tasks, and the one that the library starts to receive packets. All are in one
     * thread group, through which the receiving thread is found at the end.
     *
     * <p>Packets that arrive faster than they are handled are dropped, as UDP allows; otherwise they would fill the heap.
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
            setRejectedExecutionHandler(new DiscardPolicy()); // for tasks that the library submits after its end
        }

        /** Queues a task. Tasks from our own threads are never dropped. */
        @Override
        public void execute(Runnable task) {
            if (getQueue().size() < MAX_WAITING
                    || Thread.currentThread().getName().equals(NAME)) {
                super.execute(task);
            }
        }

        /** Ends all threads. The receiving thread wakes up from time to time, and ends when its socket is closed. */
        void end(Selector selector) {
            shutdownNow();
            long deadline = System.nanoTime() + CLOSE_NANOS;
            try {
                while (group.activeCount() > 0 && System.nanoTime() - deadline < 0) {
                    selector.wakeup();
                    TimeUnit.MILLISECONDS.timedJoin(anyThread(), 10);
                }
                if (group.activeCount() == 0) {
                    selector.close(); // the library does not close it
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.debug("Could not close the DHT's selector", e);
            }
        }

        private Thread anyThread() {
            Thread[] some = new Thread[1];
            return group.enumerate(some) == 0 ? Thread.currentThread() : some[0];
        }
    }
}
