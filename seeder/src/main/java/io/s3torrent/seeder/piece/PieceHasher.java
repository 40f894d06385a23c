package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes a run of whole pieces while its bytes go by, in the pass that reads them. Not for use by two threads at once. */
public final class PieceHasher implements ByteSink {

    /** Takes the SHA-1 of one piece. */
    @FunctionalInterface
    public interface HashSink {
        /** {@code sha1} are the 20 bytes of {@code piece}, counted in the torrent from 0. */
        void hashed(int piece, byte[] sha1);
    }

    private final MessageDigest sha1 = newSha1();
    private final PieceLayout layout;
    private final HashSink sink;
    private int piece;
    private int missing;

    /**
     * A hasher for the bytes of {@code layout} from {@code firstPiece} on.
     *
     * @param sink gets each hash when the last byte of its piece has gone by
     */
    public PieceHasher(PieceLayout layout, int firstPiece, HashSink sink) {
        this.layout = layout;
        this.sink = sink;
        this.piece = firstPiece;
        this.missing = layout.length(firstPiece);
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int step = Math.min(missing, end - at);
            sha1.update(chunk, at, step);
            at += step;
            missing -= step;
            if (missing == 0) {
                finishPiece();
            }
        }
    }

    private void finishPiece() {
        sink.hashed(piece, sha1.digest());
        piece++;
        missing = piece < layout.pieceCount() ? layout.length(piece) : 0;
    }

    private static MessageDigest newSha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
