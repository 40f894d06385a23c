package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.seeder.engine.Dht;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lbms.plugins.mldht.kad.DHT;
import lbms.plugins.mldht.kad.KBucketEntry;
import lbms.plugins.mldht.kad.Key;
import lbms.plugins.mldht.kad.PeerAddressDBItem;
import lbms.plugins.mldht.kad.tasks.AnnounceTask;
import lbms.plugins.mldht.kad.tasks.PeerLookupTask;
import lbms.plugins.mldht.kad.tasks.Task;

/**
 * One visit to a swarm: looks up the nodes nearest to it, and announces us to them. Strangers send all answers, so the number of peers is
 * bounded, in total and per node, and only public addresses are accepted. Guarded by its monitor.
 */
final class DhtLookup {
    static final int MAX_PEERS = 100;
    static final int MAX_PEERS_OF_A_NODE = 25;
    private static final int SECONDS = 60;

    private final DHT dht;
    private final PeerLookupTask lookup;
    private final int port;
    private final boolean seeding;
    private final Set<PeerEndpoint> peers = new LinkedHashSet<>();
    private final Map<Key, Integer> named = new HashMap<>();
    private final CompletableFuture<List<PeerEndpoint>> answer = new CompletableFuture<>();

    DhtLookup(DHT dht, PeerLookupTask lookup, int port, boolean seeding) {
        this.dht = dht;
        this.lookup = lookup;
        this.port = port;
        this.seeding = seeding;
    }

    /** Begins the visit; the result is that of {@link Dht#visit}. */
    CompletableFuture<List<PeerEndpoint>> begin() {
        lookup.setResultHandler(this::found);
        lookup.setNoSeeds(seeding);
        lookup.setNoAnnounce(port == Dht.NO_PORT);
        run(lookup, this::looked);
        return answer;
    }

    /** Runs a task and ends it at the time limit, even if the library has not begun it. */
    private void run(Task task, Runnable then) {
        var limit = dht.getScheduler().schedule(task::kill, SECONDS, TimeUnit.SECONDS);
        task.addListener(over -> {
            limit.cancel(false);
            then.run();
        });
        dht.getTaskManager().addTask(task);
    }

    private synchronized void found(KBucketEntry node, PeerAddressDBItem item) {
        if (peers.size() < MAX_PEERS
                && AddressScope.of(item.getInetAddress()) == AddressScope.PUBLIC
                && named.merge(node.getID(), 1, Integer::sum) <= MAX_PEERS_OF_A_NODE) {
            peers.add(new PeerEndpoint(item.getInetAddress(), item.getPort()));
        }
    }

    private void looked() {
        if (lookup.isNoAnnounce() || lookup.getAnnounceCanidates().isEmpty()) {
            end(lookup.isNoAnnounce() && lookup.getRecvResponses() > 0);
            return;
        }
        // Uses the same socket, because the nodes' tokens are valid only for its address.
        AnnounceTask announce = new AnnounceTask(
                lookup.getRPC(), dht.getNode(), lookup.getInfoHash(), port, lookup.getAnnounceCanidates());
        announce.setSeed(seeding);
        run(announce, () -> end(announce.getRecvResponses() > 0));
    }

    private synchronized List<PeerEndpoint> found() {
        return List.copyOf(peers);
    }

    private void end(boolean heard) {
        if (heard) {
            answer.complete(found());
        } else {
            answer.completeExceptionally(new IOException("no DHT node answered"));
        }
    }
}
