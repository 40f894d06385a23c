package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.BitSet;

/** Hashes a run of whole pieces in the same pass that reads them. Not thread-safe. */
public final class PieceHasher implements ByteSink {

    /** Receives the hash of each piece. */
    @FunctionalInterface
    public interface HashSink {
        /** Receives a hash; {@code piece} is the piece's index in the torrent. */
        void hashed(int piece, byte[] hash);
    }

    private final PieceLayout layout;
    private final PieceDigest digest;
    private final HashSink sink;
    private int piece;
    private int missing;
    private int unhashed;

    /**
     * Makes a hasher for the bytes of {@code layout}, starting at {@code firstPiece}.
     *
     * @param sink gets each hash after the last byte of its piece
     */
    public PieceHasher(PieceLayout layout, PieceDigest digest, int firstPiece, HashSink sink) {
        this.layout = layout;
        this.digest = digest;
        this.sink = sink;
        startPiece(firstPiece);
    }

    /**
     * Makes a hasher that verifies pieces.
     *
     * @param bad indexed from {@code firstPiece}. All {@code count} bits are set at first; the bit of a piece is cleared after all its
     *     bytes were hashed and match
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

    /** Skips the zeros after the end of a file. */
    private int skip(int available) {
        int step = Math.min(unhashed, available);
        unhashed -= step;
        return step;
    }
}
