package io.s3torrent.seeder.wire.connect;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * Decides which addresses peers may have, for connections in both directions.
 *
 * @param allow if not empty, only these addresses are allowed
 * @param deny these addresses are rejected, even if {@code allow} contains them
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
