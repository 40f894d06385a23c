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
 * Hands out the places for connections: half-open and in all per address, so that one stranger can't take every place, per
 * torrent and in total.
 *
 * <p>An IPv6 address counts as its /64, for that is what one machine is given at least. When all half-open places are taken, the
 * connection that has waited longest for its handshake gives way to a new one: slow ones from many addresses keep nobody out.
 * Guarded by its own monitor.
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

        /** It has shaken hands; false when there is no room for another one of this address, for this torrent, or at all. */
        public boolean establish(InfoHash infoHash) {
            return ConnectionLimits.this.establish(this, infoHash);
        }

        /** The connection is closed. */
        @Override
        public void close() {
            ConnectionLimits.this.close(this);
        }
    }

    public ConnectionLimits(PeerLimits limits) {
        this.limits = limits;
    }

    /**
     * Lets a connection in that has not shaken hands, or not.
     *
     * @param onEvicted closes it; may be called by any thread, when its place is taken from it
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

    /** Once more is no harm. */
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

    /** Connections that have not shaken hands. */
    synchronized int halfOpen() {
        return halfOpen.size();
    }

    /** Connections that have. */
    synchronized int established() {
        return established;
    }
}
