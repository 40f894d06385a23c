package io.s3torrent.seeder.wire.extension;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.merkle.MerkleLayers;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers one peer's requests for hashes of a v2 torrent's files (BEP 52), from the piece layer upwards. Rejects requests for lower layers.
 */
public final class HashExchange {
    private static final byte[] NOTHING = new byte[0];

    /** A peer may get all layers this many times, plus {@link #TO_BEGIN_WITH} bytes for small files. */
    private static final int COPIES = 4;

    private static final long TO_BEGIN_WITH = 1 << 20;

    private final HashLayers layers;
    private final long allLayers;
    private final MessageWriter writer;
    private long sent;

    public HashExchange(Info info, HashLayers layers, MessageWriter writer) {
        this.layers = layers;
        this.allLayers = (long) info.layout().pieceCount() * MerkleLayers.HASH_LENGTH;
        this.writer = writer;
    }

    /** Answers a request of {@value WireFormat#HASH_REQUEST_LENGTH} bytes. */
    public void onRequest(byte[] request) {
        Optional<byte[]> hashes = isGreedy() ? Optional.empty() : find(ByteBuffer.wrap(request));
        sent += hashes.map(found -> found.length).orElse(0);
        writer.write(PeerWireEncoder.hashes(
                writer.alloc(),
                hashes.isPresent() ? WireFormat.HASHES : WireFormat.HASH_REJECT,
                request,
                hashes.orElse(NOTHING)));
    }

    private boolean isGreedy() {
        return sent > TO_BEGIN_WITH + COPIES * allLayers;
    }

    private Optional<byte[]> find(ByteBuffer request) {
        byte[] root = new byte[MerkleLayers.HASH_LENGTH];
        request.get(root);
        return layers.of(root)
                .flatMap(file -> file.hashes(request.getInt(), request.getInt(), request.getInt(), request.getInt()));
    }
}
