package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.security.MessageDigest;

/** Hashes one piece after the other. Not for use by two threads at once. */
public interface PieceDigest {

    /** Takes the next bytes of a piece. */
    void update(byte[] chunk, int offset, int length);

    /** The hash of the piece whose last byte was taken; the next byte starts another one. */
    byte[] finish();

    /** The SHA-1 that v1 torrents name a piece by (BEP 3). */
    static PieceDigest sha1() {
        MessageDigest sha1 = Digests.sha1();
        return new PieceDigest() {
            @Override
            public void update(byte[] chunk, int offset, int length) {
                sha1.update(chunk, offset, length);
            }

            @Override
            public byte[] finish() {
                return sha1.digest();
            }
        };
    }

    /**
     * Hashes 32 MiB of zeros in small steps, about 0.1 s, to be done while the first request to the store is on its way.
     *
     * <p>Only code of the JVM's optimizing compiler uses the processor's SHA instructions, and the first requests bring that
     * compiler more work than it gets done in a second: whoever hashes in the meantime pays several times as much for a byte.
     */
    static void warmUp() {
        PieceDigest digest = sha1();
        byte[] zeros = new byte[4 << 10];
        for (int i = 0; i < 8192; i++) {
            digest.update(zeros, 0, zeros.length);
        }
        byte[] unused = digest.finish();
    }

    /** The root of the smallest {@link MerkleTree} that holds the piece (BEP 52). */
    static PieceDigest merkle() {
        return new MerkleDigest();
    }

    /** Cuts a piece into blocks and grows their tree. */
    final class MerkleDigest implements PieceDigest {
        private final MessageDigest sha256 = Digests.sha256();
        private final MerkleTree tree = new MerkleTree();
        private final byte[] leaf = new byte[MerkleTree.HASH_LENGTH];
        private int missing = MerkleTree.BLOCK;

        @Override
        public void update(byte[] chunk, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                int step = Math.min(missing, end - at);
                sha256.update(chunk, at, step);
                at += step;
                missing -= step;
                if (missing == 0) {
                    finishBlock();
                }
            }
        }

        @Override
        public byte[] finish() {
            if (missing < MerkleTree.BLOCK) {
                finishBlock();
            }
            return tree.root(0);
        }

        private void finishBlock() {
            MerkleTree.finish(sha256, leaf);
            tree.add(leaf, 0, 0);
            missing = MerkleTree.BLOCK;
        }
    }
}
