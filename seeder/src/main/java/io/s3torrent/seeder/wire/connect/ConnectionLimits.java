package io.s3torrent.seeder.wire.connect;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.ConnectionPlaces;
import io.s3torrent.net.ConnectionPlaces.Admission;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections to peers: half-open ones, and established ones per address, per torrent and for the whole port.
 *
 * <p>When a bound on all or on those of a torrent is reached, {@link ConnectionPlaces} decides which connection gives way: slow and
 * idle ones keep no other address out. Per address, new connections are turned away. Guarded by its own monitor.
 */
public final class ConnectionLimits {
    private final PeerLimits limits;
    private final ConnectionPlaces<Place> halfOpen;
    private final ConnectionPlaces<Place> established;
    private final Map<InfoHash, ConnectionPlaces<Place>> torrents = new HashMap<>();

    /** The place of one connection, from its first byte to its end. */
    public final class Place implements AutoCloseable {
        private final InetAddress address;
        private final Runnable onEvicted;
        private final long opened = System.nanoTime();
        /** Those of {@link ConnectionPlaces} that it holds. Empty when it has none any more. */
        private final List<ConnectionPlaces<Place>.Place> held = new ArrayList<>(2);

        private @Nullable InfoHash torrent;
        private volatile LongUnaryOperator usage = now -> now;

        private Place(InetAddress address, Runnable onEvicted) {
            this.address = address;
            this.onEvicted = onEvicted;
        }

        /** Marks the handshake as done. Returns false if the address, the torrent or the port has reached its limit. */
        public boolean establish(InfoHash infoHash) {
            return ConnectionLimits.this.establish(this, infoHash);
        }

        /**
         * Sets how the use of an established connection is measured. Until then it is in use.
         *
         * @param idleSince takes the current time and returns the time since which the connection is idle, or the current time
         */
        public void measureUse(LongUnaryOperator idleSince) {
            usage = idleSince;
        }

        /** Frees the place; call it when the connection is closed. */
        @Override
        public void close() {
            ConnectionLimits.this.close(this);
        }

        private void hold(Admission<Place> admission) {
            held.add(admission.place());
        }

        private void release() {
            held.forEach(ConnectionPlaces.Place::close);
            held.clear();
        }
    }

    public ConnectionLimits(PeerLimits limits) {
        this.limits = limits;
        this.halfOpen = new ConnectionPlaces<>(limits.halfOpen(), limits.halfOpenPerAddress());
        this.established = new ConnectionPlaces<>(limits.total(), limits.perAddress());
    }

    /**
     * Reserves a place for a new connection, before its handshake. Returns empty if its address has too many connections.
     *
     * @param onEvicted closes the connection when it loses its place to a newer one; any thread may call it
     */
    public Optional<Place> tryOpen(InetAddress address, Runnable onEvicted) {
        Place place = new Place(address, onEvicted);
        Optional<Admission<Place>> admission;
        synchronized (this) {
            if (established.taken(address) >= limits.perAddress()) {
                return Optional.empty();
            }
            admission = halfOpen.admit(place, address, now -> place.opened, System.nanoTime());
            admission.ifPresent(place::hold);
            admission.flatMap(Admission::evicted).ifPresent(this::close);
        }
        admission.flatMap(Admission::evicted).ifPresent(evicted -> evicted.onEvicted.run());
        return admission.map(admitted -> place);
    }

    private boolean establish(Place place, InfoHash infoHash) {
        List<Place> evicted = new ArrayList<>(2);
        boolean done = establish(place, infoHash, evicted);
        evicted.forEach(other -> other.onEvicted.run());
        return done;
    }

    private synchronized boolean establish(Place place, InfoHash infoHash, List<Place> evicted) {
        boolean isHalfOpen = !place.held.isEmpty() && place.torrent == null;
        if (!isHalfOpen || established.taken(place.address) >= limits.perAddress()) {
            return false;
        }
        Optional<Admission<Place>> ofTorrent =
                admit(torrents.computeIfAbsent(infoHash, this::placesOfTorrent), place, evicted);
        // One that gave way in its torrent has left a place here.
        Optional<Admission<Place>> ofAll = ofTorrent.flatMap(admitted -> admit(established, place, evicted));
        if (ofTorrent.isEmpty() || ofAll.isEmpty()) {
            ofTorrent.ifPresent(admitted -> admitted.place().close());
            forgetIfEmpty(infoHash);
            return false;
        }
        place.release();
        place.torrent = infoHash;
        place.hold(ofTorrent.get());
        place.hold(ofAll.get());
        return true;
    }

    private ConnectionPlaces<Place> placesOfTorrent(InfoHash infoHash) {
        return new ConnectionPlaces<>(limits.perTorrent(), limits.perTorrent());
    }

    private Optional<Admission<Place>> admit(ConnectionPlaces<Place> places, Place place, List<Place> evicted) {
        Optional<Admission<Place>> admission =
                places.admit(place, place.address, now -> place.usage.applyAsLong(now), System.nanoTime());
        admission.flatMap(Admission::evicted).ifPresent(other -> {
            close(other);
            evicted.add(other);
        });
        return admission;
    }

    private synchronized void close(Place place) {
        place.release();
        if (place.torrent != null) {
            forgetIfEmpty(place.torrent);
        }
    }

    private void forgetIfEmpty(InfoHash infoHash) {
        torrents.computeIfPresent(infoHash, (key, places) -> places.taken() == 0 ? null : places);
    }

    /** The number of connections whose handshake is not done. */
    int halfOpen() {
        return halfOpen.taken();
    }

    /** The number of connections whose handshake is done. */
    int established() {
        return established.taken();
    }
}
