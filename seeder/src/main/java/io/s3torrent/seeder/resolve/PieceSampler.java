package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.BitSet;
import java.util.OptionalInt;

/** Verifies a few pieces of a torrent against the bytes in the store. */
record PieceSampler(ObjectStore store) {

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
