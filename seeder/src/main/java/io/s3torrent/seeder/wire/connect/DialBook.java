package io.s3torrent.seeder.wire.connect;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which peer to connect to next. It takes torrents in turn, opens a few connections at a time, and tries each peer once within
 * {@link #PAUSE}. The addresses come from trackers and strangers, so every collection is bounded. All times are {@link
 * System#nanoTime} values that are passed in. Performs no I/O; guarded by its owner.
 */
public final class DialBook {
    /** Connections that are being opened at the same time. */
    static final int UNDER_WAY = 32;

    /** Connections that are being opened at the same time for one torrent. */
    static final int UNDER_WAY_PER_TORRENT = 8;

    /** Peers that wait for their turn. Further ones are dropped; their tracker will name them again. */
    static final int WAITING = 4096;

    public static final int WAITING_PER_TORRENT = 64;

    /** How long to wait after an attempt before the same peer is tried again. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    /** Attempts that are remembered. If all of them are younger than {@link #PAUSE}, no new attempt begins. */
    static final int REMEMBERED = 8192;

    /** A peer to connect to for one torrent. */
    public record Target(InfoHash infoHash, PeerEndpoint peer) {}

    private final Map<InfoHash, Set<PeerEndpoint>> waiting = new LinkedHashMap<>();
    private final Map<Target, Long> attempts = new LinkedHashMap<>();
    private final Map<InfoHash, Integer> underWay = new HashMap<>();
    private final Set<Target> busy = new HashSet<>();
    private int waitingTotal;
    private int underWayTotal;

    /** Adds peers that a tracker, the DHT or another peer named. */
    public void offer(InfoHash infoHash, List<PeerEndpoint> named, long now) {
        forgetOldAttempts(now);
        Set<PeerEndpoint> line = waiting.computeIfAbsent(infoHash, key -> new LinkedHashSet<>());
        for (PeerEndpoint peer : named) {
            boolean room = line.size() < WAITING_PER_TORRENT && waitingTotal < WAITING;
            if (room && isFresh(new Target(infoHash, peer)) && line.add(peer)) {
                waitingTotal++;
            }
        }
        if (line.isEmpty()) {
            waiting.remove(infoHash);
        }
    }

    /** Returns the next peer to connect to, if there is one. Report its outcome with {@link #settled} and {@link #ended}. */
    public Optional<Target> next(long now) {
        forgetOldAttempts(now);
        Optional<Target> next = Optional.empty();
        while (next.isEmpty() && underWayTotal < UNDER_WAY && attempts.size() < REMEMBERED) {
            Optional<InfoHash> torrent = nextTorrent();
            if (torrent.isEmpty()) {
                return Optional.empty();
            }
            next = Optional.of(takeFirst(torrent.get())).filter(this::isFresh);
        }
        next.ifPresent(target -> begin(target, now));
        return next;
    }

    private void begin(Target target, long now) {
        attempts.put(target, now);
        busy.add(target);
        underWay.merge(target.infoHash(), 1, Integer::sum);
        underWayTotal++;
    }

    /** The handshake is done, or the attempt failed; another attempt may begin. */
    public void settled(Target target) {
        underWay.computeIfPresent(target.infoHash(), (infoHash, count) -> count == 1 ? null : count - 1);
        underWayTotal--;
    }

    /** The connection is closed. */
    public void ended(Target target) {
        busy.remove(target);
    }

    /** Drops the waiting peers of a torrent that is no longer seeded. */
    public void forget(InfoHash infoHash) {
        Set<PeerEndpoint> line = waiting.remove(infoHash);
        waitingTotal -= line == null ? 0 : line.size();
    }

    private boolean isFresh(Target target) {
        return !attempts.containsKey(target) && !busy.contains(target);
    }

    private Optional<InfoHash> nextTorrent() {
        return waiting.keySet().stream()
                .filter(infoHash -> underWay.getOrDefault(infoHash, 0) < UNDER_WAY_PER_TORRENT)
                .findFirst();
    }

    /** Takes a torrent's first peer. If more peers wait, the torrent goes to the end of the queue. */
    private Target takeFirst(InfoHash infoHash) {
        Set<PeerEndpoint> line = Optional.ofNullable(waiting.remove(infoHash)).orElseThrow();
        Iterator<PeerEndpoint> inOrder = line.iterator();
        PeerEndpoint first = inOrder.next();
        inOrder.remove();
        waitingTotal--;
        if (!line.isEmpty()) {
            waiting.put(infoHash, line);
        }
        return new Target(infoHash, first);
    }

    private void forgetOldAttempts(long now) {
        Iterator<Entry<Target, Long>> oldestFirst = attempts.entrySet().iterator();
        while (oldestFirst.hasNext() && now - oldestFirst.next().getValue() >= PAUSE.toNanos()) {
            oldestFirst.remove();
        }
    }
}
