package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when all peers seem to be at one private gateway: then a NAT before us hides who they are, most often Docker's, and they are
 * told of one another in vain. Judges the first announces once and says so at most once; later ones cost one look at a flag. Safe
 * for use by many threads.
 */
final class NatDetector {
    private static final Logger log = LoggerFactory.getLogger(NatDetector.class);

    /** Different ports of one address: more clients than somebody runs at home. */
    private static final int CROWD = 8;

    /** Announces from elsewhere, our own containers' perhaps, that show that addresses do come through. */
    private static final int ENOUGH_OTHERS = 64;

    /** A bridge or router has the first address of its network, by custom. */
    private static final int FIRST = 1;

    private final Consumer<InetAddress> alarm;
    private volatile boolean judged;

    /** This and what follows is guarded by this object's monitor. */
    private final Set<Integer> ports = new HashSet<>();

    private @Nullable InetAddress gateway;
    private int others;

    /**
     * A watch that has seen nobody yet.
     *
     * @param alarm is told the gateway, at most once
     */
    NatDetector(Consumer<InetAddress> alarm) {
        this.alarm = alarm;
    }

    /** Takes note of an announce. */
    void observe(PeerEndpoint peer) {
        if (!judged) {
            judge(peer);
        }
    }

    private synchronized void judge(PeerEndpoint peer) {
        if (gateway == null && isGateway(peer.address())) {
            gateway = peer.address();
        }
        if (!peer.address().equals(gateway)) {
            if (++others == ENOUGH_OTHERS) {
                judged = true;
            }
        } else if (ports.size() < CROWD && ports.add(peer.port()) && ports.size() == CROWD) {
            judged = true;
            alarm.accept(peer.address());
        }
    }

    /** Tells the administrator, and what to do. */
    static void warn(InetAddress gateway) {
        log.atWarn()
                .addKeyValue("address", gateway.getHostAddress())
                .log(
                        "all peers come from one private gateway, as behind Docker's NAT, and will not find each other: run the"
                                + " container with network_mode: host, or switch Docker's userland-proxy off; a proxy before the"
                                + " tracker needs --trust-proxy");
    }

    private static boolean isGateway(InetAddress address) {
        byte[] raw = address.getAddress();
        return raw[raw.length - 1] == FIRST && AddressScope.of(address) == AddressScope.PRIVATE;
    }
}
