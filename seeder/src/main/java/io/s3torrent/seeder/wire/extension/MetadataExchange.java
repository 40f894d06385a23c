package io.s3torrent.seeder.wire.extension;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.seeder.metainfo.Info;
import java.util.Map;
import java.util.Optional;

/** Sends one peer the info dictionary of a magnet link's torrent in pieces (BEP 9), at most a few times. */
final class MetadataExchange {
    private static final int PIECE = 16 << 10;
    private static final int TYPE_REQUEST = 0;
    private static final int TYPE_DATA = 1;
    private static final int TYPE_REJECT = 2;
    private static final byte[] NOTHING = new byte[0];

    /** A peer needs one copy, and another one for each copy that turns out to be wrong. */
    private static final int COPIES = 4;

    /**
     * A message in two parts.
     *
     * @param head bencode
     * @param tail a piece, or nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] head, byte[] tail) {}

    private final Info info;
    private long left;

    MetadataExchange(Info info) {
        this.info = info;
        this.left = (long) COPIES * info.rawLength();
    }

    /** The answer to a message, if it needs one. */
    Optional<Answer> answer(BDict message) {
        if (message.integer("msg_type").orElse(-1L) != TYPE_REQUEST) {
            return Optional.empty();
        }
        long piece = message.integer("piece").orElse(-1L);
        boolean known = piece >= 0 && piece <= (info.rawLength() - 1) / PIECE;
        return Optional.of(known && left > 0 ? data((int) piece) : reject(piece));
    }

    private Answer data(int piece) {
        int start = piece * PIECE;
        byte[] tail = info.raw(start, Math.min(start + PIECE, info.rawLength()));
        left -= tail.length;
        return answer(
                Map.of(
                        "msg_type", new BInteger(TYPE_DATA),
                        "piece", new BInteger(piece),
                        "total_size", new BInteger(info.rawLength())),
                tail);
    }

    private static Answer reject(long piece) {
        return answer(Map.of("msg_type", new BInteger(TYPE_REJECT), "piece", new BInteger(piece)), NOTHING);
    }

    private static Answer answer(Map<String, Bencode> head, byte[] tail) {
        return new Answer(BencodeEncoder.encode(new BDict(head)), tail);
    }
}
