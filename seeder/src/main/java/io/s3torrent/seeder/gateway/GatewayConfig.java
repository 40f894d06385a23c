package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.ledger.Budget;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How to be a gateway.
 *
 * @param listen where requests come; port 0 means any free one
 * @param domains of which each sub-domain is a bucket, besides {@code localhost}
 * @param keys who may ask for what
 * @param open true to ask nobody who he is; only on a loopback address
 * @param strictAws true to refuse what S3 refused: objects over 5 GB, and those encrypted with a customer's key
 * @param hashBudget bytes that one who asks may have read to make torrents
 */
public record GatewayConfig(
        InetSocketAddress listen,
        List<String> domains,
        AccessKeys keys,
        boolean open,
        boolean strictAws,
        Optional<Budget> hashBudget) {
    public GatewayConfig {
        List<String> all = new ArrayList<>();
        domains.forEach(domain -> all.add(domain.toLowerCase(Locale.ROOT)));
        all.add("localhost");
        domains = List.copyOf(all);
        if (open && !isLoopback(listen)) {
            throw new IllegalArgumentException(
                    "without authentication, the gateway listens on a loopback address only (" + listen.getHostString()
                            + " is none)");
        }
    }

    /** True when nobody from outside of this machine can connect. */
    boolean isLocal() {
        return isLoopback(listen);
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }
}
