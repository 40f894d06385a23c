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
 * Detects that all peers seem to have the address of one private gateway. Then a NAT in front of the tracker, in most cases Docker's, hides
 * their addresses, and they cannot connect to each other. The detector judges only the first announces and warns at most once; later
 * announces cost one check of a flag. Safe for use by many threads.
 */
final class NatDetector {
    private static final Logger log = LoggerFactory.getLogger(NatDetector.class);

    /** Number of different ports at one address that is unlikely for a single household. */
    private static final int CROWD = 8;

    /** Number of announces from other addresses that shows that addresses are not hidden. A few may come from other local containers. */
    private static final int ENOUGH_OTHERS = 64;

    /** Last byte of a gateway's address: bridges and routers usually have the first address of their network. */
    private static final int FIRST = 1;

    private final Consumer<InetAddress> alarm;
    private volatile boolean judged;

    /** This field and the following ones are guarded by {@code this}. */
    private final Set<Integer> ports = new HashSet<>();

    private @Nullable InetAddress gateway;
    private int others;

    /**
     * Creates a detector that has not seen any announce.
     *
     * @param alarm receives the gateway's address, at most once
     */
    NatDetector(Consumer<InetAddress> alarm) {
        this.alarm = alarm;
    }

    /** Records an announce. */
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

    /** Warns the administrator, and says what to do. */
    static void warn(InetAddress gateway) {
        log.atWarn()
                .addKeyValue("address", gateway.getHostAddress())
                .log(
                        "all peers come from one private gateway, probably Docker's NAT, so they cannot connect to each other: run"
                        + " the container with network_mode: host, or disable Docker's userland-proxy; if a proxy is in"
                        + " front of the tracker, name it with --trust-proxy");
    }

    private static boolean isGateway(InetAddress address) {
        byte[] raw = address.getAddress();
        return raw[raw.length - 1] == FIRST && AddressScope.of(address) == AddressScope.PRIVATE;
    }
}
