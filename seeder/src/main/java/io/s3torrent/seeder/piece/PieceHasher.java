package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.BitSet;

/** Hashes a run of whole pieces while its bytes go by, in the pass that reads them. Not for use by two threads at once. */
public final class PieceHasher implements ByteSink {

    /** Takes the hash of one piece. */
    @FunctionalInterface
    public interface HashSink {
        /** {@code hash} is that of {@code piece}, counted in the torrent from 0. */
        void hashed(int piece, byte[] hash);
    }

    private final PieceLayout layout;
    private final PieceDigest digest;
    private final HashSink sink;
    private int piece;
    private int missing;
    private int unhashed;

    /**
     * A hasher for the bytes of {@code layout} from {@code firstPiece} on.
     *
     * @param sink gets each hash when the last byte of its piece has gone by
     */
    public PieceHasher(PieceLayout layout, PieceDigest digest, int firstPiece, HashSink sink) {
        this.layout = layout;
        this.digest = digest;
        this.sink = sink;
        startPiece(firstPiece);
    }

    /**
     * A hasher that compares each piece with its hash.
     *
     * @param bad gets a bit set for each of the {@code count} pieces, counted from {@code firstPiece}; the bit of a piece is cleared when
     *     all of its bytes have gone by and have the right hash
     */
    public static PieceHasher verifier(PieceHashes hashes, int firstPiece, int count, BitSet bad) {
        bad.set(0, count);
        return new PieceHasher(
                hashes.layout(),
                hashes.newDigest(),
                firstPiece,
                (piece, hash) -> bad.set(piece - firstPiece, !hashes.matches(piece, hash)));
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            at += missing > 0 ? hash(chunk, at, end - at) : skip(end - at);
            if (missing == 0 && unhashed == 0 && piece + 1 < layout.pieceCount()) {
                startPiece(piece + 1);
            }
        }
    }

    private void startPiece(int next) {
        piece = next;
        missing = layout.hashedLength(next);
        unhashed = layout.length(next) - missing;
    }

    private int hash(byte[] chunk, int at, int available) {
        int step = Math.min(missing, available);
        digest.update(chunk, at, step);
        missing -= step;
        if (missing == 0) {
            sink.hashed(piece, digest.finish());
        }
        return step;
    }

    /** Passes over the zeros behind the end of a file. */
    private int skip(int available) {
        int step = Math.min(unhashed, available);
        unhashed -= step;
        return step;
    }
}
