package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.piece.merkle.MerkleLayers;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Gives one peer the hashes of a v2 torrent's files that its info dictionary does not have (BEP 52), from the layer of the pieces up;
 * what is below is refused.
 */
final class HashExchange {
    private static final byte[] NOTHING = new byte[0];

    /** All layers a few times over, and a little for small files. */
    private static final int COPIES = 4;

    private static final long TO_BEGIN_WITH = 1 << 20;

    private final PeerSwarm torrent;
    private final MessageWriter outbox;
    private long sent;

    HashExchange(PeerSwarm torrent, MessageWriter outbox) {
        this.torrent = torrent;
        this.outbox = outbox;
    }

    /** Answers a request of {@value WireFormat#HASH_REQUEST_LENGTH} bytes. */
    void onRequest(byte[] request) {
        Optional<byte[]> hashes = isGreedy() ? Optional.empty() : find(ByteBuffer.wrap(request));
        sent += hashes.map(found -> found.length).orElse(0);
        outbox.say(PeerWireEncoder.hashes(
                outbox.alloc(),
                hashes.isPresent() ? WireFormat.HASHES : WireFormat.HASH_REJECT,
                request,
                hashes.orElse(NOTHING)));
    }

    private boolean isGreedy() {
        long layers = (long) torrent.info().layout().pieceCount() * MerkleLayers.HASH_LENGTH;
        return sent > TO_BEGIN_WITH + COPIES * layers;
    }

    private Optional<byte[]> find(ByteBuffer request) {
        byte[] root = new byte[MerkleLayers.HASH_LENGTH];
        request.get(root);
        return torrent.hashes()
                .of(root)
                .flatMap(file -> file.hashes(request.getInt(), request.getInt(), request.getInt(), request.getInt()));
    }
}
