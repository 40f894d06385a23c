package io.s3torrent.seeder.wire.extension;

import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Exchanges peers with one peer (BEP 11): tells it which peers came and went, and reads the ones it names. Runs on one event loop. */
final class PeerExchange {
    /** The most peers that come or go in one message. */
    private static final int MOST = 50;

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    /** BEP 11 allows one message per minute. Messages that come after less than half of that are ignored. */
    private static final long THEIR_PAUSE = Duration.ofSeconds(30).toNanos();

    private final SocketAddress remote;
    private final Set<PeerEndpoint> told = new HashSet<>();
    private Optional<Long> toldAt = Optional.empty();
    private Optional<Long> heardAt = Optional.empty();

    /** Creates the exchange with the peer at {@code remote}. */
    PeerExchange(SocketAddress remote) {
        this.remote = remote;
    }

    /**
     * The message to send to the peer now, if one is due.
     *
     * @param connected the peers that it may be told of
     */
    Optional<BDict> news(Supplier<Set<PeerEndpoint>> connected, long now) {
        if (toldAt.isPresent() && now - toldAt.get() < PAUSE) {
            return Optional.empty();
        }
        Set<PeerEndpoint> others = connected.get();
        List<PeerEndpoint> added = some(others, told);
        List<PeerEndpoint> dropped = some(told, others);
        if (added.isEmpty() && dropped.isEmpty()) {
            return Optional.empty();
        }
        toldAt = Optional.of(now);
        told.addAll(added);
        dropped.forEach(told::remove);
        return Optional.of(message(added, dropped));
    }

    private static List<PeerEndpoint> some(Set<PeerEndpoint> of, Set<PeerEndpoint> without) {
        return of.stream().filter(peer -> !without.contains(peer)).limit(MOST).toList();
    }

    private static BDict message(List<PeerEndpoint> added, List<PeerEndpoint> dropped) {
        Map<String, Bencode> message = new TreeMap<>();
        for (boolean v6 : new boolean[] {false, true}) {
            BString come = compact(added, v6);
            int flags = come.length() / (v6 ? PeerEndpoint.COMPACT_V6 : PeerEndpoint.COMPACT_V4);
            message.put(v6 ? "added6" : "added", come);
            message.put(v6 ? "added6.f" : "added.f", new BString(new byte[flags]));
            message.put(v6 ? "dropped6" : "dropped", compact(dropped, v6));
        }
        return new BDict(message);
    }

    private static BString compact(List<PeerEndpoint> peers, boolean v6) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        peers.stream().filter(peer -> peer.isIpv6() == v6).forEach(peer -> out.writeBytes(peer.compact()));
        return new BString(out.toByteArray());
    }

    /**
     * Reads a message of the peer.
     *
     * @return the credible addresses that it names; empty if its last message came shortly before
     * @throws CorruptedFrameException if an address list is malformed
     */
    List<PeerEndpoint> onMessage(BDict message, long now) {
        List<PeerEndpoint> named = new ArrayList<>();
        read(message, "added", PeerEndpoint.COMPACT_V4, named);
        read(message, "added6", PeerEndpoint.COMPACT_V6, named);
        read(message, "dropped", PeerEndpoint.COMPACT_V4, new ArrayList<>());
        read(message, "dropped6", PeerEndpoint.COMPACT_V6, new ArrayList<>());
        boolean tooSoon = heardAt.isPresent() && now - heardAt.get() < THEIR_PAUSE;
        if (named.isEmpty() || tooSoon) {
            return List.of();
        }
        heardAt = Optional.of(now);
        return named;
    }

    private void read(BDict message, String key, int size, List<PeerEndpoint> into) {
        byte[] bytes = message.string(key).map(BString::bytes).orElse(new byte[0]);
        if (bytes.length % size != 0) {
            throw new CorruptedFrameException(
                    "ut_pex " + key + ": " + bytes.length + " bytes (expected: a multiple of " + size + ")");
        }
        // Some clients name more peers in their first message than in later ones.
        for (int at = 0; at < bytes.length && into.size() < 2 * MOST; at += size) {
            boolean port = (bytes[at + size - 2] | bytes[at + size - 1]) != 0;
            if (port) {
                PeerEndpoint named = PeerEndpoint.ofCompact(Arrays.copyOfRange(bytes, at, at + size));
                if (isCredible(named.address())) {
                    into.add(named);
                }
            }
        }
    }

    /** A peer on the internet cannot direct us at an address of our own network. */
    private boolean isCredible(InetAddress named) {
        InetAddress source = remote instanceof InetSocketAddress internet ? internet.getAddress() : named;
        return AddressScope.of(named).mayBeNamedBy(AddressScope.of(source));
    }
}
