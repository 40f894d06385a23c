package io.s3torrent.seeder.wire.extension;

import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.merkle.MerkleLayers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Holds the hash trees of a torrent's files, each built on its first request. All event loops may call it. */
public final class HashLayers {
    private final Info info;
    private final Map<BString, MerkleLayers> grown = new ConcurrentHashMap<>();

    public HashLayers(Info info) {
        this.info = info;
    }

    /** The hash tree of the file with this root, if the file has more than one piece. */
    Optional<MerkleLayers> of(byte[] root) {
        BString key = new BString(root);
        return Optional.ofNullable(grown.get(key))
                .or(() -> info.pieceLayer(root).map(nodes -> grown.computeIfAbsent(key, unknown -> grow(nodes))));
    }

    private MerkleLayers grow(byte[] nodes) {
        return MerkleLayers.of(nodes, info.layout().pieceLength());
    }
}
