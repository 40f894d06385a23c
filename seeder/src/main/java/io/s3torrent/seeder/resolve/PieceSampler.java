package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Verifies a few pieces of a torrent against the bytes in the store. */
record PieceSampler(ObjectStore store) {

    /** More samples find more, but each run of a seeder reads them. */
    private static final int MAX_SAMPLES = 8;

    private static final int MIN_SAMPLES = 3;
    private static final long MAX_BYTES = 32 << 20;

    /** Some pieces of a torrent at equal distances, the first and the last among them. */
    static int[] spread(PieceLayout layout) {
        int count = layout.pieceCount();
        long affordable = Math.max(MIN_SAMPLES, Math.min(MAX_SAMPLES, MAX_BYTES / layout.pieceLength()));
        int samples = (int) Math.min(count, affordable);
        return IntStream.range(0, samples)
                .map(i -> samples == 1 ? 0 : (int) ((long) i * (count - 1) / (samples - 1)))
                .toArray();
    }

    /** What {@link #firstWrong} reads of these pieces. */
    static Usage reading(PieceLayout layout, int... pieces) {
        return Usage.reading(IntStream.of(pieces).mapToLong(layout::length).sum(), pieces.length);
    }

    /** Returns the first of {@code pieces} whose bytes do not match the hash in {@code info}. */
    OptionalInt firstWrong(Content content, Info info, int... pieces) throws ObjectException {
        for (int piece : pieces) {
            if (!isRight(content, info, piece)) {
                return OptionalInt.of(piece);
            }
        }
        return OptionalInt.empty();
    }

    private boolean isRight(Content content, Info info, int piece) throws ObjectException {
        BitSet bad = new BitSet();
        content.read(store, info.layout().range(piece), PieceHasher.verifier(info, piece, 1, bad));
        return bad.isEmpty();
    }
}
