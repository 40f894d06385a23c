package io.s3torrent.seeder.wire.connect;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses may be talked to, whoever connects to whom.
 *
 * @param allow if there are any, only those
 * @param deny never those, allowed or not
 */
public record PeerFilter(List<Cidr> allow, List<Cidr> deny) {
    public static final PeerFilter EVERYBODY = new PeerFilter(List.of(), List.of());

    public PeerFilter {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public boolean admits(InetAddress address) {
        return deny.stream().noneMatch(block -> block.contains(address))
                && (allow.isEmpty() || allow.stream().anyMatch(block -> block.contains(address)));
    }
}
