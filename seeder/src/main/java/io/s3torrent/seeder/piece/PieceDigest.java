package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.security.MessageDigest;

/** Hashes pieces one after the other. Not thread-safe. */
public interface PieceDigest {

    /** Adds the next bytes of a piece. */
    void update(byte[] chunk, int offset, int length);

    /** Returns the hash of the piece that ends here; the next byte starts another piece. */
    byte[] finish();

    /** The SHA-1 hash of a piece in a v1 torrent (BEP 3). */
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
     * Warms up the JVM's compiler by hashing 32 MiB of zeros in small steps, which takes about 0.1 s. Call it while the first request to
     * the store is running.
     *
     * <p>Only code from the optimizing compiler uses the processor's SHA instructions. The first requests keep that compiler busy for over
     * a second, and until it has compiled the hash, each hashed byte costs several times as much.
     */
    static void warmUp() {
        PieceDigest digest = sha1();
        byte[] zeros = new byte[4 << 10];
        for (int i = 0; i < 8192; i++) {
            digest.update(zeros, 0, zeros.length);
        }
        byte[] unused = digest.finish();
    }

    /** The Merkle root of the smallest {@link MerkleTree} that holds the piece (BEP 52). */
    static PieceDigest merkle() {
        return new MerkleDigest();
    }

    /** Splits a piece into blocks and builds their Merkle tree. */
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
