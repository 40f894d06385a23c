package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.Agent;
import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** One peer's extension protocol (BEP 10): the handshake, and the metadata of the torrent for those who have a magnet (BEP 9). */
final class ExtensionProtocol {
    /** The id under which others reach our ut_metadata. */
    static final int OUR_METADATA_ID = 1;

    private static final int HANDSHAKE_ID = 0;
    private static final int METADATA_PIECE = 16 << 10;
    private static final int TYPE_REQUEST = 0;
    private static final int TYPE_DATA = 1;
    private static final int TYPE_REJECT = 2;
    private static final byte[] NOTHING = new byte[0];

    private final byte[] metadata;
    private int theirMetadataId;

    /** Serves {@code metadata}, the bencoded info dictionary. */
    ExtensionProtocol(byte[] metadata) {
        this.metadata = metadata;
    }

    /** Our handshake: what we speak, how many requests we keep, who we are. */
    ByteBuf handshake(ByteBufAllocator alloc) {
        BDict hello = new BDict(Map.of(
                "m", new BDict(Map.of("ut_metadata", new BInteger(OUR_METADATA_ID))),
                "metadata_size", new BInteger(metadata.length),
                "reqq", new BInteger(WireFormat.MAX_REQUESTS),
                "v", new BString(Agent.NAME)));
        return PeerWireEncoder.extended(alloc, HANDSHAKE_ID, BencodeEncoder.encode(hello), NOTHING);
    }

    /**
     * Takes an extension message; gives the answer, if one is due.
     *
     * @throws CorruptedFrameException when it is not what BEP 9 and 10 say
     */
    Optional<ByteBuf> onMessage(ByteBufAllocator alloc, int id, byte[] payload) {
        try {
            if (id == HANDSHAKE_ID) {
                onHandshake(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                return Optional.empty();
            }
            return id == OUR_METADATA_ID
                    ? onMetadata(alloc, BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE))
                    : Optional.empty();
        } catch (BencodeException e) {
            throw new CorruptedFrameException("extension message " + id + ": " + e.getMessage(), e);
        }
    }

    private void onHandshake(BDict hello) {
        long id = hello.dict("m").flatMap(m -> m.integer("ut_metadata")).orElse(0L);
        if (id < 0 || id > 255) {
            throw new CorruptedFrameException("ut_metadata: " + id + " (expected: 0 to 255)");
        }
        theirMetadataId = (int) id;
    }

    private Optional<ByteBuf> onMetadata(ByteBufAllocator alloc, BDict message) {
        if (message.integer("msg_type").orElse(-1L) != TYPE_REQUEST || theirMetadataId == 0) {
            return Optional.empty();
        }
        long piece = message.integer("piece").orElse(-1L);
        boolean known = piece >= 0 && piece <= (metadata.length - 1) / METADATA_PIECE;
        Map<String, Bencode> head = known
                ? Map.of(
                        "msg_type", new BInteger(TYPE_DATA),
                        "piece", new BInteger(piece),
                        "total_size", new BInteger(metadata.length))
                : Map.of("msg_type", new BInteger(TYPE_REJECT), "piece", new BInteger(piece));
        byte[] tail = known ? metadataPiece((int) piece) : NOTHING;
        return Optional.of(
                PeerWireEncoder.extended(alloc, theirMetadataId, BencodeEncoder.encode(new BDict(head)), tail));
    }

    private byte[] metadataPiece(int piece) {
        int start = piece * METADATA_PIECE;
        return Arrays.copyOfRange(metadata, start, Math.min(start + METADATA_PIECE, metadata.length));
    }
}
