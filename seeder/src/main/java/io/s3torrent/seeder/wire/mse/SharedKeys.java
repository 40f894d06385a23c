package io.s3torrent.seeder.wire.mse;

import io.s3torrent.bittorrent.InfoHash;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the served info-hash that an encrypted handshake names by HASH("req2", info-hash). The hash is computed once for each torrent, not
 * for each torrent and peer. Thread-safe.
 */
public final class SharedKeys {
    /** By HASH("req2", info-hash), which also has 20 bytes. */
    private final Map<InfoHash, InfoHash> byName = new ConcurrentHashMap<>();

    /** Adds an info-hash that is served from now on. */
    public void add(InfoHash infoHash) {
        byName.put(name(infoHash), infoHash);
    }

    /** Removes an info-hash that is not served any more. */
    public void remove(InfoHash infoHash) {
        byName.remove(name(infoHash));
    }

    /** Finds a served info-hash by its name in the handshake. */
    Optional<InfoHash> find(byte[] name) {
        return Optional.ofNullable(byName.get(InfoHash.of(name)));
    }

    private static InfoHash name(InfoHash infoHash) {
        return InfoHash.of(MseHash.of("req2", infoHash.bytes()));
    }
}
