package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.security.MessageDigest;

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
