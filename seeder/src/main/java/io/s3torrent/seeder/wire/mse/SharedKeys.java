package io.s3torrent.seeder.wire.mse;

import io.s3torrent.bittorrent.InfoHash;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The info-hashes behind the port, each to be found by what an encrypted handshake says of it: HASH("req2", info-hash). It is
 * computed once, when a torrent comes, not for each torrent when a peer comes. Safe for use by many threads.
 */
public final class SharedKeys {
    /** By their names, which are 20 bytes as well. */
    private final Map<InfoHash, InfoHash> byName = new ConcurrentHashMap<>();

    /** An info-hash is served from now on. */
    public void add(InfoHash infoHash) {
        byName.put(name(infoHash), infoHash);
    }

    /** An info-hash is no longer served. */
    public void remove(InfoHash infoHash) {
        byName.remove(name(infoHash));
    }

    /** The info-hash of this name, if it is served. */
    Optional<InfoHash> find(byte[] name) {
        return Optional.ofNullable(byName.get(InfoHash.of(name)));
    }

    private static InfoHash name(InfoHash infoHash) {
        return InfoHash.of(MseHash.of("req2", infoHash.bytes()));
    }
}
