package io.s3torrent.seeder.piece.merkle;

import io.s3torrent.bittorrent.Digests;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Computes the SHA-256 Merkle tree over blocks of 16 KiB that v2 torrents use (BEP 52). It grows from the left and keeps one node per
 * level.
 *
 * <p>Level 0 has the hashes of the blocks; a node of a higher level is the hash of two adjacent nodes. Blocks that are missing on the right
 * count as blocks whose hash is zero. Not thread-safe.
 */
public final class MerkleTree {
    /** Length in bytes of the block of one leaf. */
    public static final int BLOCK = 16 << 10;

    /** Length of a node in bytes. */
    public static final int HASH_LENGTH = 32;

    /** Enough for 2^63 bytes. */
    private static final int LEVELS = 50;

    private static final byte[][] ABSENT = absent();

    private final MessageDigest sha256 = Digests.sha256();
    private final byte[] waiting = new byte[LEVELS * HASH_LENGTH];
    private final byte[] node = new byte[HASH_LENGTH];
    private long leaves;

    /** The level of the root of the smallest tree that holds {@code length} bytes. */
    public static int level(long length) {
        return Long.SIZE - Long.numberOfLeadingZeros((length - 1) / BLOCK);
    }

    /** Appends a node, which must cover a full subtree unless it is the last one. */
    public void add(byte[] hash, int offset, int level) {
        System.arraycopy(hash, offset, node, 0, HASH_LENGTH);
        int at = level;
        // This works like the addition of binary numbers: a left sibling that waits is a carry.
        for (; (leaves >> at & 1) == 1; at++) {
            hashPair(waiting, at * HASH_LENGTH, node);
        }
        System.arraycopy(node, 0, waiting, at * HASH_LENGTH, HASH_LENGTH);
        leaves += 1L << level;
    }

    /**
     * Returns the root, with absent nodes on the right, and empties the tree.
     *
     * @param level the lowest level that the root may have
     */
    public byte[] root(int level) {
        while (Long.bitCount(leaves) > 1 || leaves < 1L << level) {
            int gap = Long.numberOfTrailingZeros(leaves);
            add(ABSENT[gap], 0, gap);
        }
        byte[] root = new byte[HASH_LENGTH];
        System.arraycopy(waiting, Long.numberOfTrailingZeros(leaves) * HASH_LENGTH, root, 0, HASH_LENGTH);
        leaves = 0;
        return root;
    }

    /** A copy of the node above no data. */
    static byte[] absent(int level) {
        return ABSENT[level].clone();
    }

    private void hashPair(byte[] left, int offset, byte[] rightAndResult) {
        sha256.update(left, offset, HASH_LENGTH);
        sha256.update(rightAndResult);
        finish(sha256, rightAndResult);
    }

    /** Ends a digest into the caller's 32 bytes, which avoids garbage for each block of an object. */
    public static void finish(MessageDigest sha256, byte[] result) {
        try {
            sha256.digest(result, 0, HASH_LENGTH);
        } catch (DigestException e) {
            throw new AssertionError("32 bytes are enough", e);
        }
    }

    /** For each level, the node above no data. */
    private static byte[][] absent() {
        MessageDigest sha256 = Digests.sha256();
        byte[][] nodes = new byte[LEVELS][HASH_LENGTH];
        for (int level = 1; level < LEVELS; level++) {
            sha256.update(nodes[level - 1]);
            nodes[level] = sha256.digest(nodes[level - 1]);
        }
        return nodes;
    }
}
