package io.s3torrent.seeder.bt;

import bt.metainfo.TorrentId;
import bt.net.IPeerConnectionPool;
import bt.net.InetPeer;
import bt.peer.IPeerRegistry;
import bt.runtime.BtRuntime;
import bt.torrent.TorrentDescriptor;
import bt.torrent.TorrentRegistry;
import io.s3torrent.bittorrent.InfoHash;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The peers of one torrent: dials known peers repeatedly, and counts the connected ones. One thread dials. */
final class BtSwarm {
    private static final long REDIAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final BtRuntime runtime;
    private final TorrentId torrentId;
    private final Set<InetSocketAddress> peers;
    private final Map<InetSocketAddress, Long> dialled = new HashMap<>();

    /** Creates a swarm of a started runtime. The set {@code peers} may grow; {@link #rememberPeers} adds to it. */
    BtSwarm(BtRuntime runtime, InfoHash infoHash, Set<InetSocketAddress> peers) {
        this.runtime = runtime;
        this.torrentId = BtTorrent.id(infoHash);
        this.peers = peers;
    }

    /** Creates a set that may grow while its peers are dialled. */
    static Set<InetSocketAddress> peers(List<InetSocketAddress> first) {
        Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
        peers.addAll(first);
        return peers;
    }

    /** Dials every peer that was not dialled for a while, if the library is ready. Connected peers stay connected. */
    void dial() {
        if (!isActive()) {
            return;
        }
        long now = System.nanoTime();
        for (InetSocketAddress peer : peers) {
            Long last = dialled.get(peer);
            if (last == null || now - last > REDIAL_NANOS) {
                dialled.put(peer, now);
                runtime.service(IPeerRegistry.class)
                        .addPeer(torrentId, InetPeer.build(peer.getAddress(), peer.getPort()));
            }
        }
    }

    private boolean isActive() {
        return runtime.service(TorrentRegistry.class)
                .getDescriptor(torrentId)
                .map(TorrentDescriptor::isActive)
                .orElse(false);
    }

    /** The number of peers that are connected now. */
    int connected() {
        AtomicInteger open = new AtomicInteger();
        runtime.service(IPeerConnectionPool.class).visitConnections(torrentId, connection -> {
            if (!connection.isClosed()) {
                open.incrementAndGet();
            }
        });
        return open.get();
    }

    /** Adds every peer that we reach to the set, for another swarm. */
    void rememberPeers() {
        runtime.getEventSource()
                .onPeerConnected(
                        torrentId,
                        event -> peers.add(
                                new InetSocketAddress(event.getPeer().getInetAddress(), event.getRemotePort())));
    }
}
