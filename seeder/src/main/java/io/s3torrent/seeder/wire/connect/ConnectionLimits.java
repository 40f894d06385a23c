package io.s3torrent.seeder.wire.connect;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts connections and enforces their limits: half-open and total per address, so that one stranger cannot take every place; per
 * torrent; and for the whole port.
 *
 * <p>IPv6 addresses are counted by their /64, because providers assign at least that much to one machine. When all half-open places are
 * taken, a new connection replaces the one that has waited longest for its handshake. Many slow connections can therefore not keep
 * new peers out. Guarded by its own monitor.
 */
public final class ConnectionLimits {
    private static final int IPV6_BITS = 64;

    private final PeerLimits limits;
    private final Map<Cidr, Count> addresses = new HashMap<>();
    private final Map<InfoHash, Integer> torrents = new HashMap<>();
    private final Set<Place> halfOpen = new LinkedHashSet<>();
    private int established;

    private static final class Count {
        private int halfOpen;
        private int established;
    }

    /** One connection's place, from its first byte to its end. */
    public final class Place implements AutoCloseable {
        private final Cidr address;
        private final Runnable onEvicted;
        private Optional<InfoHash> torrent = Optional.empty();

        private Place(InetAddress address, Runnable onEvicted) {
            this.address = Cidr.around(address, IPV6_BITS);
            this.onEvicted = onEvicted;
        }

        /** Marks the handshake as done. Returns false if the address, the torrent or the port has reached its limit. */
        public boolean establish(InfoHash infoHash) {
            return ConnectionLimits.this.establish(this, infoHash);
        }

        /** Frees the place; call it when the connection is closed. */
        @Override
        public void close() {
            ConnectionLimits.this.close(this);
        }
    }

    public ConnectionLimits(PeerLimits limits) {
        this.limits = limits;
    }

    /**
     * Reserves a place for a new connection, before its handshake. Returns empty if its address has too many connections.
     *
     * @param onEvicted closes the connection when it loses its place to a newer one; any thread may call it
     */
    public Optional<Place> tryOpen(InetAddress address, Runnable onEvicted) {
        Place place = new Place(address, onEvicted);
        Optional<Place> oldest;
        synchronized (this) {
            Count count = count(place);
            if (count.halfOpen >= limits.halfOpenPerAddress() || count.established >= limits.perAddress()) {
                return Optional.empty();
            }
            oldest = halfOpen.size() >= limits.halfOpen() ? Optional.of(removeOldest()) : Optional.empty();
            count(place).halfOpen++;
            halfOpen.add(place);
        }
        oldest.ifPresent(evicted -> evicted.onEvicted.run());
        return Optional.of(place);
    }

    private Place removeOldest() {
        Iterator<Place> inOrder = halfOpen.iterator();
        Place oldest = inOrder.next();
        close(oldest);
        return oldest;
    }

    private synchronized boolean establish(Place place, InfoHash infoHash) {
        Count count = count(place);
        if (!halfOpen.contains(place)
                || count.established >= limits.perAddress()
                || established >= limits.total()
                || torrents.getOrDefault(infoHash, 0) >= limits.perTorrent()) {
            return false;
        }
        halfOpen.remove(place);
        count.halfOpen--;
        count.established++;
        established++;
        torrents.merge(infoHash, 1, Integer::sum);
        place.torrent = Optional.of(infoHash);
        return true;
    }

    /** Frees a place. Further calls have no effect. */
    private synchronized void close(Place place) {
        Count count = count(place);
        if (halfOpen.remove(place)) {
            count.halfOpen--;
        } else if (place.torrent.isPresent()) {
            count.established--;
            established--;
            torrents.computeIfPresent(place.torrent.get(), (infoHash, now) -> now == 1 ? null : now - 1);
            place.torrent = Optional.empty();
        }
        if (count.halfOpen == 0 && count.established == 0) {
            addresses.remove(place.address);
        }
    }

    private Count count(Place place) {
        return addresses.computeIfAbsent(place.address, address -> new Count());
    }

    /** Connections whose handshake is not done. */
    synchronized int halfOpen() {
        return halfOpen.size();
    }

    /** Connections whose handshake is done. */
    synchronized int established() {
        return established;
    }
}
