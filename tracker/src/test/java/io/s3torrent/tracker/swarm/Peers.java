package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.charset.StandardCharsets;

/** Short names for peers and swarms in tests. */
public final class Peers {
    private Peers() {}

    /** An IPv4 peer of a documentation network, by its last address byte and port. */
    public static PeerEndpoint v4(int last, int port) {
        return PeerEndpoint.ofCompact(new byte[] {(byte) 192, 0, 2, (byte) last, (byte) (port >> 8), (byte) port});
    }

    /** An IPv6 peer of the documentation network. */
    public static PeerEndpoint v6(int last, int port) {
        byte[] entry = new byte[18];
        entry[0] = 0x20;
        entry[1] = 0x01;
        entry[2] = 0x0d;
        entry[3] = (byte) 0xb8;
        entry[15] = (byte) last;
        entry[16] = (byte) (port >> 8);
        entry[17] = (byte) port;
        return PeerEndpoint.ofCompact(entry);
    }

    /** The info-hash of a name. */
    public static InfoHash swarm(String name) {
        return InfoHash.ofInfo(name.getBytes(StandardCharsets.UTF_8));
    }
}
