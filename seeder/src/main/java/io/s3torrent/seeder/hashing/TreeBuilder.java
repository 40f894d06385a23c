package io.s3torrent.seeder.hashing;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.FileTree;
import io.s3torrent.seeder.metainfo.FileTree.Leaf;
import io.s3torrent.seeder.metainfo.PieceRoots;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the pieces of new files lead to: the roots in their tree, and the layers beside it (BEP 52).
 *
 * @param layers for each file longer than a piece, the nodes of its pieces by its root
 */
record TreeBuilder(FileTree tree, BDict layers) {
    private static final int HASH = MerkleTree.HASH_LENGTH;

    /**
     * Goes up from the pieces.
     *
     * @param files each starts with a piece
     * @param roots of the smallest tree that holds each piece, one after the other
     */
    static TreeBuilder of(List<FileEntry> files, int pieceLength, byte[] roots) {
        List<Leaf> leaves = new ArrayList<>();
        Map<String, Bencode> layers = new TreeMap<>();
        long start = 0;
        for (FileEntry file : files) {
            if (!file.pad()) {
                byte[] nodes = nodes(file.length(), (int) (start / pieceLength), pieceLength, roots);
                Optional<BString> root = root(nodes, pieceLength);
                leaves.add(new Leaf(file, root));
                if (root.isPresent() && nodes.length > HASH) {
                    layers.put(PieceRoots.key(root.get()), new BString(nodes));
                }
            }
            start += file.length();
        }
        return new TreeBuilder(new FileTree(leaves), new BDict(layers));
    }

    private static byte[] nodes(long length, int first, int pieceLength, byte[] roots) {
        int count = (int) ((length + pieceLength - 1) / pieceLength);
        byte[] nodes = Arrays.copyOfRange(roots, first * HASH, (first + count) * HASH);
        int rest = (int) (length % pieceLength);
        if (count > 1 && rest > 0) {
            byte[] last = Arrays.copyOfRange(nodes, nodes.length - HASH, nodes.length);
            System.arraycopy(PieceRoots.raised(last, rest, pieceLength), 0, nodes, nodes.length - HASH, HASH);
        }
        return nodes;
    }

    private static Optional<BString> root(byte[] nodes, int pieceLength) {
        return nodes.length == 0
                ? Optional.empty()
                : Optional.of(new BString(nodes.length == HASH ? nodes : PieceRoots.root(nodes, pieceLength)));
    }
}
