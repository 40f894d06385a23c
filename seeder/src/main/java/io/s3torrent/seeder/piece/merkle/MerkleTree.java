package io.s3torrent.seeder.piece.merkle;

import io.s3torrent.bittorrent.Digests;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * The SHA-256 tree over blocks of 16 KiB by which v2 torrents name bytes (BEP 52), grown from the left. Keeps one node per level.
 *
 * <p>Level 0 is the hash of a block; a node of the level above is the hash of two beside each other. What is missing on the right
 * counts as blocks whose hash is zero. Not for use by two threads at once.
 */
public final class MerkleTree {
    /** Bytes under one leaf. */
    public static final int BLOCK = 16 << 10;

    /** Bytes of a node. */
    public static final int HASH_LENGTH = 32;

    /** Enough for 2^63 bytes. */
    private static final int LEVELS = 50;

    private static final byte[][] ABSENT = absent();

    private final MessageDigest sha256 = Digests.sha256();
    private final byte[] waiting = new byte[LEVELS * HASH_LENGTH];
    private final byte[] node = new byte[HASH_LENGTH];
    private long leaves;

    /** The level of the smallest tree that holds {@code length} bytes. */
    public static int level(long length) {
        return Long.SIZE - Long.numberOfLeadingZeros((length - 1) / BLOCK);
    }

    /** Appends a node; what stands under it is full, unless it is the last one. */
    public void add(byte[] hash, int offset, int level) {
        System.arraycopy(hash, offset, node, 0, HASH_LENGTH);
        int at = level;
        // As when one adds to a binary number: a left sibling that waits is a carry.
        for (; (leaves >> at & 1) == 1; at++) {
            hashPair(waiting, at * HASH_LENGTH, node);
        }
        System.arraycopy(node, 0, waiting, at * HASH_LENGTH, HASH_LENGTH);
        leaves += 1L << level;
    }

    /**
     * The root of all that was added, and of nothing at all on the right of it; then the tree is empty again.
     *
     * @param level the least that the root must be at
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

    /** A copy of the node under which there is nothing. */
    static byte[] absent(int level) {
        return ABSENT[level].clone();
    }

    private void hashPair(byte[] left, int offset, byte[] rightAndResult) {
        sha256.update(left, offset, HASH_LENGTH);
        sha256.update(rightAndResult);
        finish(sha256, rightAndResult);
    }

    /** Ends a digest into 32 bytes of the caller: no garbage for each block of an object. */
    public static void finish(MessageDigest sha256, byte[] result) {
        try {
            sha256.digest(result, 0, HASH_LENGTH);
        } catch (DigestException e) {
            throw new AssertionError("32 bytes are enough", e);
        }
    }

    /** For each level, the node under which there is nothing. */
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
