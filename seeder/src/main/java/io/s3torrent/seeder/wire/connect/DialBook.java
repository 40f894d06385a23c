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
 * Decides whom to connect to next: torrents in turn, a few at a time, nobody twice at once nor twice within minutes. What trackers
 * name is a stranger's word, so everything kept of it is bounded. All times are {@link System#nanoTime} values that are passed in.
 * Pure bookkeeping, guarded by its owner.
 */
public final class DialBook {
    /** Connections that are being opened at a time. */
    static final int UNDER_WAY = 32;

    /** Of these, for one torrent. */
    static final int UNDER_WAY_PER_TORRENT = 8;

    /** Peers that wait for their turn; more are dropped: their tracker names them again. */
    static final int WAITING = 4096;

    public static final int WAITING_PER_TORRENT = 64;

    /** A peer is left in peace for so long after each attempt. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    /** Attempts that are remembered; while they are all younger than that, there are no further ones. */
    static final int REMEMBERED = 8192;

    /** A peer of a swarm. */
    public record Target(InfoHash infoHash, PeerEndpoint peer) {}

    private final Map<InfoHash, Set<PeerEndpoint>> waiting = new LinkedHashMap<>();
    private final Map<Target, Long> attempts = new LinkedHashMap<>();
    private final Map<InfoHash, Integer> underWay = new HashMap<>();
    private final Set<Target> busy = new HashSet<>();
    private int waitingTotal;
    private int underWayTotal;

    /** Peers that somebody names. */
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

    /** Whom to connect to now, if anybody; {@link #settled} and {@link #ended} tell what became of it. */
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

    /** Hands are shaken, or it failed: another one may be tried. */
    public void settled(Target target) {
        underWay.computeIfPresent(target.infoHash(), (infoHash, count) -> count == 1 ? null : count - 1);
        underWayTotal--;
    }

    /** The connection is closed. */
    public void ended(Target target) {
        busy.remove(target);
    }

    /** The torrent is no longer served. */
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

    /** Takes a torrent's first peer; if there are more, the torrent goes to the end of the line. */
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
